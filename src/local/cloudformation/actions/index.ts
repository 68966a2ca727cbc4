/** The actions of the API. */
import { describeAccountLimits } from './account-limits.ts';
import { createChangeSet, deleteChangeSet, executeChangeSet } from './change-sets.ts';
import { describeChangeSet, listChangeSets } from './describe-change-sets.ts';
import { describeEvents, describeStackEvents } from './describe-events.ts';
import { describeStackResource, describeStackResources, listStackResources } from './describe-resources.ts';
import { describeStacks, listStacks } from './describe-stacks.ts';
import type { Action } from './parts.ts';
import { getStackPolicy, setStackPolicy, updateTerminationProtection } from './stack-settings.ts';
import { cancelUpdateStack, continueUpdateRollback, createStack, deleteStack, rollbackStack, updateStack } from './stacks.ts';
import { getTemplate, getTemplateSummary, listExports, listImports, validateTemplate } from './templates.ts';

export const actions: Readonly<Record<string, Action>> = {
  CancelUpdateStack: cancelUpdateStack,
  ContinueUpdateRollback: continueUpdateRollback,
  CreateChangeSet: createChangeSet,
  CreateStack: createStack,
  DeleteChangeSet: deleteChangeSet,
  DeleteStack: deleteStack,
  DescribeAccountLimits: describeAccountLimits,
  DescribeChangeSet: describeChangeSet,
  DescribeEvents: describeEvents,
  DescribeStackEvents: describeStackEvents,
  DescribeStackResource: describeStackResource,
  DescribeStackResources: describeStackResources,
  DescribeStacks: describeStacks,
  ExecuteChangeSet: executeChangeSet,
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  RollbackStack: rollbackStack,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};
