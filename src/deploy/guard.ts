/**
 * In: what would happen to a stack's resources. Out: why that may not be: data or an address that others hold would be lost.
 * Never: a question. `--yes` answers questions; only a line in app.yml opens a guard, and none on a protected stage.
 */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { Failure, PlannedChange } from '../core/plan.ts';
import type { JsonPath } from '../core/span.ts';
import { failure } from './failure.ts';

export interface GuardRules {
  readonly stage: string;
  readonly protect: boolean;
  /** Constructs (or logical ids of raw resources) whose loss is permitted. */
  readonly allowDataLoss: readonly string[];
}

export interface GuardedStack {
  readonly path: JsonPath;
  /** Logical ids of buckets that hold nothing but what the deployer puts there. */
  readonly siteBuckets: Pick<ReadonlySet<string>, 'has'>;
}

export function guard(stack: GuardedStack, changes: readonly PlannedChange[], types: ResourceTypes, rules: GuardRules): readonly Failure[] {
  return changes
    .filter((change) => losesSomething(change, stack, types) && !isPermitted(change, rules))
    .map((change) => refusal(change, stack, rules));
}

function losesSomething(change: PlannedChange, stack: GuardedStack, types: ResourceTypes): boolean {
  if (change.action !== 'remove' && change.action !== 'replace') return false;
  // What a removal keeps is still there, and the next create adopts it; a replacement leaves the app with an empty one.
  if (change.action === 'remove' && change.fate === 'retained') return false;
  return isGuarded(change, stack, types);
}

function isGuarded({ resourceType, logicalId }: PlannedChange, stack: GuardedStack, types: ResourceTypes): boolean {
  // Logs expire by themselves: they don't hold up the removal of a function.
  if (resourceType === 'AWS::Logs::LogGroup' || stack.siteBuckets.has(logicalId)) return false;
  return types.get(resourceType)?.stateful ?? false;
}

function isPermitted({ construct, logicalId }: PlannedChange, { protect, allowDataLoss }: GuardRules): boolean {
  return !protect && allowDataLoss.some((name) => name === construct || name === logicalId);
}

function refusal(change: PlannedChange, stack: GuardedStack, rules: GuardRules): Failure {
  const permission = change.construct ?? change.logicalId;
  const named = `${permission} (${change.resourceType}${change.physicalId ? ` ${change.physicalId}` : ''})`;
  const verb = change.action === 'remove' ? ('removed' as const) : ('replaced' as const);
  const why = change.action === 'remove' ? 'it is no longer declared' : `by a change of ${change.properties.join(', ')}`;
  const where = {
    logicalId: change.logicalId,
    resourceType: change.resourceType,
    ...(change.construct && { construct: change.construct }),
    path: change.path ?? stack.path,
  };
  return rules.protect
    ? failure('E5014', { what: named, change: verb, why, stage: rules.stage }, where)
    : failure('E5013', { what: named, change: verb, why, fate: consequence(change), permission }, where);
}

function consequence({ action, fate }: PlannedChange): string {
  if (fate === 'retained') return 'the old one is kept, but the app gets an empty one';
  if (fate === 'snapshot') return 'only a snapshot of it is kept';
  return action === 'replace' ? 'what it holds is deleted and the app gets an empty one' : 'what it holds is deleted';
}
