/** Stacks, resources and events as the API shows them. */
import type { XmlElement } from '../../protocols/xml.ts';
import type { StackJournal } from '../journal.ts';
import type { Definition, OperationRecord, Stack, StackEvent, StackResource, Tags } from '../model.ts';
import { page } from '../paging.ts';
import { isHidden } from '../parameters.ts';
import { refuse } from '../refusal.ts';
import { parseTemplate, type Template } from '../template.ts';
import { type Action, type ActionParts, type Call, findChangeSet, members, time } from './parts.ts';

const PER_PAGE = 100;
const HIDDEN = '****';
const LAST_OPERATIONS = 10;

export function shownTags(tags: Tags): XmlElement[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function shownParameters(definition: Definition): XmlElement[] {
  const template = parseTemplate(definition.template) as unknown as Template;
  return Object.entries(definition.parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: isHidden(template.Parameters?.[ParameterKey]) ? HIDDEN : value,
  }));
}

export const describeStacks: Action = (parts, { region, parameters }) => {
  const name = parameters.text('StackName');
  const journals = name === undefined ? present(parts, region) : [parts.stacks.get(region, name)];
  const { items, nextToken } = page(journals, parameters.text('NextToken'), PER_PAGE);
  return { Stacks: members(items.map(({ stack }) => shownStack(stack))), NextToken: nextToken };
};

function present(parts: ActionParts, region: string): StackJournal[] {
  return parts.stacks.all(region).filter(({ stack }) => stack.status !== 'DELETE_COMPLETE');
}

function shownStack(stack: Stack): XmlElement {
  const { definition } = stack;
  const template = definition && (parseTemplate(definition.template) as unknown as Template);
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: template?.Description,
    Parameters: definition && members(shownParameters(definition)),
    CreationTime: time(stack.created),
    DeletionTime: time(stack.deleted),
    LastUpdatedTime: time(stack.updated),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.disableRollback,
    NotificationARNs: members(definition?.notificationArns),
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: members(definition?.capabilities),
    Outputs: members(
      stack.outputs.map(({ key, value, description, exportName }) => ({
        OutputKey: key,
        OutputValue: value,
        Description: description,
        ExportName: exportName,
      })),
    ),
    RoleARN: definition?.roleArn,
    Tags: definition && members(shownTags(definition.tags)),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    RetainExceptOnCreate: stack.retainExceptOnCreate,
    DeletionMode: stack.deletionMode,
    LastOperations: members(shownOperations(stack)),
  };
}

function shownOperations(stack: Stack): XmlElement[] {
  return stack.operations.slice(0, LAST_OPERATIONS).map(({ id, type }) => ({ OperationType: type, OperationId: id }));
}

export const listStacks: Action = (parts, { region, parameters }) => {
  const filter = parameters.texts('StackStatusFilter') ?? [];
  const found = parts.stacks.all(region).filter(({ stack }) => filter.length === 0 || filter.includes(stack.status));
  const { items, nextToken } = page(found, parameters.text('NextToken'), PER_PAGE);
  const summaries = items.map(({ stack }) => ({
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.definition && (parseTemplate(stack.definition.template).Description as string | undefined),
    CreationTime: time(stack.created),
    LastUpdatedTime: time(stack.updated),
    DeletionTime: time(stack.deleted),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: members(shownOperations(stack)),
  }));
  return { StackSummaries: members(summaries), NextToken: nextToken };
};

function shownResource({ logicalId, physicalId, type, status, statusReason }: StackResource): XmlElement {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: statusReason,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
}

export const listStackResources: Action = (parts, { region, parameters }) => {
  const { resources } = parts.stacks.get(region, parameters.required('StackName'));
  const { items, nextToken } = page([...resources.values()], parameters.text('NextToken'), PER_PAGE);
  const summaries = items.map((resource) => ({ ...shownResource(resource), LastUpdatedTimestamp: time(resource.time) }));
  return { StackResourceSummaries: members(summaries), NextToken: nextToken };
};

export const describeStackResources: Action = (parts, { region, parameters }) => {
  const stackName = parameters.text('StackName');
  const logicalId = parameters.text('LogicalResourceId');
  const physicalId = parameters.text('PhysicalResourceId');
  if ((stackName === undefined) === (physicalId === undefined)) refuse('Exactly one of StackName or PhysicalResourceId must be specified');
  const journal =
    stackName === undefined
      ? present(parts, region).find(({ resources }) => [...resources.values()].some((resource) => resource.physicalId === physicalId))
      : parts.stacks.get(region, stackName);
  if (!journal) refuse(`Stack for ${physicalId} does not exist`);
  const found = [...journal.resources.values()].filter((resource) => logicalId === undefined || resource.logicalId === logicalId);
  // The service gives the first hundred only: `ListStackResources` gives all.
  return {
    StackResources: members(
      found.slice(0, 100).map((resource) => ofStack(journal.stack, { ...shownResource(resource), Timestamp: time(resource.time) })),
    ),
  };
};

export const describeStackResource: Action = (parts, { region, parameters }) => {
  const { stack, resources } = parts.stacks.get(region, parameters.required('StackName'));
  const logicalId = parameters.required('LogicalResourceId');
  const resource = resources.get(logicalId);
  if (!resource) refuse(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  const { metadata } = resource;
  return {
    StackResourceDetail: {
      ...ofStack(stack, shownResource(resource)),
      LastUpdatedTimestamp: time(resource.time),
      Metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
    },
  };
};

function ofStack({ id, name }: Stack, element: XmlElement): XmlElement {
  return { StackId: id, StackName: name, ...element };
}

export const describeStackEvents: Action = (parts, { region, parameters }) => {
  const { stack, events } = parts.stacks.get(region, parameters.required('StackName'));
  const shown = events.filter(({ validation }) => validation === undefined).reverse();
  const { items, nextToken } = page(shown, parameters.text('NextToken'), PER_PAGE);
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
    .filter((event) => !failedOnly || event.validation !== undefined || event.status.endsWith('_FAILED'))
    .reverse();
  const { items, nextToken } = page(found, parameters.text('NextToken'), PER_PAGE);
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
