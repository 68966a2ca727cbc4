/**
 * One stack's turn in a deploy: its values, its way out of a failed state, its change set, the guards, and its execution.
 * Never: executes what was not planned, or what a guard forbids.
 */
import { ProjError } from '../core/errors.ts';
import type { NodeOutcome, PlannedChange, PlannedStack } from '../core/plan.ts';
import type { AssembledStack, CfnTemplate } from '../core/stages.ts';
import { adopted, asKept, type LeavingPolicy } from './adopt.ts';
import { templateKey, uploadTemplate } from './assets.ts';
import { type ChangeSet, createChangeSet, dropChangeSet } from './change-set.ts';
import type { StackState } from './cloud.ts';
import { compareTemplates } from './compare.ts';
import { type DeployedStack, stackKey } from './deployed.ts';
import { needDetour, stepsTo } from './detour.ts';
import { failure, stop } from './failure.ts';
import { guard } from './guard.ts';
import { indexSteps } from './index-steps.ts';
import { beyondPlan, plannedChanges } from './judge.ts';
import { attach, expectState, failed, operate } from './operation.ts';
import { isNew, presentResources } from './present.ts';
import { isSuccess, recoveryOf } from './recover.ts';
import { letGo, type Removal, removeStack } from './remove-stack.ts';
import type { DeployRun } from './run.ts';
import { siteBuckets, sitesOf } from './sites.ts';
import { takeSteps } from './steps.ts';
import { tokenFor } from './token.ts';
import { knownValues, resolveParameters } from './values.ts';

/** A change set whose changes passed the guards. */
export interface Prepared {
  readonly set: ChangeSet;
  readonly changes: readonly PlannedChange[];
  /** What it leads to, where that is not yet the stack as declared: what it adopts is still what it was. */
  readonly adopting?: CfnTemplate;
}

/** `prepared`: made before anything was executed; `undefined` = its values were not known then. `none` = nothing to change. */
export async function deployStack(
  node: PlannedStack,
  stack: AssembledStack,
  prepared: Prepared | 'none' | undefined,
  run: DeployRun,
): Promise<NodeOutcome> {
  const began = run.context.clock.now();
  const found = run.deployed.stacks.get(stackKey(stack.region, stack.name));
  const parameters = finalParameters(stack, run);
  if (node.action === 'unchanged') {
    const changed = Object.keys(parameters).filter((name) => found?.parameters[name] !== parameters[name]);
    if (!found || changed.length === 0) return settled(node, found, run, 'same template and values');
  }
  run.context.emit({ type: 'node.started', id: node.id, kind: 'stack', action: node.action === 'unchanged' ? 'update' : node.action });
  const there = await recovered(found, stack, run);
  const ready = prepared ?? (await prepareStack(node, stack, there, run));
  const state = ready === 'none' ? there : await executeSet(ready, stack, there, run);
  if (!state) throw new Error(`the stack ${stack.name} has nothing to create`);
  if (state.terminationProtection !== stack.terminationProtection) {
    await run.lock.assertHeld();
    await run.cloud.in(stack.region).stacks.protect(state.id, stack.terminationProtection);
  } else if (ready === 'none' && node.action !== 'recover') {
    return settled(node, there, run, 'CloudFormation sees no change');
  }
  run.outputs.set(stack.id, state.outputs);
  return { kind: 'done', id: node.id, action: found && there ? 'updated' : 'created', milliseconds: run.context.clock.now() - began };
}

function settled(node: PlannedStack, there: StackState | undefined, run: DeployRun, reason: string): NodeOutcome {
  run.outputs.set(node.id, there?.outputs ?? {});
  return { kind: 'unchanged', id: node.id, reason };
}

/** Creates the change set and guards it. `there`: the stack in a state that can be updated, or nothing. */
export async function prepareStack(
  node: PlannedStack,
  stack: AssembledStack,
  there: DeployedStack | undefined,
  run: DeployRun,
): Promise<Prepared | 'none'> {
  const { deployed, assembly, options } = run;
  const parameters = finalParameters(stack, run);
  const importExisting = adopts(stack, there, run);
  const adopting = asKept(stack.template, (logicalId, resource) =>
    isNew(logicalId, stack, there) ? adopted(resource, stack.region, run.keeping.all, deployed.types) : undefined,
  );
  const key = adopting
    ? await uploadTemplate(JSON.stringify(adopting), stack.region, run)
    : templateKey(assembly.app, assembly.stage, stack);
  const made = await createChangeSet({ stack, creates: there === undefined, templateKey: key, parameters, importExisting }, run);
  if (!made) return 'none';
  const { set } = made;
  const changedParameters = Object.keys(parameters).filter((name) => there?.parameters[name] !== parameters[name]);
  const compared = compareTemplates(there?.template, stack.template, new Set(changedParameters), deployed.types);
  const changes = plannedChanges(made.changes, {
    stack,
    before: there?.template,
    compared,
    releasedOrigins: deployed.release?.stacks.find(({ id }) => id === stack.id)?.origins ?? {},
  });
  const sites = { path: stack.path, siteBuckets: siteBuckets(there?.template, sitesOf(stack.id, assembly, deployed)) };
  const [lost] = guard(sites, changes, deployed.types, { ...options, stage: assembly.stage });
  const [beyond] = there ? beyondPlan(changes, [...node.changes, ...compared]) : [];
  if (lost || beyond) await dropChangeSet(set, run);
  if (lost) throw new ProjError(4, lost);
  if (beyond) {
    const what = `${beyond.action} ${beyond.logicalId} (${beyond.resourceType})`;
    throw new ProjError(4, failure('E5017', { stack: stack.id, what }, { path: beyond.path ?? stack.path }));
  }
  return { set, changes, ...(adopting && { adopting }) };
}

async function executeSet(
  prepared: Prepared,
  stack: AssembledStack,
  there: DeployedStack | undefined,
  run: DeployRun,
): Promise<StackState> {
  const { set, changes, adopting } = prepared;
  const parameters = finalParameters(stack, run);
  const first = adopting ? { ...stack, template: adopting, body: JSON.stringify(adopting) } : stack;
  const detour = needDetour(changes, first, there, run);
  if (there) await letGo(removalOf(stack, there, run), (logicalId) => policyFor(logicalId, changes, detour), run);
  const steps = there ? stepsTo(first, there, changes, detour, run) : [];
  let last: ChangeSet | undefined = set;
  if (there && steps.length > 0) {
    await dropChangeSet(set, run);
    const importExisting = adopts(stack, there, run);
    last = await takeSteps(steps, { stack: first, former: there.parameters, parameters, importExisting }, run);
    if (!last) throw new Error(`${stack.name}: the last of several updates changes nothing`);
  }
  const state = await executed(last, stack, run);
  await run.keeping.forget(adoptions(stack, () => true, run));
  if (!adopting) return state;
  // Adopted as it was, it now becomes what is declared.
  const more = indexSteps(adopting, stack.template, new Set());
  const from = 2 + steps.length + 1;
  const completing = await takeSteps(more, { stack, former: parameters, parameters, importExisting: false, from }, run);
  return completing ? executed(completing, stack, run) : state;
}

async function executed(set: ChangeSet, stack: AssembledStack, run: DeployRun): Promise<StackState> {
  const operation = await operate(set.region, set.stackId, stack, run, async () => {
    await set.region.stacks.executeChangeSet(set.id, set.stackName, tokenFor(run.id, `execute ${set.id}`, stack.id));
    run.unexecuted.delete(set);
  });
  const state = expectState(operation, stack, isSuccess);
  for (const { logicalId, resourceType, physicalId, status, reason = '' } of operation.events) {
    // The update is done all the same: CloudFormation only tells here that something old stays behind.
    if (status !== 'DELETE_FAILED') continue;
    const text = `${stack.id}: the old ${resourceType} ${physicalId ?? logicalId} could not be deleted and stays in the account: ${reason}`;
    run.context.emit({ type: 'notice', code: 'resource.left', text });
  }
  return state;
}

/** Which policy decides about a resource that goes; `undefined` for one that stays. */
function policyFor(logicalId: string, changes: readonly PlannedChange[], detour: readonly string[]): LeavingPolicy | undefined {
  const action = changes.find((change) => change.logicalId === logicalId)?.action;
  if (action === 'remove') return 'DeletionPolicy';
  return action === 'replace' && !detour.includes(logicalId) ? 'UpdateReplacePolicy' : undefined;
}

function adopts(stack: AssembledStack, there: DeployedStack | undefined, run: DeployRun): boolean {
  return adoptions(stack, (logicalId) => isNew(logicalId, stack, there), run).length > 0;
}

/** Kept resources that are in this stack's template. */
function adoptions(stack: AssembledStack, isMeant: (logicalId: string) => boolean, { keeping, deployed }: DeployRun) {
  return Object.entries(presentResources(stack.template))
    .filter(([logicalId]) => isMeant(logicalId))
    .map(([, resource]) => adopted(resource, stack.region, keeping.all, deployed.types))
    .filter((kept) => kept !== undefined);
}

/** The stack in a state that can be updated; `undefined` where there is nothing (any more). */
async function recovered(found: DeployedStack | undefined, stack: AssembledStack, run: DeployRun): Promise<DeployedStack | undefined> {
  if (!found) return undefined;
  const region = run.cloud.in(stack.region);
  const roleArn = run.options.deploy?.cloudFormationRole;
  const operation = { token: tokenFor(run.id, 'recover', stack.id), ...(roleArn !== undefined && { roleArn }) };
  switch (recoveryOf(found.status).step) {
    case 'create':
      return undefined;
    case 'update':
      return found;
    case 'ask':
      throw stop(4, 'E5022', { name: found.name, status: found.status, why: 'it needs a decision' }, { path: stack.path });
    case 'recreate':
      await removeStack(removalOf(stack, found, run), run);
      return undefined;
    case 'wait':
      return again((await attach(region, found.id, stack, run)).state);
    case 'roll-back':
      return again((await operate(region, found.id, stack, run, () => region.stacks.rollback(found.id, operation))).state);
    case 'continue-rollback': {
      const settled = await operate(region, found.id, stack, run, () => region.stacks.continueRollback(found.id, operation));
      if (settled.state?.status === 'UPDATE_ROLLBACK_FAILED') {
        const { failure: cause } = failed(settled, stack);
        const hint = `repair what is named, or skip it: \`aws cloudformation continue-update-rollback --stack-name ${found.name} --resources-to-skip ${cause.logicalId ?? 'ID'}\``;
        throw new ProjError(
          2,
          failure('E5022', { name: found.name, status: 'UPDATE_ROLLBACK_FAILED', why: cause.message }, { ...cause, hint }),
        );
      }
      return again(settled.state);
    }
  }

  /** Where the way out led: read anew, and recovered further if need be. */
  async function again(state: StackState | undefined): Promise<DeployedStack | undefined> {
    if (!state) return undefined;
    const body = await region.stacks.template(state.id);
    return recovered({ ...state, region: stack.region, body, template: JSON.parse(body) }, stack, run);
  }
}

function removalOf(stack: AssembledStack, deployed: DeployedStack, run: DeployRun): Removal {
  const released = run.deployed.release?.stacks.find(({ id }) => id === stack.id)?.origins ?? {};
  return { ...stack, origins: { ...released, ...stack.origins }, deployed, sites: sitesOf(stack.id, run.assembly, run.deployed) };
}

/** Every value must be there now. */
function finalParameters(stack: AssembledStack, run: DeployRun): Readonly<Record<string, string>> {
  const { values, missing } = resolveParameters(stack, knownValues(run));
  const [first] = missing;
  if (first) throw stop(2, 'E5023', first, { path: stack.path });
  return values;
}
