/** Updates of a stack that lead up to the one that was planned, where CloudFormation or a service would not do it at once. */
import type { AssembledStack, CfnTemplate } from '../core/stages.ts';
import { uploadTemplate } from './assets.ts';
import { type ChangeSet, createChangeSet } from './change-set.ts';
import type { DeployedStack } from './deployed.ts';
import { expectState, operate } from './operation.ts';
import { isSuccess } from './recover.ts';
import type { DeployRun } from './run.ts';
import { tokenFor } from './token.ts';

export interface Step {
  readonly template: CfnTemplate;
  /** Its parameters are those that are deployed, not the new ones. */
  readonly asDeployed: boolean;
}

interface StepsOf {
  readonly stack: AssembledStack;
  readonly there: DeployedStack;
  readonly parameters: Readonly<Record<string, string>>;
  readonly importExisting: boolean;
}

/** Takes the steps; gives the change set of the last update, which is the wanted template itself. */
export async function takeSteps(
  steps: readonly Step[],
  { stack, there, parameters, importExisting }: StepsOf,
  run: DeployRun,
): Promise<ChangeSet | undefined> {
  let number = 2;
  for (const { template, asDeployed } of steps) {
    const made = await changeSet(JSON.stringify(template), asDeployed ? there.parameters : parameters);
    if (made) {
      const execution = tokenFor(run.id, `execute${number}`, stack.id);
      const operation = await operate(made.region, made.stackId, stack, run, async () => {
        await made.region.stacks.executeChangeSet(made.id, made.stackName, execution);
        run.unexecuted.delete(made);
      });
      expectState(operation, stack, isSuccess);
    }
    number++;
  }
  return changeSet(stack.body, parameters);

  async function changeSet(body: string, values: Readonly<Record<string, string>>): Promise<ChangeSet | undefined> {
    const templateKey = await uploadTemplate(body, stack.region, run);
    const order = { stack, creates: false, templateKey, parameters: values, importExisting, step: number };
    return (await createChangeSet(order, run))?.set;
  }
}
