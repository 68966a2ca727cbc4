/** Runs the updates that let a resource with a fixed name be replaced, where the user has permitted its loss. */
import type { PlannedChange } from '../core/plan.ts';
import type { AssembledStack } from '../core/stages.ts';
import { uploadTemplate } from './assets.ts';
import { type ChangeSet, createChangeSet } from './change-set.ts';
import type { DeployedStack } from './deployed.ts';
import { detours, keepsName } from './fixed-name.ts';
import { expectState, operate } from './operation.ts';
import { isSuccess } from './recover.ts';
import type { DeployRun } from './run.ts';
import { tokenFor } from './token.ts';

/** Those of the changes that CloudFormation would not do in one update; the guard has let them pass. */
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

/** Leads up to the wanted template; gives the change set of the last update, which is that template itself. */
export async function takeDetours(
  logicalIds: readonly string[],
  stack: AssembledStack,
  there: DeployedStack,
  parameters: Readonly<Record<string, string>>,
  run: DeployRun,
): Promise<ChangeSet | undefined> {
  const { template: before, parameters: deployed } = there;
  if (!before) return undefined;
  let step = 2;
  for (const { template, asDeployed } of detours(before, stack.template, logicalIds, run.deployed.types)) {
    const made = await changeSet(JSON.stringify(template), asDeployed ? deployed : parameters);
    if (made) {
      const execution = tokenFor(run.id, `execute${step}`, stack.id);
      const operation = await operate(made.region, made.stackId, stack, run, () =>
        made.region.stacks.executeChangeSet(made.id, made.stackName, execution),
      );
      run.unexecuted.delete(made);
      expectState(operation, stack, isSuccess);
    }
    step++;
  }
  return changeSet(stack.body, parameters);

  async function changeSet(body: string, values: Readonly<Record<string, string>>): Promise<ChangeSet | undefined> {
    const templateKey = await uploadTemplate(body, stack.region, run);
    return (await createChangeSet({ stack, creates: false, templateKey, parameters: values, importExisting: false, step }, run))?.set;
  }
}
