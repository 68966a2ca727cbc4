/** CloudFormation as the deployer needs it: pages followed, absence as `undefined`, the SDK's optional fields made definite. */
import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  RollbackStackCommand,
  type StackEvent as SdkEvent,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { ResourceChange, StackEvent, StackResource, StackState, Stacks, ValidationError } from '../cloud.ts';
import { toResourceChange } from './changes.ts';
import { calling } from './errors.ts';
import type { AccountConnection } from './settings.ts';

export function createStacks({ client, endpoint, limit }: AccountConnection): Stacks {
  const cloudFormation = new CloudFormationClient(client);

  function call<Result>(operation: string, run: () => Promise<Result>, expected?: Parameters<typeof calling<Result>>[3]): Promise<Result> {
    return limit(() => calling(`cloudformation:${operation}`, endpoint, run, expected));
  }

  return {
    describe: (nameOrId) =>
      call(
        'DescribeStacks',
        async () => {
          const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId }));
          return Stacks?.[0] && toStackState(Stacks[0]);
        },
        absent,
      ),

    template: (stackId) =>
      call('GetTemplate', async () => {
        const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName: stackId, TemplateStage: 'Original' }));
        return TemplateBody ?? '';
      }),

    async resources(stackId) {
      const found: StackResource[] = [];
      let NextToken: string | undefined;
      do {
        const command = new ListStackResourcesCommand({ StackName: stackId, ...(NextToken !== undefined && { NextToken }) });
        const page = await call('ListStackResources', () => cloudFormation.send(command));
        for (const { LogicalResourceId, ResourceType, ResourceStatus, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
          found.push({
            logicalId: LogicalResourceId ?? '',
            type: ResourceType ?? '',
            status: ResourceStatus ?? '',
            ...(PhysicalResourceId && { physicalId: PhysicalResourceId }),
          });
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },

    async events(stackId, until) {
      const found: StackEvent[] = [];
      let NextToken: string | undefined;
      do {
        const command = new DescribeStackEventsCommand({ StackName: stackId, ...(NextToken !== undefined && { NextToken }) });
        const page = await call('DescribeStackEvents', () => cloudFormation.send(command));
        for (const event of (page.StackEvents ?? []).map(toStackEvent)) {
          if (until(event)) return found;
          found.push(event);
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },

    createChangeSet: (request) =>
      call('CreateChangeSet', async () => {
        const { Id, StackId } = await cloudFormation.send(
          new CreateChangeSetCommand({
            StackName: request.stackName,
            ChangeSetName: request.name,
            ChangeSetType: request.type,
            TemplateURL: request.templateUrl,
            Parameters: Object.entries(request.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
            Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })),
            NotificationARNs: [...request.notificationArns],
            Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
            ClientToken: request.token,
            ...(request.importExisting && { ImportExistingResources: true }),
            ...(request.roleArn !== undefined && { RoleARN: request.roleArn }),
          }),
        );
        return { id: Id ?? '', stackId: StackId ?? '' };
      }),

    async describeChangeSet(id, stackName) {
      const changes: ResourceChange[] = [];
      let NextToken: string | undefined;
      for (;;) {
        const command = new DescribeChangeSetCommand({
          ChangeSetName: id,
          StackName: stackName,
          ...(NextToken !== undefined && { NextToken }),
        });
        const page = await call(
          'DescribeChangeSet',
          async () => cloudFormation.send(command),
          (name, message, status) =>
            name === 'ChangeSetNotFound' || name === 'ChangeSetNotFoundException' ? { value: undefined } : absent(name, message, status),
        );
        if (!page) return undefined;
        changes.push(...(page.Changes ?? []).map(toResourceChange));
        NextToken = page.NextToken;
        if (NextToken === undefined) {
          return {
            status: page.Status ?? '',
            executionStatus: page.ExecutionStatus ?? '',
            ...(page.StatusReason !== undefined && { reason: page.StatusReason }),
            changes,
          };
        }
      }
    },

    validationErrors: (changeSetId, stackName) =>
      call<readonly ValidationError[]>(
        'DescribeEvents',
        async () => {
          const command = new DescribeEventsCommand({ StackName: stackName, ChangeSetName: changeSetId, Filters: { FailedEvents: true } });
          const { OperationEvents } = await cloudFormation.send(command);
          return (OperationEvents ?? []).map((event) => ({
            path: event.ValidationPath ?? '',
            reason: event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason ?? '',
            ...(event.LogicalResourceId !== undefined && { logicalId: event.LogicalResourceId }),
          }));
        },
        // A role or an emulator that does not have this newer call: the change set's own reason has to do.
        () => ({ value: [] }),
      ),

    executeChangeSet: (id, stackName, token) =>
      call('ExecuteChangeSet', async () => {
        await cloudFormation.send(new ExecuteChangeSetCommand({ ChangeSetName: id, StackName: stackName, ClientRequestToken: token }));
      }),

    deleteChangeSet: (id, stackName) =>
      call(
        'DeleteChangeSet',
        async () => {
          await cloudFormation.send(new DeleteChangeSetCommand({ ChangeSetName: id, StackName: stackName }));
        },
        (name, message, status) =>
          name === 'ChangeSetNotFound' || name === 'ChangeSetNotFoundException' ? { value: undefined } : absent(name, message, status),
      ),

    create: ({ stackName, template, tags, token }) =>
      call<'started' | 'exists'>(
        'CreateStack',
        async () => {
          const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
          await cloudFormation.send(
            new CreateStackCommand({
              StackName: stackName,
              TemplateBody: template,
              Tags,
              ClientRequestToken: token,
              EnableTerminationProtection: true,
            }),
          );
          return 'started';
        },
        (name) => (name === 'AlreadyExistsException' ? { value: 'exists' } : undefined),
      ),

    delete: (stackId, { token, roleArn }) =>
      call('DeleteStack', async () => {
        await cloudFormation.send(
          new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token, ...(roleArn !== undefined && { RoleARN: roleArn }) }),
        );
      }),

    continueRollback: (stackId, { token, roleArn }) =>
      call('ContinueUpdateRollback', async () => {
        await cloudFormation.send(
          new ContinueUpdateRollbackCommand({
            StackName: stackId,
            ClientRequestToken: token,
            ...(roleArn !== undefined && { RoleARN: roleArn }),
          }),
        );
      }),

    rollback: (stackId, { token, roleArn }) =>
      call('RollbackStack', async () => {
        await cloudFormation.send(
          new RollbackStackCommand({ StackName: stackId, ClientRequestToken: token, ...(roleArn !== undefined && { RoleARN: roleArn }) }),
        );
      }),

    protect: (stackId, on) =>
      call('UpdateTerminationProtection', async () => {
        await cloudFormation.send(new UpdateTerminationProtectionCommand({ StackName: stackId, EnableTerminationProtection: on }));
      }),
  };
}

/** A missing stack is a `ValidationError` of which only the text tells. */
function absent(name: string, message: string, _status: number | undefined): { readonly value: undefined } | undefined {
  return name === 'ValidationError' && /does not exist/.test(message) ? { value: undefined } : undefined;
}

function toStackState(stack: Stack): StackState {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason !== undefined && { statusReason: stack.StackStatusReason }),
    parameters: Object.fromEntries(
      (stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey ?? '', ParameterValue ?? '']),
    ),
    outputs: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? ''])),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    terminationProtection: stack.EnableTerminationProtection ?? false,
    notificationArns: stack.NotificationARNs ?? [],
    ...(stack.CreationTime && { created: stack.CreationTime.toISOString() }),
    ...(stack.LastUpdatedTime && { updated: stack.LastUpdatedTime.toISOString() }),
  };
}

function toStackEvent(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    stackId: event.StackId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    ...(event.PhysicalResourceId && { physicalId: event.PhysicalResourceId }),
    resourceType: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
    ...(event.ClientRequestToken !== undefined && { token: event.ClientRequestToken }),
    time: event.Timestamp?.getTime() ?? 0,
  };
}
