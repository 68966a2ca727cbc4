/**
 * In: an app, as far as it is declared, and what its last release left. Out: the plan of its removal, and its execution: users
 * before what they use, data kept and written down. Never: a stack of somebody else; anything of a protected stage.
 */
import { loadResourceTypes } from '../aws-schemas/index.ts';
import type { Context } from '../core/context.ts';
import { findCycle, topologicalOrder } from '../core/graph.ts';
import type { DeployPlan, DeployResult, PlannedStack } from '../core/plan.ts';
import type { Cloud } from './cloud.ts';
import { type Deployed, isOurs, stackKey } from './deployed.ts';
import type { DeployedApp } from './deployed-app.ts';
import { confirmMore } from './exceeds.ts';
import { failure, stop } from './failure.ts';
import { runGraph } from './graph-run.ts';
import { isAbandoned } from './lock.ts';
import { checkAccount, patienceOf } from './look.ts';
import type { DeployOptions } from './options.ts';
import { readStack, type StackPlace, typesIn, undeclaredIn, withResources } from './read-stacks.ts';
import { lockKey, readRelease, readRetained, recordsIn } from './records.ts';
import { recordEnd } from './release.ts';
import { removeNode } from './remove-stack.ts';
import { refusal, resultOf, untouched } from './result.ts';
import { newRun } from './run.ts';
import { withLock } from './session.ts';
import { removals } from './undeclared.ts';

const STACKS_AT_ONCE = 10;

export type RemoveOptions = Pick<DeployOptions, 'account' | 'protect' | 'deploy' | 'only' | 'concurrency' | 'commit'>;

export async function lookForRemoval(app: DeployedApp, cloud: Cloud, options: RemoveOptions, context: Context): Promise<Deployed> {
  checkAccount(app, cloud, options);
  const records = recordsIn(app, cloud, app.region);
  const patience = patienceOf(cloud, context);
  const [release, retained, abandoned] = await Promise.all([
    readRelease(records),
    readRetained(records),
    isAbandoned({ objects: records.objects, key: lockKey(records.prefix), loopback: cloud.loopback }),
  ]);
  const places: readonly StackPlace[] = [...app.stacks, ...undeclaredIn(release, app.stacks)];
  const found = (await Promise.all(places.map((stack) => readStack(stack, app, cloud, patience)))).filter((stack) => stack !== undefined);
  return {
    account: cloud.account,
    partition: cloud.partition,
    stacks: await withResources(found, () => true, cloud),
    ...(release && { release }),
    retained,
    abandoned,
    external: new Map(),
    published: new Map(),
    types: await loadResourceTypes(typesIn(found.map(({ template }) => template))),
  };
}

export function planRemove(app: DeployedApp, deployed: Deployed, options: RemoveOptions): DeployPlan {
  const candidates = removable(app, deployed);
  const known = new Set(candidates.map(({ id }) => id));
  for (const name of options.only ?? []) {
    if (!known.has(name) && !app.stacks.some(({ id }) => id === name)) throw stop(1, 'E5027', { name });
  }
  const going = (id: string) => options.only?.includes(id) ?? true;
  const users = usersOf(candidates);
  const nodes = candidates.map((stack): PlannedStack => {
    const using = [...(users.get(stack.id) ?? [])].sort();
    const base = {
      kind: 'stack' as const,
      id: stack.id,
      name: stack.name,
      region: stack.region,
      provisional: false,
      dependsOn: using.filter(going),
      changes: [],
    };
    if (!going(stack.id)) return { ...base, action: 'unchanged', reasons: ['not among the named stacks'] };
    const staying = using.filter((id) => !going(id));
    const there = deployed.stacks.get(stackKey(stack.region, stack.name));
    const locked = there?.terminationProtection ? [failure('E5034', { name: stack.name }, { path: stack.path })] : [];
    const blocks = [
      ...(options.protect ? [failure('E5015', { stage: app.stage }, { path: stack.path })] : locked),
      ...(staying.length > 0 ? [failure('E5019', { stack: stack.id, users: staying.join(', ') }, { path: stack.path })] : []),
    ];
    if (blocks.length > 0) return { ...base, action: 'blocked', reasons: blocks.map(({ message }) => message), blocks };
    return { ...base, action: 'delete', reasons: [], changes: removals(stack, deployed) };
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const order = topologicalOrder(new Map(nodes.map(({ id, dependsOn }) => [id, new Set(dependsOn)]))) ?? [...byId.keys()];
  return {
    app: app.app,
    stage: app.stage,
    account: deployed.account,
    region: app.region,
    nodes: order.map((id) => byId.get(id) as PlannedStack),
    nothingToDo: !deployed.abandoned && nodes.every(({ action }) => action === 'unchanged'),
    undeclared: [],
  };
}

type Removable = Pick<DeployedApp['stacks'][number], 'id' | 'name' | 'region' | 'dependsOn' | 'path' | 'origins'>;

/** What is there, declared or left by the last release. */
function removable(app: DeployedApp, deployed: Deployed): readonly Removable[] {
  const ids = new Set(app.stacks.map(({ id }) => id));
  const left = undeclaredIn(deployed.release, app.stacks).map((stack) => ({
    ...stack,
    id: ids.has(stack.id) ? `${stack.id} (${stack.region})` : stack.id,
    path: ['stacks', stack.id],
  }));
  const declared = app.stacks.map((stack) => {
    const before = deployed.release?.stacks.find(({ name, region }) => name === stack.name && region === stack.region);
    // What is deployed may still use what the new declaration no longer does.
    return before
      ? { ...stack, dependsOn: [...new Set([...stack.dependsOn, ...before.dependsOn])], origins: { ...before.origins, ...stack.origins } }
      : stack;
  });
  return [...declared, ...left].filter(({ region, name }) => {
    const there = deployed.stacks.get(stackKey(region, name));
    return there && isOurs(there, app.app, app.stage) && there.status !== 'DELETE_COMPLETE';
  });
}

/** Who uses each stack. Declarations of different times may disagree: an edge that would close a cycle is left out. */
function usersOf(stacks: readonly Removable[]): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map(stacks.map(({ id }) => [id, new Set<string>()]));
  for (const { id, dependsOn } of stacks) {
    for (const used of dependsOn) {
      users.get(used)?.add(id);
      if (findCycle(users)) users.get(used)?.delete(id);
    }
  }
  return users;
}

export interface RemovalExecution {
  /** As confirmed. */
  readonly plan: DeployPlan;
  readonly app: DeployedApp;
  readonly deployed: Deployed;
  readonly cloud: Cloud;
  readonly options: RemoveOptions;
  readonly context: Context;
}

export async function executeRemove({ plan, app, deployed, cloud, options, context }: RemovalExecution): Promise<DeployResult> {
  const refused = refusal(plan);
  if (refused) return refused;
  if (plan.nothingToDo) return { outcome: 'unchanged', exitStatus: 0, nodes: plan.nodes.map(untouched), outputs: {}, retained: [] };
  const stacks = plan.nodes.flatMap((node) => {
    if (node.kind !== 'stack' || node.action !== 'delete') return [];
    const there = deployed.stacks.get(stackKey(node.region, node.name));
    return [{ name: node.name, region: node.region, ...(there && { stackId: there.id }) }];
  });
  return withLock({ app, cloud, context, stacks, regions: stacks.map(({ region }) => region) }, async (session) => {
    const now = await lookForRemoval(app, cloud, options, context);
    const current = planRemove(app, now, options);
    const stopped = refusal(current);
    if (stopped) return stopped;
    await confirmMore(plan, current, context);
    const run = newRun(session, { app, deployed: now, cloud, options, context });
    const { outcomes, exitStatus } = await runGraph(current.nodes, {
      run: async (node) => (node.kind === 'stack' && node.action === 'delete' ? removeNode(node, run) : untouched(node)),
      finished: (outcome) => context.emit({ type: 'node.finished', outcome }),
      interrupted: context.interrupted,
      concurrency: options.concurrency ?? STACKS_AT_ONCE,
      now: () => context.clock.now(),
    });
    await recordEnd(run, exitStatus === 0 ? 'done' : exitStatus === 130 ? 'interrupted' : 'failed');
    return resultOf(outcomes, exitStatus, {}, run);
  });
}
