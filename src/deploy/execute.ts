/**
 * In: a confirmed plan and the assembly it was made from. Out: what became of each node. Under the lock: look again, upload,
 * prepare and guard all change sets whose values are known, then run the graph.
 * Never: a write where there is nothing to do; anything that the confirmed plan didn't show.
 */
import type { Context } from '../core/context.ts';
import { ProjError } from '../core/errors.ts';
import type { DeployPlan, DeployResult, NodeOutcome, PlannedNode, PlannedStack } from '../core/plan.ts';
import type { AssembledStack, Assembly } from '../core/stages.ts';
import { uploadAssets } from './assets.ts';
import { dropChangeSets } from './change-set.ts';
import type { Cloud } from './cloud.ts';
import { deployStack, type Prepared, prepareStack } from './deploy-stack.ts';
import { type Deployed, stackKey } from './deployed.ts';
import { confirmMore } from './exceeds.ts';
import { runGraph } from './graph-run.ts';
import { look } from './look.ts';
import type { DeployOptions } from './options.ts';
import { shownOutputs } from './outputs.ts';
import { planDeploy } from './plan.ts';
import { publishNode } from './publish-node.ts';
import { recoveryOf } from './recover.ts';
import { recordBeginning, recordEnd, recordStack } from './release.ts';
import { removeNode } from './remove-stack.ts';
import { refusal, resultOf, untouched } from './result.ts';
import { type DeployRun, newRun } from './run.ts';
import { type WriteSession, withLock } from './session.ts';

const STACKS_AT_ONCE = 10;

export interface Execution {
  /** As confirmed. */
  readonly plan: DeployPlan;
  readonly assembly: Assembly;
  /** What the plan was made from. */
  readonly deployed: Deployed;
  readonly cloud: Cloud;
  readonly options: DeployOptions;
  readonly context: Context;
}

export async function execute(execution: Execution): Promise<DeployResult> {
  const { plan, assembly, deployed, cloud, context } = execution;
  const refused = refusal(plan);
  if (refused) return refused;
  if (plan.nothingToDo) {
    const outputs = new Map(
      assembly.stacks.map(({ id, region, name }) => [id, deployed.stacks.get(stackKey(region, name))?.outputs ?? {}]),
    );
    return {
      outcome: 'unchanged',
      exitStatus: 0,
      nodes: plan.nodes.map(untouched),
      outputs: shownOutputs(assembly, outputs),
      retained: [],
    };
  }
  const changing = plan.nodes.filter((node): node is PlannedStack => node.kind === 'stack' && !isSettled(node));
  const stacks = changing.map(({ name, region }) => {
    const there = deployed.stacks.get(stackKey(region, name));
    return { name, region, ...(there && { stackId: there.id }) };
  });
  return withLock({ app: assembly, cloud, context, stacks, regions: changing.map(({ region }) => region) }, (session) =>
    underLock(execution, session),
  );
}

async function underLock({ plan: confirmed, assembly, cloud, options, context }: Execution, session: WriteSession): Promise<DeployResult> {
  const deployed = await look(assembly, cloud, options, context);
  const plan = planDeploy(assembly, deployed, options);
  const refused = refusal(plan);
  if (refused) return refused;
  await confirmMore(confirmed, plan, context);
  const run: DeployRun = {
    ...newRun(session, { app: assembly, deployed, cloud, options, context }),
    assembly,
    outputs: new Map(),
    unexecuted: new Set(),
  };
  for (const node of plan.nodes) {
    const there = node.kind === 'stack' && isSettled(node) ? deployed.stacks.get(stackKey(node.region, node.name)) : undefined;
    if (there) run.outputs.set(node.id, there.outputs);
  }
  try {
    const result = await deploy(plan, run);
    if (!plan.nothingToDo) await recordEnd(run, result.exitStatus === 0 ? 'done' : result.exitStatus === 130 ? 'interrupted' : 'failed');
    return result;
  } finally {
    await dropChangeSets(run);
  }
}

async function deploy(plan: DeployPlan, run: DeployRun): Promise<DeployResult> {
  const declared = new Map(run.assembly.stacks.map((stack) => [stack.id, stack]));
  const changing = plan.nodes.flatMap((node) => {
    const stack = node.kind === 'stack' && node.action !== 'delete' && !isSettled(node) ? declared.get(node.id) : undefined;
    return stack ? [{ node: node as PlannedStack, stack }] : [];
  });
  let prepared: ReadonlyMap<string, Prepared | 'none' | ProjError> = new Map();
  if (changing.length > 0) {
    await run.lock.assertHeld();
    const creating = changing.filter(({ node }) => node.action === 'create');
    await recordBeginning(
      run,
      creating.map(({ stack }) => stack),
    );
    await uploadAssets(
      changing.map(({ stack }) => stack),
      run,
    );
    prepared = await prepareKnown(changing, run);
  }
  const { outcomes, exitStatus } = await runGraph(plan.nodes, {
    run: (node) => runNode(node, { declared, prepared, run }),
    finished: (outcome) => run.context.emit({ type: 'node.finished', outcome }),
    interrupted: run.context.interrupted,
    concurrency: run.options.concurrency ?? STACKS_AT_ONCE,
    now: () => run.context.clock.now(),
  });
  return resultOf(outcomes, exitStatus, shownOutputs(run.assembly, run.outputs), run);
}

interface NodeScope {
  readonly declared: ReadonlyMap<string, AssembledStack>;
  readonly prepared: ReadonlyMap<string, Prepared | 'none' | ProjError>;
  readonly run: DeployRun;
}

async function runNode(node: PlannedNode, { declared, prepared, run }: NodeScope): Promise<NodeOutcome> {
  if (node.kind === 'publish') return publishNode(node, run);
  if (node.action === 'delete') return removeNode(node, run);
  const stack = declared.get(node.id);
  if (isSettled(node) || !stack) return untouched(node);
  const ready = prepared.get(node.id);
  if (ready instanceof ProjError) throw ready;
  const outcome = await deployStack(node, stack, ready, run);
  recordStack(stack, run);
  return outcome;
}

/** Change sets of all stacks whose values are known, guarded before anything is executed. What a guard forbids stops the whole. */
async function prepareKnown(
  changing: readonly { readonly node: PlannedStack; readonly stack: AssembledStack }[],
  run: DeployRun,
): Promise<ReadonlyMap<string, Prepared | 'none' | ProjError>> {
  const ready = await Promise.all(
    changing
      .filter(({ node }) => !node.provisional && (node.action === 'create' || node.action === 'update'))
      .map(async ({ node, stack }): Promise<readonly [string, Prepared | 'none' | ProjError]> => {
        const found = run.deployed.stacks.get(stackKey(stack.region, stack.name));
        const there = recoveryOf(found?.status).step === 'create' ? undefined : found;
        try {
          return [stack.id, await prepareStack(node, stack, there, run)];
        } catch (error) {
          if (error instanceof ProjError) return [stack.id, error];
          throw error;
        }
      }),
  );
  const forbidden = ready.find(([, outcome]) => outcome instanceof ProjError && outcome.exitStatus === 4);
  if (forbidden) throw forbidden[1];
  return new Map(ready);
}

/** Nothing is to be done, and nothing can come of a neighbour's change. */
function isSettled(node: PlannedNode): boolean {
  return node.action === 'unchanged' && (node.kind === 'publish' || !node.provisional);
}
