/**
 * In: a stack and its values. Out: a change set, ready and described, or that there is nothing to change.
 * Never: a change set executed here; a refused one, or the empty stack it came with, left behind.
 */
import { ProjError } from '../core/errors.ts';
import type { Failure } from '../core/plan.ts';
import type { AssembledStack } from '../core/stages.ts';
import type { ChangeSetState, Region, ResourceChange } from './cloud.ts';
import { failure } from './failure.ts';
import { hintFor } from './hints.ts';
import { pace } from './pace.ts';
import type { DeployRun } from './run.ts';
import { changeSetName, tokenFor } from './token.ts';
import { assetBucket } from './values.ts';

export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly region: Region;
  /** Its stack is nothing but a name yet. */
  readonly creates: boolean;
}

export interface ChangeSetOrder {
  readonly stack: AssembledStack;
  readonly creates: boolean;
  readonly templateKey: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly importExisting: boolean;
  /** Which of several updates of this stack in this run. */
  readonly step?: number;
}

/** `undefined` where CloudFormation sees nothing to change. */
export async function createChangeSet(
  order: ChangeSetOrder,
  run: DeployRun,
): Promise<{ readonly set: ChangeSet; readonly changes: readonly ResourceChange[] } | undefined> {
  const { stack, creates, parameters, importExisting, step } = order;
  const region = run.cloud.in(stack.region);
  const name = changeSetName(run.id, step);
  const deploy = run.options.deploy;
  const made = await region.stacks
    .createChangeSet({
      stackName: stack.name,
      name,
      type: creates ? 'CREATE' : 'UPDATE',
      templateUrl: region.objectUrl(assetBucket(run.cloud.account, stack.region), order.templateKey),
      parameters,
      tags: stack.tags,
      notificationArns: deploy?.notificationArns ?? [],
      ...(deploy?.cloudFormationRole !== undefined && { roleArn: deploy.cloudFormationRole }),
      importExisting,
      token: tokenFor(run.id, `set${step ?? ''}`, stack.id),
    })
    .catch((error: unknown) => {
      throw refused(error, stack);
    });
  const set = { id: made.id, stackId: made.stackId, stackName: stack.name, region, creates };
  run.unexecuted.add(set);
  const state = await settledChangeSet(set, run);
  if (state.status === 'CREATE_COMPLETE') return { set, changes: state.changes };
  const failed = isUnchanged(state.reason) ? undefined : await explain(state, set, stack);
  await dropChangeSet(set, run);
  if (failed) throw new ProjError(2, failed);
  return undefined;
}

async function settledChangeSet({ id, stackName, region }: ChangeSet, { cloud, context }: DeployRun): Promise<ChangeSetState> {
  const tempo = pace(cloud.loopback);
  for (;;) {
    const state = await region.stacks.describeChangeSet(id, stackName);
    if (state && !/^CREATE_(PENDING|IN_PROGRESS)$/.test(state.status)) return state;
    await context.clock.sleep(tempo.next());
  }
}

/** Whether a failed change set failed only because everything is as it should be. */
export function isUnchanged(reason: string | undefined): boolean {
  return (
    reason !== undefined &&
    (reason.startsWith("The submitted information didn't contain changes.") || reason.startsWith('No updates are to be performed.'))
  );
}

/** Throws away a change set of this run. */
export async function dropChangeSet(set: ChangeSet, run: Pick<DeployRun, 'id' | 'unexecuted'>): Promise<void> {
  await discardChangeSet(set, run);
  run.unexecuted.delete(set);
}

/** At the end of a run, however it ended: nothing is left that only it knew. */
export async function dropChangeSets(run: Pick<DeployRun, 'id' | 'unexecuted'>): Promise<void> {
  for (const set of run.unexecuted) {
    try {
      await dropChangeSet(set, run);
    } catch (error) {
      // What ended the run is the news; a set that is left does no harm and goes with the stack's next deploy.
      if (!(error instanceof ProjError)) throw error;
    }
  }
}

/** Deletes a change set that is not to be executed, and its stack if that was never more than a name. */
export async function discardChangeSet({ id, stackId, stackName, region, creates }: ChangeSet, run: Pick<DeployRun, 'id'>): Promise<void> {
  await region.stacks.deleteChangeSet(id, stackName);
  if (!creates) return;
  const left = await region.stacks.describe(stackId);
  if (left?.status === 'REVIEW_IN_PROGRESS') await region.stacks.delete(stackId, { token: tokenFor(run.id, 'discard', stackName) });
}

/** A refusal by the call itself: a template or a parameter that CloudFormation doesn't take. */
function refused(error: unknown, stack: AssembledStack): unknown {
  if (!(error instanceof ProjError) || error.failure.code !== 'E5006') return error;
  return new ProjError(2, refusal((error.cause as Error).message, stack, undefined), { cause: error.cause });
}

/** Early validation says what it found only in its own events. */
async function explain({ reason = 'no reason was given' }: ChangeSetState, set: ChangeSet, stack: AssembledStack): Promise<Failure> {
  const [first] = /AWS::EarlyValidation|hook\(s\)/.test(reason) ? await set.region.stacks.validationErrors(set.id, set.stackName) : [];
  if (!first?.reason) return refusal(reason, stack, undefined);
  const place = first.path.replace(/^\/Resources\/[^/]+\/?/, '').replaceAll('/', '.');
  return refusal(
    place ? `${first.reason} (${place})` : first.reason,
    stack,
    first.logicalId ?? /^\/Resources\/([^/]+)/.exec(first.path)?.[1],
  );
}

/** The logical id is the one given, or the first of the stack's that the text names, by itself or by its type. */
function refusal(reason: string, stack: AssembledStack, given: string | undefined): Failure {
  const words: readonly string[] = reason.match(/[\w:]+/g) ?? [];
  const logicalId =
    given ??
    words.find((word) => Object.hasOwn(stack.template.Resources, word)) ??
    Object.entries(stack.template.Resources).find(([, { Type }]) => words.includes(Type))?.[0];
  const origin = logicalId === undefined ? undefined : stack.origins[logicalId];
  const hint = hintFor(reason);
  return failure(
    'E5021',
    { stack: stack.id, reason },
    {
      ...(logicalId !== undefined && { logicalId, resourceType: stack.template.Resources[logicalId]?.Type ?? '' }),
      ...(origin?.construct && { construct: origin.construct }),
      path: origin?.path ?? stack.path,
      ...(hint !== undefined && { hint }),
    },
  );
}
