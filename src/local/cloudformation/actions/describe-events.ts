/** Events as the API shows them, newest first. */
import type { XmlElement } from '../../protocols/xml.ts';
import type { StackJournal } from '../journal.ts';
import type { OperationRecord, StackEvent } from '../model.ts';
import { pageFromEnd } from '../paging.ts';
import { refuse } from '../refusal.ts';
import { type Action, type ActionParts, type Call, findChangeSet, members, ofStack, time } from './parts.ts';

const PER_PAGE = 100;

export const describeStackEvents: Action = (parts, { region, parameters }) => {
  const { stack, events } = parts.stacks.get(region, parameters.required('StackName'));
  const shown = events.filter(({ validation }) => validation === undefined);
  const { items, nextToken } = pageFromEnd(shown, parameters.text('NextToken'), PER_PAGE);
  return { StackEvents: members(items.map((event) => ofStack(stack, shownEvent(event)))), NextToken: nextToken };
};

function shownEvent(event: StackEvent): XmlElement {
  return {
    EventId: event.id,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: time(event.time),
    ...(event.validation === undefined && {
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
    }),
    ClientRequestToken: event.token,
  };
}

/** Findings of early validation too, which `DescribeStackEvents` leaves out. */
export const describeEvents: Action = (parts, call) => {
  const { parameters } = call;
  const { journal, operationId } = eventsAskedFor(parts, call);
  const failedOnly = parameters.flag('Filters.FailedEvents');
  const found = journal.events
    .filter((event) => operationId === undefined || event.operationId === operationId)
    .filter((event) => !failedOnly || event.validation !== undefined || event.status.endsWith('_FAILED'));
  const { items, nextToken } = pageFromEnd(found, parameters.text('NextToken'), PER_PAGE);
  return { OperationEvents: members(items.map((event) => operationEvent(journal, event))), NextToken: nextToken };
};

function eventsAskedFor(parts: ActionParts, call: Call): { journal: StackJournal; operationId?: string } {
  const { region, parameters } = call;
  if (parameters.text('ChangeSetName') !== undefined) {
    const { journal, changeSet } = findChangeSet(parts, call);
    return { journal, operationId: changeSet.operationId };
  }
  const operationId = parameters.text('OperationId');
  if (operationId === undefined) {
    const name = parameters.text('StackName') ?? refuse('One of ChangeSetName, OperationId or StackName must be specified');
    return { journal: parts.stacks.get(region, name) };
  }
  const journal = parts.stacks.all(region).find(({ stack }) => stack.operations.some(({ id }) => id === operationId));
  return { journal: journal ?? refuse(`Operation with id ${operationId} does not exist`), operationId };
}

function operationEvent(journal: StackJournal, event: StackEvent): XmlElement {
  const { stack, changeSets } = journal;
  const operation: Pick<OperationRecord, 'type' | 'status'> | undefined =
    stack.operations.find(({ id }) => id === event.operationId) ??
    ([...changeSets.values()].some(({ operationId }) => operationId === event.operationId)
      ? { type: 'CREATE_CHANGESET', status: 'FAILED' }
      : undefined);
  const { validation } = event;
  return {
    StackId: stack.id,
    ...shownEvent(event),
    OperationType: operation?.type,
    OperationStatus: operation?.status,
    EventType: validation ? 'VALIDATION_ERROR' : eventType(event),
    ...(validation && {
      ValidationName: validation.name,
      ValidationStatus: 'FAILED',
      ValidationStatusReason: validation.reason,
      ValidationPath: validation.path,
      ValidationFailureMode: validation.mode,
    }),
  };
}

function eventType(event: StackEvent): string {
  if (event.type === 'AWS::CloudFormation::Stack') return 'STACK_EVENT';
  return event.status.endsWith('_FAILED') ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT';
}
