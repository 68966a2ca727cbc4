/** Updates of a stack that lead up to the one that was planned, where CloudFormation or a service would not do it at once. */
import type { AssembledStack, CfnTemplate } from '../core/stages.ts';
import { uploadTemplate } from './assets.ts';
import { type ChangeSet, createChangeSet } from './change-set.ts';
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
  /** As deployed. */
  readonly former: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly importExisting: boolean;
  /** Number of the first of these updates of the stack in this run. */
  readonly from?: number;
}

/** Takes the steps; gives the change set of the last update, which is the wanted template itself. */
export async function takeSteps(
  steps: readonly Step[],
  { stack, former, parameters, importExisting, from = 2 }: StepsOf,
  run: DeployRun,
): Promise<ChangeSet | undefined> {
  let number = from;
  for (const { template, asDeployed } of steps) {
    const made = await changeSet(JSON.stringify(template), asDeployed ? former : parameters);
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
