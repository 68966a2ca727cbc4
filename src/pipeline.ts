/**
 * The story of a run, as the stages tell it: load → expand → assemble → look → plan → execute. Comes in: what the command line
 * says. Goes out: what each stage made. Never: wording, decisions of a stage. A stage's code is loaded when it is needed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConstructModules } from './construct-modules/index.ts';
import type { Context } from './core/context.ts';
import { type Diagnostic, Diagnostics, DiagnosticsError } from './core/diagnostic.ts';
import { ProjError } from './core/errors.ts';
import type { Phase } from './core/event.ts';
import type { Outline } from './core/outline.ts';
import type { NodeOutcome } from './core/plan.ts';
import type { AppConfig, Assembly, DeployPlan, DeployResult, Expansion } from './core/stages.ts';
import type { Hook } from './deploy/hooks.ts';
import type { Cloud, Deployed, DeployOptions, RemoveOptions } from './deploy/index.ts';
import type { Change } from './fix/index.ts';
import { type Disk, openDisk } from './loader/disk.ts';
import type { AppSettings } from './recall.ts';
import { checkTemplates } from './template-check/index.ts';

export interface AppOptions {
  /** `--config` */
  readonly file?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly params: Readonly<Record<string, string>>;
  /** The embedded endpoint on this machine. */
  readonly local: boolean;
  /** Stack ids; empty = all. */
  readonly stacks: readonly string[];
  /** A later round of `proj dev`: what hooks write would be the change that starts the next. */
  readonly withoutHooks?: boolean;
  /** `--no-code`: nothing of the user's is run; constructs of the app's own types are not judged. */
  readonly noCode?: boolean;
}

/** The app file, read and expanded. */
export interface App {
  readonly config: AppSettings;
  readonly expansion: Expansion;
}

/** Every problem that can be found without AWS ends it here. */
export async function readApp(options: AppOptions, context: Context, mode: Mode): Promise<App> {
  const { recall, remember, runKey } = await import('./recall.ts');
  const { stacks: _, ...asked } = options;
  const key = runKey({ ...asked, mode, in: context.workingDirectory }, import.meta.url);
  const known = context.ci ? undefined : recall(key, context);
  if (known) return known;
  const disk = openDisk(context.environment);
  const app = await readWhatHolds(options, context, mode, disk);
  context.diagnostics.stopIfErrors();
  // What the modules of its own types were made from was not looked at through `disk`.
  if (!context.ci && app.config.constructTypes.length === 0) remember(key, app, disk, context);
  return app;
}

type Mode = 'touches-aws' | 'offline';

interface WholeApp extends App {
  readonly config: AppConfig;
}

/** Where there are errors the app is not whole: only good for finding more of them. */
async function readWhatHolds(options: AppOptions, context: Context, mode: Mode, disk?: Disk): Promise<WholeApp> {
  const { diagnostics, environment, workingDirectory, ci } = context;
  // Read from disk while the app file is.
  const expander = import('./expand/expand.ts');
  const modules = options.noCode ? undefined : constructModules(context);
  try {
    const config = await during('load', context, async () => {
      const { load } = await import('./loader/index.ts');
      const readConstructTypes = modules?.read;
      return load({ ...options, environment, workingDirectory, ci, mode, disk, readConstructTypes, partial: true, diagnostics });
    });
    return await during('expand', context, async () => {
      const { expand } = await expander;
      const expansion = expand(config, diagnostics, await modules?.expand(config));
      await checkTemplates(config, expansion, diagnostics);
      return { config, expansion };
    });
  } finally {
    await modules?.close();
  }
}

/** What the app declares, for editors; `undefined` where its file can't be read. */
export async function outlineApp({ file, noCode }: Pick<AppOptions, 'file' | 'noCode'>, context: Context): Promise<Outline | undefined> {
  const { Diagnostics } = await import('./core/diagnostic.ts');
  const { outline } = await import('./loader/outline.ts');
  const { workingDirectory, environment } = context;
  const modules = noCode ? undefined : constructModules({ ...context, diagnostics: new Diagnostics() });
  try {
    return await outline({ workingDirectory, environment, file, readConstructTypes: modules?.read });
  } finally {
    await modules?.close();
  }
}

/** What runs the modules of `constructTypes`: nothing, where there are none. */
function constructModules(context: Context) {
  let open: ConstructModules | undefined;
  return {
    async read(declared: ReadonlyMap<string, string>, root: string) {
      const { openModules } = await import('./construct-modules/index.ts');
      const { compileConstruct } = await import('./deploy/assembly/construct-module.ts');
      const started = context.clock.now();
      open = openModules({
        compile: (module, ours) => compileConstruct(module, { root, reuse: !context.ci, started, ...ours }),
        said: (type, line) => context.emit({ type: 'notice', code: 'construct.console', text: `${type}: ${line}` }),
        diagnostics: context.diagnostics,
      });
      return open.read(declared);
    },
    expand: async (config: AppConfig) => open?.expand(config),
    close: async () => open?.close(),
  };
}

/** `readApp`, and the files that the app names must be there. What only a bundle or a build finds out is left to them. */
export async function checkApp(options: AppOptions, context: Context): Promise<WholeApp> {
  const app = await lookThrough(options, context);
  context.diagnostics.stopIfErrors();
  return app;
}

/** `checkApp`, and where no stage is named, also in every other stage that the file declares. Each mistake is told once. */
export async function checkStages(options: AppOptions, context: Context): Promise<WholeApp & { readonly stages: readonly string[] }> {
  const app = await lookThrough(options, context);
  const { stage, declaredStages } = app.config;
  const isNamed = options.stage !== undefined || Boolean(context.environment.PROJ_STAGE);
  const others = isNamed ? [] : declaredStages.filter((one) => one !== stage);
  for (const other of others) {
    for (const found of await problemsIn(other, options, context)) context.diagnostics.adopt(found);
  }
  context.diagnostics.stopIfErrors();
  return { ...app, stages: [stage, ...others] };
}

async function problemsIn(stage: string, { region: _, ...options }: AppOptions, context: Context): Promise<readonly Diagnostic[]> {
  const diagnostics = new Diagnostics();
  try {
    await lookThrough({ ...options, stage }, { ...context, diagnostics, emit: () => {} });
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
  return diagnostics.all.map((found) => ({
    ...found,
    // The machine that deploys that stage may have what this one lacks.
    ...(found.code === 'E1102' && { severity: 'warning' as const }),
    related: [...(found.related ?? []), { message: `in the stage \`${stage}\`` }],
  }));
}

async function lookThrough(options: AppOptions, context: Context): Promise<WholeApp> {
  const app = await readWhatHolds(options, context, 'offline');
  const { checkHandlers, checkSites } = await import('./deploy/assembly/check-sources.ts');
  await checkHandlers(app.expansion, app.config.root, context.diagnostics);
  checkSites(app.expansion, app.config.root, context.diagnostics, { unbuilt: 'warning' });
  return app;
}

/** `checkApp` after every problem with one right answer was put right in the files; tells of each as an event. */
export async function fixApp(options: AppOptions, context: Context): Promise<readonly Change[]> {
  const { fixFiles } = await import('./fix/index.ts');
  const root = await appRoot(options.file, context);
  const changes = await fixFiles(root, async () => {
    const diagnostics = new Diagnostics();
    try {
      await checkApp(options, { ...context, diagnostics, emit: () => {} });
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
    }
    return { problems: diagnostics.all, text: (file) => diagnostics.source?.text(file) };
  });
  for (const change of changes) context.emit({ type: 'text.fixed', ...change });
  return changes;
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
  const read = await readApp(options, context, 'touches-aws');
  const app = options.withoutHooks ? { ...read, config: { ...read.config, hooks: {} } } : read;
  await runHook({ name: 'beforeBuild' }, app.config, context);
  await checkSitesToPublish(app, context);
  const assembled = await assembly(app, context);
  const cloud = await openCloud(app.config, options, context);
  const { look, planDeploy } = await import('./deploy/index.ts');
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

/** Folder of the app file, also where that is wrong. */
export async function appRoot(file: string | undefined, { workingDirectory, environment, diagnostics }: Context): Promise<string> {
  const [{ locate }, { openDisk }] = await Promise.all([import('./loader/locate.ts'), import('./loader/disk.ts')]);
  const place = await locate(workingDirectory, file, openDisk(environment));
  if (!place) diagnostics.report('E1001', [], { from: workingDirectory });
  diagnostics.stopIfErrors();
  return place?.root ?? workingDirectory;
}

/** Where the embedded endpoint of an app keeps its state. */
export async function localDirectory(file: string | undefined, context: Context): Promise<string> {
  return localState(await appRoot(file, context));
}

function localState(root: string): string {
  return join(root, '.proj', 'local');
}

/** Runs one phase and tells when it begins and ends. */
async function during<T>(phase: Phase, context: Context, work: () => Promise<T>): Promise<T> {
  const started = context.clock.now();
  context.emit({ type: 'phase.started', phase });
  try {
    return await work();
  } finally {
    context.emit({ type: 'phase.finished', phase, milliseconds: context.clock.now() - started });
  }
}
