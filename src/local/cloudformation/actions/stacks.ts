/** Operations on stacks without a change set. */
import { type Planned, planChanges } from '../changes.ts';
import { requestedDefinition } from '../definition.ts';
import { earlyFindings, findingEvents, findingsReason } from '../early-validation.ts';
import type { OperationSettings } from '../engine/index.ts';
import type { StackJournal, StackView } from '../journal.ts';
import type { Definition, Stack } from '../model.ts';
import { refuse, refuseAs } from '../refusal.ts';
import { type Action, type ActionParts, acceptedBefore, type Call, checkStackName, token } from './parts.ts';
import { newStack, refuseRollback, refuseUnlessUpdatable } from './stack-rules.ts';
import { givenPolicy } from './stack-settings.ts';

export const createStack: Action = async (parts, call) => {
  const { region, parameters } = call;
  const name = parameters.required('StackName');
  checkStackName(name);
  const requestToken = token(parameters, 'ClientRequestToken');
  const existing = parts.stacks.find(region, name);
  if (existing) {
    if (acceptedBefore(existing, requestToken, 'CREATE_STACK')) return operationAnswer(existing);
    refuseAs('AlreadyExistsException', `Stack [${name}] already exists`);
  }
  const onFailure = parameters.oneOf('OnFailure', ['DELETE', 'DO_NOTHING', 'ROLLBACK']);
  if (onFailure !== undefined && parameters.text('DisableRollback') !== undefined) {
    refuse('Either DisableRollback or OnFailure can be specified, not both.');
  }
  const timeout = parameters.text('TimeoutInMinutes');
  const stack: Stack = {
    ...newStack(region, parts.account, name, 'CREATE_IN_PROGRESS'),
    terminationProtection: parameters.flag('EnableTerminationProtection'),
    policy: givenPolicy(parameters),
    timeoutInMinutes: timeout === undefined ? undefined : Number(timeout),
  };
  const { definition } = await requestedDefinition(parts.engine.parts, parts.objects, parameters, undefined);
  const planned = await planChanges(parts.engine.parts, { stack, resources: new Map() }, definition, {});
  return deployDirectly(parts, call, 'create', definition, planned, stack, () => parts.stacks.create(stack), {
    disableRollback: parameters.flag('DisableRollback') || onFailure === 'DO_NOTHING',
    onFailure: onFailure ?? 'ROLLBACK',
  });
};

export const updateStack: Action = async (parts, call) => {
  const { region, parameters } = call;
  const name = parameters.required('StackName');
  const journal = parts.stacks.find(region, name) ?? refuse(`Stack [${name}] does not exist`);
  if (acceptedBefore(journal, token(parameters, 'ClientRequestToken'), 'UPDATE_STACK')) return operationAnswer(journal);
  refuseUnlessUpdatable(journal.stack);
  refuseRollback(journal.stack, parameters.flag('DisableRollback'));
  const policy = givenPolicy(parameters);
  const { definition } = await requestedDefinition(parts.engine.parts, parts.objects, parameters, journal.stack.definition);
  const planned = await planChanges(parts.engine.parts, journal, definition, {});
  if (planned.changes.length === 0 && !planned.otherChanges) refuse('No updates are to be performed.');
  if (policy !== undefined) journal.write({ stack: { policy } });
  return deployDirectly(parts, call, 'update', definition, planned, journal.stack, () => journal, {
    disableRollback: parameters.flag('DisableRollback'),
  });
};

/** What early validation finds ends the operation before anything is provisioned. */
async function deployDirectly(
  parts: ActionParts,
  { parameters }: Call,
  kind: 'create' | 'update',
  definition: Definition,
  planned: Planned,
  stack: Stack,
  journalOf: () => StackJournal,
  settings: OperationSettings,
) {
  const requestToken = token(parameters, 'ClientRequestToken');
  const findings = parameters.flag('DisableValidation') ? [] : await earlyFindings(parts.engine.parts, stack.region, planned);
  const journal = journalOf();
  const own = {
    ...settings,
    ...(requestToken !== undefined && { token: requestToken }),
    retainExceptOnCreate: parameters.flag('RetainExceptOnCreate'),
    ...(findings.length > 0 && { refusal: findingsReason(findings) }),
  };
  const obsolete = [...journal.changeSets.values()].filter(({ executionStatus }) => executionStatus === 'AVAILABLE');
  const operationId = parts.engine.deploy(journal, kind, definition, own, {
    changeSets: obsolete.map((changeSet) => ({ ...changeSet, executionStatus: 'OBSOLETE' })),
  });
  if (findings.length > 0) journal.write({ events: findingEvents(findings, operationId, requestToken) });
  return operationAnswer(journal);
}

function operationAnswer({ stack }: StackView) {
  return { StackId: stack.id, OperationId: stack.operations[0]?.id };
}

export const deleteStack: Action = (parts, { region, parameters }) => {
  const name = parameters.required('StackName');
  const journal = parts.stacks.find(region, name);
  const requestToken = token(parameters, 'ClientRequestToken');
  const mode = parameters.oneOf('DeletionMode', ['STANDARD', 'FORCE_DELETE_STACK']);
  // A stack that is not there is as good as deleted.
  if (!journal || ['DELETE_COMPLETE', 'DELETE_IN_PROGRESS'].includes(journal.stack.status)) return undefined;
  if (acceptedBefore(journal, requestToken, 'DELETE_STACK')) return undefined;
  const { stack } = journal;
  if (stack.terminationProtection) refuse(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  const creating = stack.status === 'CREATE_IN_PROGRESS';
  if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS' && !creating) {
    refuse(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  }
  const retain = parameters.texts('RetainResources') ?? [];
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
    refuse(`Invalid operation on stack [${stack.id}]. RetainResources can only be specified for stacks in DELETE_FAILED state.`);
  }
  const unknown = retain.filter((id) => !journal.resources.has(id));
  if (unknown.length > 0) refuse(`Resources [${unknown.join(', ')}] to retain do not exist in stack ${stack.name}`);
  if (mode === 'FORCE_DELETE_STACK' && stack.status !== 'DELETE_FAILED') {
    refuse(`Invalid operation on stack [${stack.id}]. FORCE_DELETE_STACK can only be specified for stacks in DELETE_FAILED state.`);
  }
  parts.engine.delete(
    journal,
    { ...(requestToken !== undefined && { token: requestToken }), skip: retain, force: mode === 'FORCE_DELETE_STACK' },
    { deletionMode: mode },
  );
  return undefined;
};

export const rollbackStack: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  const requestToken = token(parameters, 'ClientRequestToken');
  if (acceptedBefore(journal, requestToken, 'ROLLBACK')) return operationAnswer(journal);
  const { stack } = journal;
  if (!['CREATE_FAILED', 'UPDATE_FAILED'].includes(stack.status)) {
    refuse(
      `Stack:${stack.id} is in ${stack.status} state and can not be rolled back. RollbackStack is only allowed in CREATE_FAILED and UPDATE_FAILED`,
    );
  }
  parts.engine.rollBack(journal, 'rollback', {
    ...(requestToken !== undefined && { token: requestToken }),
    retainExceptOnCreate: parameters.flag('RetainExceptOnCreate'),
  });
  return operationAnswer(journal);
};

export const continueUpdateRollback: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  const requestToken = token(parameters, 'ClientRequestToken');
  if (acceptedBefore(journal, requestToken, 'CONTINUE_ROLLBACK')) return {};
  const { stack, resources } = journal;
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') refuse(`Stack:${stack.id} is in ${stack.status} state and can not be continued.`);
  const skip = parameters.texts('ResourcesToSkip') ?? [];
  const force = parameters.flag('ForceRollback');
  if (force && skip.length > 0) refuse('ForceRollback and ResourcesToSkip cannot be specified together');
  const wrong = skip.filter((id) => resources.get(id)?.status !== 'UPDATE_FAILED');
  if (wrong.length > 0) {
    refuse(
      `Resources [${wrong.join(', ')}] cannot be skipped: only resources in the UPDATE_FAILED state can be skipped when continuing a rollback`,
    );
  }
  parts.engine.rollBack(journal, 'continue-rollback', { ...(requestToken !== undefined && { token: requestToken }), skip, force });
  return {};
};

export const cancelUpdateStack: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  if (journal.stack.status !== 'UPDATE_IN_PROGRESS') refuse('CancelUpdateStack cannot be called from current stack status');
  parts.engine.cancel(journal);
  return undefined;
};
