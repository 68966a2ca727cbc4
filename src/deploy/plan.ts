/**
 * In: the assembly and what is deployed. Out: the plan: for each stack and publish step what would be done, and why; pure, printable.
 * Never: a call, a clock, a side effect. `diff` prints exactly what `deploy` then does.
 */
import { topologicalOrder } from '../core/graph.ts';
import type { DeployPlan, Failure, PlannedChange, PlannedNode, PlannedPublish, PlannedStack } from '../core/plan.ts';
import type { AssembledStack, Assembly, PublishStep } from '../core/stages.ts';
import { adopted, unlikeDeclared } from './adopt.ts';
import { compareTemplates } from './compare.ts';
import { type Deployed, type DeployedStack, isForeign, stackKey } from './deployed.ts';
import { failure } from './failure.ts';
import { guard } from './guard.ts';
import { type Handover, handovers, hasFixedName } from './handover.ts';
import { type Order, orderOf } from './letting-go.ts';
import type { DeployOptions } from './options.ts';
import { isNew } from './present.ts';
import { recoveryOf } from './recover.ts';
import { sameMap } from './same-map.ts';
import { selectStacks } from './select.ts';
import { siteBuckets, sitesOf } from './sites.ts';
import { planUndeclared, removalId, undeclaredStacks } from './undeclared.ts';
import { type KnownValues, type ResolvedParameters, resolveParameters } from './values.ts';

export function planDeploy(assembly: Assembly, deployed: Deployed, options: DeployOptions): DeployPlan {
  const selected = selectStacks(assembly, options);
  const planned = new Map<string, PlannedStack>();
  const order = orderOf(assembly, deployed);
  const undeclared = undeclaredStacks(assembly, deployed);
  const handed = handovers(undeclared, assembly, deployed);
  for (const stack of assembly.stacks) {
    const takes = handed.filter(({ to }) => to === stack.id);
    const node = planStack(stack, { assembly, deployed, options, planned, order, takes, selection: selected(stack.id) });
    const givers = options.prune ? takes.map(({ from }) => removalId(from, assembly)) : [];
    planned.set(stack.id, {
      ...node,
      dependsOn: [...new Set([...node.dependsOn, ...(order.after.get(stack.id) ?? []), ...givers])].sort(),
    });
  }
  const removals = options.prune ? planUndeclared(undeclared, [...planned.values()], assembly, deployed, options) : [];
  const publish = assembly.publish.map((step) => planPublish(step, planned, deployed, selected(step.stack) !== 'left'));
  const nodes = inOrder([...planned.values(), ...removals, ...publish]);
  return {
    app: assembly.app,
    stage: assembly.stage,
    account: deployed.account,
    region: assembly.region,
    nodes,
    nothingToDo: !deployed.abandoned && nodes.every((node) => node.action === 'unchanged'),
    undeclared: undeclared.map(({ id, name, region }) => ({ id, name, region })),
  };
}

interface StackScope {
  readonly assembly: Assembly;
  readonly deployed: Deployed;
  readonly options: DeployOptions;
  readonly order: Order;
  /** What it gets from stacks that are no longer declared. */
  readonly takes: readonly Handover[];
  /** Stacks planned before this one: all it depends on. */
  readonly planned: ReadonlyMap<string, PlannedStack>;
  readonly selection: 'named' | 'follows' | 'left';
}

function planStack(stack: AssembledStack, scope: StackScope): PlannedStack {
  const { deployed, assembly, selection } = scope;
  const found = deployed.stacks.get(stackKey(stack.region, stack.name));
  const there = found && recoveryOf(found.status).step !== 'create' ? found : undefined;
  const parameters = resolveParameters(stack, plannedValues(scope));
  const base = {
    kind: 'stack' as const,
    id: stack.id,
    name: stack.name,
    region: stack.region,
    dependsOn: stack.dependsOn,
    provisional: parameters.pending.length > 0 || scope.takes.length > 0 || scope.order.moves.some(({ to }) => to === stack.id),
    changes: [],
  };
  if (found && isForeign(found, assembly.app, assembly.stage)) {
    return blocked(base, [failure('E5011', { name: stack.name, region: stack.region }, { path: stack.path })]);
  }
  const outside = blocksOutside(stack, there, parameters, scope);
  if (outside.length > 0) return blocked(base, outside);
  if (selection === 'left') return { ...base, provisional: false, action: 'unchanged', reasons: ['not among the named stacks'] };
  if (!there)
    return selection === 'follows'
      ? notYet(base)
      : { ...base, action: 'create', reasons: ['not deployed yet'], changes: changesOf(stack, undefined, [], scope) };

  const recovery = recoveryOf(there.status);
  if (recovery.step === 'recreate') {
    return {
      ...base,
      action: 'recover',
      reasons: [`${there.status}: ${recovery.why}; delete it and create it again`],
      changes: changesOf(stack, undefined, [], scope),
    };
  }
  const { reasons, changedParameters } = differences(stack, there, parameters, scope.options, selection);
  const changes = reasons.length > 0 ? changesOf(stack, there, changedParameters, scope) : [];
  const lost = guard(
    { path: stack.path, siteBuckets: siteBuckets(there.template, sitesOf(stack.id, assembly, deployed)) },
    changes,
    deployed.types,
    { ...scope.options, stage: assembly.stage },
  );
  if (lost.length > 0) return { ...blocked(base, lost), changes };
  if (recovery.step !== 'update')
    return { ...base, action: 'recover', reasons: [recoveryReason(there.status, recovery), ...reasons], changes };
  if (reasons.length > 0) return { ...base, action: 'update', reasons, changes };
  return {
    ...base,
    action: 'unchanged',
    reasons: [base.provisional ? 'same template; its values are compared again once they are known' : 'same template, parameters and tags'],
  };
}

function blocked(base: Omit<PlannedStack, 'action' | 'reasons'>, blocks: readonly Failure[]): PlannedStack {
  return { ...base, action: 'blocked', reasons: blocks.map(({ message }) => message), blocks };
}

function notYet(base: Omit<PlannedStack, 'action' | 'reasons'>): PlannedStack {
  return { ...base, provisional: false, action: 'unchanged', reasons: ['not deployed, and not among the named stacks'] };
}

function recoveryReason(status: string, recovery: ReturnType<typeof recoveryOf>): string {
  if (recovery.step === 'wait') return `${status}: wait until it is done`;
  return `${status}: ${'why' in recovery ? recovery.why : 'recover'}; roll back first`;
}

/** What forbids a change whatever it is. */
function blocksOutside(
  stack: AssembledStack,
  there: DeployedStack | undefined,
  { missing }: ResolvedParameters,
  scope: StackScope,
): readonly Failure[] {
  const { deployed, options } = scope;
  const blocks: Failure[] = [];
  const before = deployed.release?.stacks.find(({ id, region }) => id === stack.id && region !== stack.region);
  if (!there && before && !options.allowRegionChange.includes(stack.id) && deployed.stacks.has(stackKey(before.region, before.name))) {
    blocks.push(failure('E5012', { stack: stack.id, from: before.region, to: stack.region }, { path: stack.path }));
  }
  const recovery = recoveryOf(there?.status);
  if (there && recovery.step === 'ask') {
    blocks.push(failure('E5022', { name: there.name, status: there.status, why: recovery.why }, { path: stack.path, hint: recovery.hint }));
  }
  for (const { from, to, logicalIds, impossible } of scope.order.moves) {
    const logicalId = logicalIds.find((id) => hasFixedName(id, stack, deployed));
    if (!impossible || to !== stack.id || logicalId === undefined) continue;
    const { construct = logicalId, path = stack.path } = stack.origins[logicalId] ?? {};
    blocks.push(failure('E5029', { construct, from, to }, { path }));
  }
  for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
    const kept = isNew(logicalId, stack, there) ? adopted(resource, stack.region, deployed.retained, deployed.types) : undefined;
    const properties = kept ? unlikeDeclared(kept, resource, deployed.types) : [];
    if (!kept || properties.length === 0) continue;
    const { construct = logicalId, path = stack.path } = stack.origins[logicalId] ?? {};
    blocks.push(failure('E5035', { construct, name: kept.physicalId, properties: properties.join(', ') }, { path }));
  }
  const [taken] = options.prune ? [] : scope.takes;
  if (taken) {
    const { construct = taken.logicalId, path = stack.path } = stack.origins[taken.logicalId] ?? {};
    blocks.push(failure('E5033', { construct, from: taken.from.id, to: stack.id }, { path }));
  }
  if (scope.selection === 'named') {
    for (const { stack: producer, output } of missing) {
      const there = scope.planned.get(producer);
      const found = there && deployed.stacks.has(stackKey(there.region, there.name));
      blocks.push(
        found
          ? failure('E5023', { stack: producer, output }, { path: stack.path })
          : failure('E5026', { stack: stack.id, producer }, { path: stack.path }),
      );
    }
  }
  return blocks;
}

/** Outputs of stacks that this plan leaves alone are what they are; the others' are known only during the deploy. */
function plannedValues({ deployed, planned }: Pick<StackScope, 'deployed' | 'planned'>): KnownValues {
  return {
    account: deployed.account,
    external: deployed.external,
    outputs: (id) => {
      const producer = planned.get(id);
      if (!producer) return undefined;
      if (producer.action !== 'unchanged' || producer.provisional) return 'pending';
      return deployed.stacks.get(stackKey(producer.region, producer.name))?.outputs;
    },
  };
}

function differences(
  stack: AssembledStack,
  there: DeployedStack,
  parameters: ResolvedParameters,
  options: DeployOptions,
  selection: StackScope['selection'],
): { readonly reasons: readonly string[]; readonly changedParameters: readonly string[] } {
  const changedParameters = Object.entries(parameters.values)
    .filter(([name, value]) => there.parameters[name] !== value)
    .map(([name]) => name);
  const reasons = changedParameters.map((name) => `parameter ${name} ${name in there.parameters ? 'changed' : 'is new'}`);
  // A consumer that only follows is touched for its values alone.
  if (selection === 'follows') return { reasons, changedParameters };
  if (there.body !== stack.body) reasons.unshift('template changed');
  if (!sameMap(there.tags, stack.tags)) reasons.push('tags changed');
  if (there.terminationProtection !== stack.terminationProtection) {
    reasons.push(stack.terminationProtection ? 'termination protection goes on' : 'termination protection goes off');
  }
  const wanted = options.deploy?.notificationArns ?? [];
  if (wanted.length !== there.notificationArns.length || wanted.some((arn) => !there.notificationArns.includes(arn))) {
    reasons.push('notification topics changed');
  }
  return { reasons, changedParameters };
}

function changesOf(
  stack: AssembledStack,
  there: DeployedStack | undefined,
  changedParameters: readonly string[],
  { deployed }: StackScope,
): readonly PlannedChange[] {
  const recorded = deployed.release?.stacks.find(({ id }) => id === stack.id)?.origins ?? {};
  return compareTemplates(there?.template, stack.template, new Set(changedParameters), deployed.types).map((change) => {
    const origin = stack.origins[change.logicalId] ?? recorded[change.logicalId];
    const resource = stack.template.Resources[change.logicalId];
    const kept = change.action === 'add' && resource ? adopted(resource, stack.region, deployed.retained, deployed.types) : undefined;
    const physicalId = kept?.physicalId ?? there?.resources?.find(({ logicalId }) => logicalId === change.logicalId)?.physicalId;
    return {
      ...change,
      ...(kept && { action: 'import' as const }),
      ...(origin?.construct && { construct: origin.construct }),
      ...(origin && { path: origin.path }),
      ...(physicalId && change.action !== 'modify' && { physicalId }),
    };
  });
}

function planPublish(step: PublishStep, planned: ReadonlyMap<string, PlannedStack>, deployed: Deployed, selected: boolean): PlannedPublish {
  const base = { kind: 'publish' as const, id: step.id, dependsOn: step.dependsOn, step };
  if (!selected) return { ...base, action: 'unchanged', reasons: ['not among the named stacks'] };
  const open = step.dependsOn.filter((id) => {
    const stack = planned.get(id);
    return stack && (stack.action !== 'unchanged' || stack.provisional);
  });
  if (open.length > 0) return { ...base, action: 'when-known', reasons: [`its values come from ${open.join(', ')}`] };
  const state = deployed.published.get(step.id) ?? 'never';
  if (state === 'same') return { ...base, action: 'unchanged', reasons: ['same files, build and values'] };
  return { ...base, action: 'publish', reasons: [state === 'never' ? 'not published yet' : 'its files, its build or its values changed'] };
}

function inOrder(nodes: readonly PlannedNode[]): readonly PlannedNode[] {
  const byKey = new Map(nodes.map((node) => [nodeKey(node), node]));
  const stackKeys = new Map(nodes.filter((node) => node.kind === 'stack').map((node) => [node.id, nodeKey(node)]));
  const needs = new Map(
    nodes.map((node) => [nodeKey(node), new Set(node.dependsOn.map((id) => stackKeys.get(id)).filter((key) => key !== undefined))]),
  );
  const order = topologicalOrder(needs) ?? [...byKey.keys()];
  return order.map((key) => byKey.get(key) as PlannedNode);
}

/** Stacks and publish steps may share an id. */
export function nodeKey(node: Pick<PlannedNode, 'kind' | 'id'>): string {
  return `${node.kind === 'stack' ? 'stack' : 'step'}:${node.id}`;
}
