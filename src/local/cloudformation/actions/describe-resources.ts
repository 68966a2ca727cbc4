/** Resources of stacks as the API shows them. */
import type { XmlElement } from '../../protocols/xml.ts';
import type { StackResource } from '../model.ts';
import { page } from '../paging.ts';
import { refuse } from '../refusal.ts';
import { type Action, members, ofStack, presentStacks, time } from './parts.ts';

const PER_PAGE = 100;

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
      ? presentStacks(parts, region).find(({ resources }) => [...resources.values()].some((resource) => resource.physicalId === physicalId))
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
