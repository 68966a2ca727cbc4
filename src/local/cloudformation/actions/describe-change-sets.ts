/** Change sets as the API shows them. */
import type { XmlElement } from '../../protocols/xml.ts';
import type { StackJournal } from '../journal.ts';
import type { ChangeDetail, ChangeSet, ResourceChange } from '../model.ts';
import { page } from '../paging.ts';
import { shownParameters, shownTags } from './describe-stacks.ts';
import { type Action, executionStatusOf, findChangeSet, members, time } from './parts.ts';

/** AWS cuts pages by size; this many changes stay below it. */
const CHANGES_PER_PAGE = 100;
const SETS_PER_PAGE = 100;

export const describeChangeSet: Action = (parts, call) => {
  const { parameters } = call;
  const { journal, changeSet } = findChangeSet(parts, call);
  const withValues = parameters.flag('IncludePropertyValues');
  const { items, nextToken } = page(changeSet.changes, parameters.text('NextToken'), CHANGES_PER_PAGE);
  const { definition } = changeSet;
  return {
    ...summary(journal, changeSet),
    Parameters: members(shownParameters(definition)),
    NotificationARNs: members(definition.notificationArns),
    Capabilities: members(definition.capabilities),
    Tags: members(shownTags(definition.tags)),
    Changes: members(items.map((change) => shownChange(change, withValues))),
    OnStackFailure: changeSet.onStackFailure,
    NextToken: nextToken,
  };
};

export const listChangeSets: Action = (parts, { region, parameters }) => {
  const journal = parts.stacks.get(region, parameters.required('StackName'));
  const listed = [...journal.changeSets.values()].filter(({ executionStatus }) => !executionStatus.startsWith('EXECUTE_'));
  const { items, nextToken } = page(listed, parameters.text('NextToken'), SETS_PER_PAGE);
  return { Summaries: members(items.map((changeSet) => summary(journal, changeSet))), NextToken: nextToken };
};

function summary(journal: StackJournal, changeSet: ChangeSet): XmlElement {
  return {
    StackId: journal.stack.id,
    StackName: journal.stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: executionStatusOf(journal.stack, changeSet),
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: time(changeSet.time),
    Description: changeSet.description,
    IncludeNestedStacks: changeSet.includeNestedStacks,
    ImportExistingResources: changeSet.importExistingResources,
  };
}

function shownChange(change: ResourceChange, withValues: boolean): XmlElement {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      PolicyAction: change.policyAction,
      Scope: { member: change.scope },
      Details: { member: change.details.map((detail) => shownDetail(detail, withValues)) },
      ...(withValues && {
        BeforeContext: change.before === undefined ? undefined : JSON.stringify(change.before),
        AfterContext: change.after === undefined ? undefined : JSON.stringify(change.after),
      }),
    },
  };
}

function shownDetail(detail: ChangeDetail, withValues: boolean): XmlElement {
  return {
    Target: {
      Attribute: detail.attribute,
      Name: detail.name,
      RequiresRecreation: detail.recreation,
      ...(withValues && {
        Path: detail.name === undefined ? `/${detail.attribute}` : `/Properties/${detail.name}`,
        BeforeValue: detail.before,
        AfterValue: detail.after,
        AttributeChangeType: detail.kind,
      }),
    },
    Evaluation: detail.evaluation,
    ChangeSource: detail.source,
    CausingEntity: detail.cause,
  };
}
