/**
 * In: what CloudFormation says a change set would do. Out: the same in the plan's words, so that one guard judges both.
 * Never: "perhaps replaced" taken for "replaced" where only an unchanged attribute of a neighbour is the cause.
 */
import type { PlannedChange } from '../core/plan.ts';
import type { AssembledStack, CfnTemplate } from '../core/stages.ts';
import type { ResourceChange } from './cloud.ts';
import { fateOf } from './compare.ts';

interface Basis {
  readonly stack: Pick<AssembledStack, 'origins'>;
  readonly before: CfnTemplate | undefined;
  /** What the templates alone say; decides where an endpoint gives no details. */
  readonly compared: readonly Pick<PlannedChange, 'logicalId' | 'action'>[];
  readonly releasedOrigins: Readonly<Record<string, Pick<PlannedChange, 'construct' | 'path'>>>;
}

export function plannedChanges(changes: readonly ResourceChange[], basis: Basis): readonly PlannedChange[] {
  const replaced = replacedIn(changes, basis);
  return changes.map((change) => {
    const action = actionOf(change, replaced);
    const origin = basis.stack.origins[change.logicalId] ?? basis.releasedOrigins[change.logicalId];
    const fate = action === 'remove' || action === 'replace' ? fateIn(change, action, basis) : undefined;
    return {
      logicalId: change.logicalId,
      resourceType: change.type,
      action,
      properties: [...new Set(change.details.map(({ property }) => property).filter((name) => name !== undefined))].sort(),
      ...(fate && { fate }),
      ...(origin?.construct && { construct: origin.construct }),
      ...(origin?.path && { path: origin.path }),
      ...(change.physicalId && { physicalId: change.physicalId }),
    };
  });
}

function actionOf(change: ResourceChange, replaced: ReadonlySet<string>): PlannedChange['action'] {
  switch (change.action) {
    case 'Add':
      return 'add';
    case 'Import':
      return 'import';
    case 'Remove':
      return 'remove';
    default:
      return replaced.has(change.logicalId) ? 'replace' : 'modify';
  }
}

function replacedIn(changes: readonly ResourceChange[], { compared }: Basis): ReadonlySet<string> {
  const replaced = new Set(changes.filter(({ replacement }) => replacement === 'True').map(({ logicalId }) => logicalId));
  const byComparison = new Set(compared.filter(({ action }) => action === 'replace').map(({ logicalId }) => logicalId));
  const perhaps = changes.filter(({ replacement }) => replacement === 'Conditional');
  for (let before = -1; before !== replaced.size; ) {
    before = replaced.size;
    for (const { logicalId, details } of perhaps) {
      const isReplaced =
        details.length === 0
          ? byComparison.has(logicalId)
          : details.some(
              ({ recreation, evaluation, cause }) => recreation !== 'Never' && (evaluation === 'Static' || replaced.has(targetOf(cause))),
            );
      if (isReplaced) replaced.add(logicalId);
    }
  }
  return replaced;
}

/** `NotesTable.Arn` → `NotesTable` */
function targetOf(cause: string | undefined): string {
  return (cause ?? '').split('.')[0] as string;
}

function fateIn({ policyAction, logicalId }: ResourceChange, action: 'remove' | 'replace', { before }: Basis): PlannedChange['fate'] {
  switch (policyAction) {
    case 'Delete':
    case 'ReplaceAndDelete':
      return 'deleted';
    case 'Retain':
    case 'ReplaceAndRetain':
      return 'retained';
    case 'Snapshot':
    case 'ReplaceAndSnapshot':
      return 'snapshot';
  }
  const was = before?.Resources[logicalId];
  return was ? fateOf(was, action === 'remove' ? 'DeletionPolicy' : 'UpdateReplacePolicy') : 'deleted';
}

/** What of `actual` the plan did not show: additions, removals, replacements and imports that it lacks, or has milder. */
export function beyondPlan(
  actual: readonly PlannedChange[],
  planned: readonly Pick<PlannedChange, 'logicalId' | 'action'>[],
): readonly PlannedChange[] {
  const shown = new Map(planned.map(({ logicalId, action }) => [logicalId, action]));
  return actual.filter(
    ({ logicalId, action }) =>
      action !== 'modify' && shown.get(logicalId) !== action && !(action === 'import' && shown.get(logicalId) === 'add'),
  );
}
