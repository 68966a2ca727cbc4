/** Which of a stack's changes CloudFormation or a service would not do in one update, and the steps that lead there. */
import type { PlannedChange } from '../core/plan.ts';
import type { AssembledStack } from '../core/stages.ts';
import type { DeployedStack } from './deployed.ts';
import { detours, keepsName } from './fixed-name.ts';
import { indexSteps } from './index-steps.ts';
import type { DeployRun } from './run.ts';
import type { Step } from './steps.ts';

/** Resources that are replaced under their fixed name; the guard has let them pass. */
export function needDetour(
  changes: readonly PlannedChange[],
  stack: AssembledStack,
  there: DeployedStack | undefined,
  run: DeployRun,
): readonly string[] {
  const { types } = run.deployed;
  return changes.flatMap(({ action, logicalId, resourceType }) => {
    const before = there?.template?.Resources[logicalId];
    const after = stack.template.Resources[logicalId];
    const stuck = action === 'replace' && types.get(resourceType)?.stateful && before && after && keepsName(before, after, types);
    return stuck ? [logicalId] : [];
  });
}

/** To be taken before the stack's own template. `detour`: of `needDetour`. */
export function stepsTo(
  stack: AssembledStack,
  { template: before }: DeployedStack,
  changes: readonly PlannedChange[],
  detour: readonly string[],
  run: DeployRun,
): readonly Step[] {
  if (!before) return [];
  if (detour.length > 0) return detours(before, stack.template, detour, run.deployed.types);
  const replaced = new Set(changes.filter(({ action }) => action === 'replace').map(({ logicalId }) => logicalId));
  return indexSteps(before, stack.template, replaced);
}
