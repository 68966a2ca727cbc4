/**
 * The story of a run, as the stages tell it: load → expand → assemble → look → plan → execute. Comes in: what the command line
 * says. Goes out: what each stage made. Never: wording, decisions of a stage. A stage's code is loaded when it is needed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { during } from './app/during.ts';
import type { AppOptions } from './app/options.ts';
import { type App, readApp, type WholeApp } from './app/read.ts';
import type { AppSettings } from './app/recall.ts';
import { appRoot } from './app/root.ts';
import type { Context } from './core/context.ts';
import { ProjError } from './core/errors.ts';
import type { NodeOutcome } from './core/plan.ts';
import type { Assembly, DeployPlan, DeployResult } from './core/stages.ts';
import type { Hook } from './deploy/hooks.ts';
import type { Cloud, Deployed, DeployOptions, RemoveOptions } from './deploy/index.ts';

/** What is there that would stop the deploy of an app without mistakes. Reads only; gives the account that was asked. */
export async function checkOnline({ config, expansion }: WholeApp, options: AppOptions, context: Context): Promise<string> {
  const { diagnostics } = context;
  const cloud = await openCloud(config, options, context);
  const { checkOnline: check } = await import('./deploy/online/index.ts');
  await during('look', context, () => check(config, expansion, cloud, diagnostics));
  diagnostics.stopIfErrors();
  return cloud.account;
}

/** Templates and bundles in `.proj/build/<stage>/`, once `beforeBuild` has run. */
export async function assembleApp(app: App, context: Context): Promise<Assembly> {
  await runHook({ name: 'beforeBuild' }, app.config, context);
  return assembly(app, context);
}

async function assembly({ config, expansion }: App, context: Context): Promise<Assembly> {
  return during('assemble', context, async () => {
    const { assemble } = await import('./deploy/assembly/index.ts');
    return assemble(expansion, { root: config.root, directory: buildDirectory(config), context, reuse: !(context.ci || config.protect) });
  });
}

function buildDirectory({ root, stage }: AppSettings): string {
  return join(root, '.proj', 'build', stage);
}

/** Where the app has hooks for that moment. */
async function runHook(hook: Hook, config: AppSettings, context: Context): Promise<void> {
  if (!config.hooks[hook.name]) return;
  const { runHook: run } = await import('./deploy/hooks.ts');
  const endpointUrl = config.local && hook.name !== 'beforeBuild' ? await localEndpoint(localState(config.root)) : undefined;
  await run({ ...hook, endpointUrl }, config, context);
}

export interface PlannedDeploy {
  readonly config: AppSettings;
  readonly plan: DeployPlan;
  readonly assembly: Assembly;
  readonly deployed: Deployed;
  readonly cloud: Cloud;
  readonly options: DeployOptions;
  readonly context: Context;
}

/** What a deploy would do. Reads only. */
export async function planApp(options: AppOptions & DeploySwitches, context: Context): Promise<PlannedDeploy> {
  // Read from disk while the app is read and assembled.
  const deployer = import('./deploy/index.ts');
  const read = await readApp(options, context, 'touches-aws');
  const app = options.withoutHooks ? { ...read, config: { ...read.config, hooks: {} } } : read;
  const { checkNamed, look, planDeploy } = await deployer;
  checkNamed(app.expansion, options.stacks);
  await runHook({ name: 'beforeBuild' }, app.config, context);
  await checkSitesToPublish(app, context);
  // Asks who we are while the assembly is made; what goes wrong there is told when it is its turn.
  const opening = openCloud(app.config, options, context);
  opening.catch(() => {});
  const assembled = await assembly(app, context);
  const cloud = await opening;
  const deployOptions = { ...app.config, ...options, ...(options.stacks.length > 0 && { only: options.stacks }) };
  const deployed = await during('look', context, () => look(assembled, cloud, deployOptions, context));
  const plan = planDeploy(assembled, deployed, deployOptions);
  return { config: app.config, plan, assembly: assembled, deployed, cloud, options: deployOptions, context };
}

/** A site is published after its stacks are deployed: that its folder is missing must be known before. */
async function checkSitesToPublish({ config, expansion }: App, { diagnostics }: Context): Promise<void> {
  const { checkSites } = await import('./deploy/assembly/check-sources.ts');
  checkSites(expansion, config.root, diagnostics, { unbuilt: 'error' });
  diagnostics.stopIfErrors();
}

export interface DeploySwitches {
  /** `--only` */
  readonly leaveConsumers?: boolean;
  /** `--prune` */
  readonly prune?: boolean;
  /** Stacks at a time. */
  readonly concurrency?: number;
}

/** Does what the plan says, and runs the hooks before and after it. */
export async function deployApp(planned: PlannedDeploy): Promise<DeployResult> {
  const { plan, config, context } = planned;
  const { execute } = await import('./deploy/index.ts');
  if (!isBlocked(plan)) await runHook({ name: 'beforeDeploy' }, config, context);
  const result = await during('execute', context, () => execute(planned));
  if (result.exitStatus !== 0 || !config.hooks.afterDeploy) return result;
  const outputsFile = join(buildDirectory(config), 'outputs.json');
  writeFileSync(outputsFile, `${JSON.stringify(result.outputs, null, 2)}\n`);
  return withHook(result, { name: 'afterDeploy', outputsFile }, config, context);
}

/** What is deployed stays so where the hook fails: the result says both. */
async function withHook(result: DeployResult, hook: Hook, config: AppSettings, context: Context): Promise<DeployResult> {
  const started = context.clock.now();
  try {
    await runHook(hook, config, context);
    return result;
  } catch (error) {
    if (!(error instanceof ProjError)) throw error;
    const { failure, exitStatus } = error;
    const outcome: NodeOutcome = { kind: 'failed', id: hook.name, failure, milliseconds: context.clock.now() - started };
    return { ...result, outcome: exitStatus === 130 ? 'interrupted' : 'failed', exitStatus, nodes: [...result.nodes, outcome] };
  }
}

function isBlocked({ nodes }: DeployPlan): boolean {
  return nodes.some(({ action }) => action === 'blocked');
}

export interface PlannedRemoval extends App {
  readonly plan: DeployPlan;
  readonly deployed: Deployed;
  readonly cloud: Cloud;
  readonly options: RemoveOptions;
  readonly context: Context;
}

/** What a removal would do. Reads only. */
export async function planRemoval(options: AppOptions, context: Context): Promise<PlannedRemoval> {
  const { config, expansion, cloud } = await openApp(options, context);
  const { lookForRemoval, planRemove } = await import('./deploy/index.ts');
  const removeOptions = { ...config, ...(options.stacks.length > 0 && { only: options.stacks }) };
  const deployed = await during('look', context, () => lookForRemoval(expansion, cloud, removeOptions, context));
  return { plan: planRemove(expansion, deployed, removeOptions), config, expansion, deployed, cloud, options: removeOptions, context };
}

/** Does what the plan of the removal says. */
export async function removeApp({ expansion, ...planned }: PlannedRemoval): Promise<DeployResult> {
  const { executeRemove } = await import('./deploy/index.ts');
  const { plan, config, context } = planned;
  if (!plan.nothingToDo && !isBlocked(plan)) await runHook({ name: 'beforeRemove' }, config, context);
  return during('remove', planned.context, () => executeRemove({ ...planned, app: expansion }));
}

export interface OpenedApp extends App {
  readonly cloud: Cloud;
}

/** The app as it is written, and the cloud where it is deployed: for commands that look at it. */
export async function openApp(options: AppOptions, context: Context): Promise<OpenedApp> {
  const app = await readApp(options, context, 'touches-aws');
  return { ...app, cloud: await openCloud(app.config, options, context) };
}

/** The cloud that the options name; with `local`, the embedded endpoint, started if it isn't running. */
async function openCloud(
  config: AppSettings,
  options: Pick<AppOptions, 'local' | 'endpointUrl' | 'profile'>,
  context: Context,
): Promise<Cloud> {
  const { createCloud } = await import('./deploy/index.ts');
  const endpointUrl = options.local ? await localEndpoint(localState(config.root)) : options.endpointUrl;
  const profile = options.profile ?? config.profile;
  return createCloud({
    region: config.region,
    local: options.local,
    environment: context.environment,
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(profile !== undefined && { profile }),
    ...(config.deploy.roleArn !== undefined && { roleArn: config.deploy.roleArn }),
  });
}

/** Starts the embedded endpoint on the folder unless it runs. */
export async function localEndpoint(directory: string): Promise<string> {
  const { EndpointError, ensureEndpoint } = await import('./local/client.ts');
  try {
    return await ensureEndpoint(directory);
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error;
    const { stop } = await import('./deploy/failure.ts');
    throw stop(2, 'E5032', { cause: error.message }, {}, error);
  }
}

/** Where the embedded endpoint of an app keeps its state. */
export async function localDirectory(file: string | undefined, context: Context): Promise<string> {
  return localState(await appRoot(file, context));
}

function localState(root: string): string {
  return join(root, '.proj', 'local');
}
