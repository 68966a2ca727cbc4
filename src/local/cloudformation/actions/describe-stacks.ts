/** Stacks as the API shows them. */
import type { XmlElement } from '../../protocols/xml.ts';
import type { Definition, Stack, Tags } from '../model.ts';
import { page } from '../paging.ts';
import { isHidden } from '../parameters.ts';
import { parseTemplate, type Template } from '../template.ts';
import { type Action, members, presentStacks, time } from './parts.ts';

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
  const journals = name === undefined ? presentStacks(parts, region) : [parts.stacks.get(region, name)];
  const { items, nextToken } = page(journals, parameters.text('NextToken'), PER_PAGE);
  return { Stacks: members(items.map(({ stack }) => shownStack(stack))), NextToken: nextToken };
};

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
