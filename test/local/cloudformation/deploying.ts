/** The way of a deployer through the API, for tests. */
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetCommandInput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

export type Resources = Readonly<Record<string, unknown>>;

export function template(resources: Resources, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...more, Resources: resources });
}

export function thing(properties: Readonly<Record<string, unknown>> = {}, attributes: Readonly<Record<string, unknown>> = {}) {
  return { Type: 'Test::Fixture::Thing', Properties: properties, ...attributes };
}

let count = 0;

export async function changeSet(
  client: CloudFormationClient,
  input: Omit<CreateChangeSetCommandInput, 'ChangeSetName'> & { readonly ChangeSetName?: string },
): Promise<DescribeChangeSetCommandOutput> {
  count += 1;
  const { Id, StackId } = await client.send(new CreateChangeSetCommand({ ChangeSetName: `set-${count}`, ...input }));
  while (true) {
    const described = await client.send(
      new DescribeChangeSetCommand({ ChangeSetName: Id, StackName: StackId, IncludePropertyValues: true }),
    );
    if (!['CREATE_PENDING', 'CREATE_IN_PROGRESS'].includes(described.Status ?? '')) return described;
  }
}

/** Makes a change set, executes it and waits for the stack to settle. */
export async function deploy(
  client: CloudFormationClient,
  input: Omit<CreateChangeSetCommandInput, 'ChangeSetName'>,
  execution: Omit<ExecuteChangeSetCommandInput, 'ChangeSetName'> = {},
): Promise<Stack> {
  const set = await changeSet(client, input);
  if (set.Status !== 'CREATE_COMPLETE') throw new Error(`${set.Status}: ${set.StatusReason}`);
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId, ...execution }));
  return settled(client, set.StackId ?? '');
}

export async function create(
  client: CloudFormationClient,
  name: string,
  body: string,
  more: Partial<CreateChangeSetCommandInput> = {},
): Promise<Stack> {
  return deploy(client, { StackName: name, TemplateBody: body, ChangeSetType: 'CREATE', ...more });
}

export async function update(
  client: CloudFormationClient,
  name: string,
  body: string,
  more: Partial<CreateChangeSetCommandInput> = {},
): Promise<Stack> {
  return deploy(client, { StackName: name, TemplateBody: body, ...more });
}

export async function remove(client: CloudFormationClient, stackId: string, more: object = {}): Promise<Stack> {
  await client.send(new DeleteStackCommand({ StackName: stackId, ...more }));
  return settled(client, stackId);
}

export async function describe(client: CloudFormationClient, name: string): Promise<Stack> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  return Stacks?.[0] as Stack;
}

export async function settled(client: CloudFormationClient, name: string): Promise<Stack> {
  while (true) {
    const stack = await describe(client, name);
    if (!stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Oldest first: `CREATE_IN_PROGRESS Notes`, with the reason after a dash where it matters. */
export async function events(client: CloudFormationClient, name: string): Promise<StackEvent[]> {
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }));
  return (StackEvents ?? []).reverse();
}

export function lines(found: readonly StackEvent[]): string[] {
  return found.map(({ ResourceStatus, LogicalResourceId }) => `${ResourceStatus} ${LogicalResourceId}`);
}

export function outputs(stack: Stack): Record<string, string | undefined> {
  return Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue]));
}

/** What a call refuses with. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  throw new Error('the call was accepted');
}
