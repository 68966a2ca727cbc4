/** The life of a change set: made, executed, deleted. */
import { randomUUID } from 'node:crypto';
import { planChanges } from '../changes.ts';
import { type Requested, requestedDefinition } from '../definition.ts';
import { earlyFindings, findingEvents, findingsReason } from '../early-validation.ts';
import { stackEvent } from '../engine/progress.ts';
import { adoptedResources, requestedImports } from '../imports.ts';
import type { Entry, StackJournal, StackView } from '../journal.ts';
import type { ChangeSet, ResourceChange, StackEvent } from '../model.ts';
import { OperationFailure, refuse, refuseAs } from '../refusal.ts';
import type { CallParameters } from '../requests.ts';
import { parseTemplate, type Template } from '../template.ts';
import { sameValue } from '../values.ts';
import {
  type Action,
  type ActionParts,
  acceptedBefore,
  type Call,
  checkStackName,
  executionStatusOf,
  findChangeSet,
  token,
} from './parts.ts';
import { newStack, refuseRollback, refuseUnlessUpdatable } from './stack-rules.ts';

const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set.";

export const createChangeSet: Action = async (parts, call) => {
  const { parameters } = call;
  const name = parameters.required('ChangeSetName');
  checkChangeSetName(name);
  const settings = settingsOf(parameters);
  const existing = stackFor(parts, call, settings.type, name);
  const repeated = existing && [...existing.changeSets.values()].find((other) => other.name === name && !isExecuted(other));
  if (existing && repeated) {
    if (settings.token !== undefined && repeated.token === settings.token) return identity(repeated, existing);
    refuseAs('AlreadyExistsException', `ChangeSet ${name} already exists`);
  }
  const view = existing ?? {
    stack: newStack(call.region, parts.account, parameters.required('StackName'), 'REVIEW_IN_PROGRESS'),
    resources: new Map(),
  };
  const requested = await requestedDefinition(parts.engine.parts, parts.objects, parameters, view.stack.definition);
  const pending: ChangeSet = {
    ...settings,
    id: `arn:aws:cloudformation:${call.region}:${parts.account}:changeSet/${name}/${randomUUID()}`,
    name,
    time: Date.now(),
    operationId: randomUUID(),
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    definition: requested.definition,
    changes: [],
    imports: {},
  };
  const { changeSets, events = [] } = await review(parts, call, view, pending, requested);
  const journal = existing ?? parts.stacks.create(view.stack);
  const begin = existing ? [] : [stackEvent(view.stack, 'REVIEW_IN_PROGRESS', 'User Initiated')];
  journal.write({ changeSets: changeSets ?? [], events: [...begin, ...events] });
  return identity(pending, journal);
};

function settingsOf(
  parameters: CallParameters,
): Pick<
  ChangeSet,
  'type' | 'token' | 'onStackFailure' | 'importExistingResources' | 'includeNestedStacks' | 'disableValidation' | 'description'
> {
  const type = parameters.oneOf('ChangeSetType', ['CREATE', 'UPDATE', 'IMPORT']) ?? 'UPDATE';
  const onStackFailure = parameters.oneOf('OnStackFailure', ['DELETE', 'DO_NOTHING', 'ROLLBACK']);
  const clientToken = token(parameters, 'ClientToken');
  const description = parameters.text('Description');
  parameters.refuseUnavailable('DeploymentMode');
  if (onStackFailure === 'DELETE' && type !== 'CREATE') refuse('OnStackFailure DELETE is only supported for change sets of type CREATE');
  return {
    type,
    importExistingResources: parameters.flag('ImportExistingResources'),
    includeNestedStacks: parameters.flag('IncludeNestedStacks'),
    disableValidation: parameters.flag('DisableValidation'),
    ...(onStackFailure !== undefined && { onStackFailure }),
    ...(clientToken !== undefined && { token: clientToken }),
    ...(description !== undefined && { description }),
  };
}

const CHANGE_SET_NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

function checkChangeSetName(name: string): void {
  if (CHANGE_SET_NAME.test(name)) return;
  refuse(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

/** The stack that the set is for; none where it is to be made. A stack in review counts as not created. */
function stackFor(
  parts: ActionParts,
  { region, parameters }: Call,
  type: ChangeSet['type'],
  changeSetName: string,
): StackJournal | undefined {
  const name = parameters.required('StackName');
  const found = parts.stacks.find(region, name);
  const journal = found?.stack.status === 'DELETE_COMPLETE' ? undefined : found;
  const inReview = journal?.stack.status === 'REVIEW_IN_PROGRESS';
  if (journal && type === 'CREATE' && !inReview) {
    refuse(`Stack [${journal.stack.name}] already exists and cannot be created again with the changeSet [${changeSetName}].`);
  }
  if (!journal && type === 'UPDATE') refuse(`Stack [${name}] does not exist`);
  if (!journal) checkStackName(name);
  else if (!(inReview && type !== 'UPDATE')) refuseUnlessUpdatable(journal.stack);
  return journal;
}

/** What the set comes to. A template that can't be carried out is a refusal of the call; what is found in the account fails the set. */
async function review(parts: ActionParts, { parameters }: Call, view: StackView, pending: ChangeSet, requested: Requested): Promise<Entry> {
  const engine = parts.engine.parts;
  const fail = (statusReason: string, events: readonly StackEvent[] = []): Entry => ({
    changeSets: [{ ...pending, status: 'FAILED', statusReason }],
    events,
  });
  try {
    const imports =
      pending.type === 'IMPORT'
        ? await requestedImports(engine, view, parameters, requested.template, requested.types)
        : pending.importExistingResources
          ? await adoptedResources(engine, view, requested.template, requested.types)
          : {};
    const planned = await planChanges(engine, view, requested.definition, imports);
    if (pending.type === 'IMPORT') refuseOtherThanImports(planned.changes, view, requested.template);
    const findings = pending.disableValidation ? [] : await earlyFindings(engine, view.stack.region, planned);
    if (findings.length > 0) return fail(findingsReason(findings), findingEvents(findings, pending.operationId, pending.token));
    if (planned.changes.length === 0 && !planned.otherChanges) return fail(NO_CHANGES);
    return { changeSets: [{ ...pending, status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', changes: planned.changes, imports }] };
  } catch (error) {
    if (error instanceof OperationFailure) return fail(error.message);
    throw error;
  }
}

function refuseOtherThanImports(changes: readonly ResourceChange[], { stack }: StackView, template: Template): void {
  const others = changes.filter(({ action }) => action !== 'Import').map(({ logicalId }) => logicalId);
  if (others.length > 0) {
    refuse(
      `Import operations don't allow new resource creations, resource deletions, or changes to property configurations. Resources [${others.join(', ')}]`,
    );
  }
  const deployed = stack.definition && (parseTemplate(stack.definition.template) as unknown as Template);
  if (!sameValue(deployed?.Outputs ?? {}, template.Outputs ?? {}))
    refuse('As part of the import operation, you cannot modify or add [Outputs]');
}

function isExecuted({ executionStatus }: ChangeSet): boolean {
  return executionStatus.startsWith('EXECUTE_');
}

function identity({ id }: ChangeSet, { stack }: StackJournal) {
  return { Id: id, StackId: stack.id };
}

export const executeChangeSet: Action = (parts, call) => {
  const { parameters } = call;
  const { journal, changeSet } = findChangeSet(parts, call);
  const requestToken = token(parameters, 'ClientRequestToken');
  const kind = ({ CREATE: 'create', UPDATE: 'update', IMPORT: 'import' } as const)[changeSet.type];
  if (acceptedBefore(journal, requestToken, kind === 'create' ? 'CREATE_STACK' : 'UPDATE_STACK', changeSet.id)) return undefined;
  if (changeSet.status !== 'CREATE_COMPLETE') {
    refuseAs('InvalidChangeSetStatus', `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`);
  }
  const executionStatus = executionStatusOf(journal.stack, changeSet);
  if (executionStatus !== 'AVAILABLE') {
    refuseAs(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${executionStatus}]`,
    );
  }
  const { onStackFailure } = changeSet;
  if (onStackFailure !== undefined && parameters.text('DisableRollback') !== undefined) {
    refuse('DisableRollback cannot be specified when OnStackFailure was specified for the change set');
  }
  const { status } = journal.stack;
  const disableRollback = parameters.flag('DisableRollback') || onStackFailure === 'DO_NOTHING';
  if (status !== 'REVIEW_IN_PROGRESS') refuseUnlessUpdatable(journal.stack);
  refuseRollback(journal.stack, disableRollback);
  const others = [...journal.changeSets.values()].filter(({ id }) => id !== changeSet.id);
  parts.engine.deploy(
    journal,
    kind,
    changeSet.definition,
    {
      ...(requestToken !== undefined && { token: requestToken }),
      changeSetId: changeSet.id,
      disableRollback,
      onFailure: onStackFailure ?? 'ROLLBACK',
      retainExceptOnCreate: parameters.flag('RetainExceptOnCreate'),
      imports: changeSet.imports,
    },
    {
      stack: { changeSetId: changeSet.id },
      changeSets: [{ ...changeSet, executionStatus: 'EXECUTE_IN_PROGRESS' }],
      withoutChangeSets: others.map(({ id }) => id),
    },
  );
  return undefined;
};

export const deleteChangeSet: Action = (parts, call) => {
  const { journal, changeSet } = findChangeSet(parts, call);
  if (executionStatusOf(journal.stack, changeSet) === 'EXECUTE_IN_PROGRESS') {
    refuseAs(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be deleted in its current execution status of [EXECUTE_IN_PROGRESS]`,
    );
  }
  journal.write({ withoutChangeSets: [changeSet.id] });
  return {};
};
