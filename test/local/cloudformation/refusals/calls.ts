/** Calls that are refused because of what they ask, or of what the stack is. */
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListImportsCommand,
  RollbackStackCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { changeSet, create, deploy, describe, refusal, remove, template, thing, update } from '../deploying.ts';
import type { Fixture } from '../fixture.ts';
import type { Case } from './case.ts';

/** Any command: their types have nothing in common that `send` would take. */
type Sendable = object;

async function refused(fixture: Fixture, command: Sendable): Promise<{ code: string; text: string }> {
  const { name, message } = await refusal(fixture.client.send(command as DescribeStacksCommand));
  return { code: name, text: message };
}

const call =
  (command: () => Sendable): Case =>
  (fixture) =>
    refused(fixture, command());

const SMALL = template({ A: thing({ Value: '1' }) });

const set = (input: Partial<CreateChangeSetCommandInput> = {}): Sendable =>
  new CreateChangeSetCommand({ StackName: 'app', ChangeSetName: 'set', ChangeSetType: 'CREATE', TemplateBody: SMALL, ...input });

/** The stack `app` is there. */
const onStack =
  (command: (stackId: string) => Sendable): Case =>
  async (fixture) => {
    const { StackId = '' } = await create(fixture.client, 'app', SMALL);
    return refused(fixture, command(StackId));
  };

/** An update that waits until the case is over. */
async function whileUpdating(fixture: Fixture, command: () => Sendable | Promise<Sendable>): Promise<{ code: string; text: string }> {
  await create(fixture.client, 'app', SMALL);
  let release = () => {};
  fixture.world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
  const updating = update(fixture.client, 'app', template({ A: thing({ Value: '2' }) }));
  try {
    while (!fixture.world.calls.includes('update A')) await new Promise((resolve) => setTimeout(resolve, 1));
    return await refused(fixture, await command());
  } finally {
    release();
    await updating;
  }
}

const withoutRollback = { DisableRollback: true };

export const cases: Readonly<Record<string, Case>> = {
  'unknown-action': call(() => new DetectStackDriftCommand({ StackName: 'app' })),
  'stack-missing': call(() => new DescribeStacksCommand({ StackName: 'nope' })),
  'template-of-missing-stack': call(() => new GetTemplateCommand({ StackName: 'nope' })),
  'stack-name': call(() => set({ StackName: 'my_stack' })),
  'stack-name-length': call(() => set({ StackName: 'a'.repeat(129) })),
  'change-set-name': call(() => set({ ChangeSetName: '1st' })),
  'token-shape': call(() => set({ ClientToken: 'a_b' })),
  'change-set-type': call(() => set({ ChangeSetType: 'OTHER' as 'CREATE' })),
  'no-name': call(() => set({ StackName: undefined })),
  'no-template': call(() => set({ TemplateBody: undefined })),
  'no-previous-template': call(() => set({ TemplateBody: undefined, UsePreviousTemplate: true })),
  'summary-in-review': async (fixture) => {
    await fixture.client.send(set() as CreateChangeSetCommand);
    return refused(fixture, new GetTemplateSummaryCommand({ StackName: 'app' }));
  },
  'stack-output-missing': onStack(() =>
    set({
      StackName: 'other',
      TemplateBody: template({ A: thing({ Value: { 'Fn::GetStackOutput': { StackName: 'app', OutputName: 'x' } } }) }),
    }),
  ),
  'empty-template': call(() => set({ TemplateBody: '' })),
  'template-url': call(() => set({ TemplateBody: undefined, TemplateURL: 'https://example.com/x' })),
  'template-url-missing': call(() => set({ TemplateBody: undefined, TemplateURL: 'https://s3.us-east-1.amazonaws.com/bucket/key' })),
  'template-url-size': async (fixture) => {
    fixture.objects.set('bucket/key', Buffer.alloc(1_048_577, ' '));
    return refused(fixture, set({ TemplateBody: undefined, TemplateURL: 'https://bucket.s3.us-east-1.amazonaws.com/key' }));
  },
  'on-failure-delete': onStack(() => set({ ChangeSetType: 'UPDATE', OnStackFailure: 'DELETE' })),
  express: call(() => set({ DeploymentConfig: { Mode: 'EXPRESS' } })),
  'revert-drift': call(() => set({ DeploymentMode: 'REVERT_DRIFT' })),
  'rollback-triggers': call(() => set({ RollbackConfiguration: { RollbackTriggers: [{ Arn: 'arn:x', Type: 'AWS::CloudWatch::Alarm' }] } })),
  'update-of-missing-stack': call(() => set({ ChangeSetType: 'UPDATE' })),
  'create-over-stack': onStack(() => set({ ChangeSetName: 'again' })),
  'update-in-review': async (fixture) => {
    await changeSet(fixture.client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: SMALL });
    return refused(fixture, set({ ChangeSetType: 'UPDATE' }));
  },
  'change-set-twice': async (fixture) => {
    await fixture.client.send(set() as CreateChangeSetCommand);
    return refused(fixture, set());
  },
  'type-changed': onStack(() =>
    set({ ChangeSetType: 'UPDATE', TemplateBody: template({ A: { Type: 'Test::Fixture::Link', Properties: { Target: 'x' } } }) }),
  ),
  'update-of-rolled-back': async (fixture) => {
    await create(fixture.client, 'app', template({ A: thing({ Fail: 'create' }) }));
    return refused(fixture, set({ ChangeSetType: 'UPDATE' }));
  },
  'update-while-updating': (fixture) => whileUpdating(fixture, () => new UpdateStackCommand({ StackName: 'app', TemplateBody: SMALL })),
  'delete-while-updating': (fixture) => whileUpdating(fixture, () => new DeleteStackCommand({ StackName: 'app' })),
  'change-set-missing': onStack(() => new DescribeChangeSetCommand({ StackName: 'app', ChangeSetName: 'nope' })),
  'change-set-without-stack': call(() => new DescribeChangeSetCommand({ ChangeSetName: 'nope' })),
  'execute-failed': async (fixture) => {
    await create(fixture.client, 'app', SMALL);
    const { ChangeSetId } = await changeSet(fixture.client, { StackName: 'app', TemplateBody: SMALL });
    return refused(fixture, new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
  },
  'execute-twice': async (fixture) => {
    const { ChangeSetId } = await create(fixture.client, 'app', SMALL);
    return refused(fixture, new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
  },
  'execute-both-ways-to-fail': async (fixture) => {
    const { ChangeSetId } = await changeSet(fixture.client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: SMALL,
      OnStackFailure: 'DELETE',
    });
    return refused(fixture, new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId, ...withoutRollback }));
  },
  'token-reused': async (fixture) => {
    await deploy(fixture.client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: SMALL }, { ClientRequestToken: 'token' });
    return refused(fixture, new DeleteStackCommand({ StackName: 'app', ClientRequestToken: 'token' }));
  },
  'delete-running-change-set': (fixture) =>
    whileUpdating(fixture, async () => new DeleteChangeSetCommand({ ChangeSetName: (await describe(fixture.client, 'app')).ChangeSetId })),
  'create-existing': onStack(() => new CreateStackCommand({ StackName: 'app', TemplateBody: SMALL })),
  'create-both-ways-to-fail': call(
    () => new CreateStackCommand({ StackName: 'app', TemplateBody: SMALL, OnFailure: 'DELETE', ...withoutRollback }),
  ),
  'update-missing': call(() => new UpdateStackCommand({ StackName: 'app', TemplateBody: SMALL })),
  'no-updates': onStack(() => new UpdateStackCommand({ StackName: 'app', TemplateBody: SMALL })),
  'update-failed-with-rollback': async (fixture) => {
    await create(fixture.client, 'app', SMALL);
    await deploy(fixture.client, { StackName: 'app', TemplateBody: template({ A: thing({ Fail: 'update' }) }) }, withoutRollback);
    return refused(fixture, new UpdateStackCommand({ StackName: 'app', TemplateBody: SMALL }));
  },
  'termination-protection': async (fixture) => {
    await create(fixture.client, 'app', SMALL);
    await fixture.client.send(new UpdateTerminationProtectionCommand({ StackName: 'app', EnableTerminationProtection: true }));
    return refused(fixture, new DeleteStackCommand({ StackName: 'app' }));
  },
  'protect-deleted': async (fixture) => {
    const { StackId = '' } = await create(fixture.client, 'app', SMALL);
    await remove(fixture.client, StackId);
    return refused(fixture, new UpdateTerminationProtectionCommand({ StackName: StackId, EnableTerminationProtection: true }));
  },
  'retain-resources': onStack(() => new DeleteStackCommand({ StackName: 'app', RetainResources: ['A'] })),
  'retain-unknown': async (fixture) => {
    const { StackId = '' } = await create(fixture.client, 'app', template({ A: thing({ Fail: 'delete' }) }));
    await remove(fixture.client, StackId);
    return refused(fixture, new DeleteStackCommand({ StackName: 'app', RetainResources: ['B'] }));
  },
  'force-delete': onStack(() => new DeleteStackCommand({ StackName: 'app', DeletionMode: 'FORCE_DELETE_STACK' })),
  'rollback-stack': onStack(() => new RollbackStackCommand({ StackName: 'app' })),
  'continue-rollback': onStack(() => new ContinueUpdateRollbackCommand({ StackName: 'app' })),
  'continue-skip-and-force': async (fixture) => {
    await failedRollback(fixture);
    return refused(fixture, new ContinueUpdateRollbackCommand({ StackName: 'app', ForceRollback: true, ResourcesToSkip: ['A'] }));
  },
  'continue-skip-healthy': async (fixture) => {
    await failedRollback(fixture);
    return refused(fixture, new ContinueUpdateRollbackCommand({ StackName: 'app', ResourcesToSkip: ['B'] }));
  },
  'cancel-update': onStack(() => new CancelUpdateStackCommand({ StackName: 'app' })),
  'stack-policy': onStack(() => new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody: '{' })),
  'stack-policy-length': onStack(() => new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody: `{}${' '.repeat(16_384)}` })),
  'resource-missing': onStack(() => new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'B' })),
  'resources-of-nothing': call(() => new DescribeStackResourcesCommand({})),
  'resources-of-unknown-id': call(() => new DescribeStackResourcesCommand({ PhysicalResourceId: 'nope' })),
  'events-of-nothing': call(() => new DescribeEventsCommand({})),
  'events-of-unknown-operation': call(() => new DescribeEventsCommand({ OperationId: 'nope' })),
  'list-imports': call(() => new ListImportsCommand({ ExportName: 'nope' })),
  'next-token': call(() => new DescribeStacksCommand({ NextToken: '!' })),
  'import-nothing': call(() => set({ ChangeSetType: 'IMPORT' })),
  'import-unknown': call(() => importing({ A: thing({ Name: 'a' }, KEEP) }, 'B', { Name: 'a' })),
  'import-without-policy': call(() => importing({ A: thing({ Name: 'a' }) }, 'A', { Name: 'a' })),
  'import-identifier': call(() => importing({ A: thing({ Name: 'a' }, KEEP) }, 'A', { Arn: 'a' })),
  'import-missing': call(() => importing({ A: thing({ Name: 'a' }, KEEP) }, 'A', { Name: 'a' })),
  'import-owned': async (fixture) => {
    await create(fixture.client, 'other', template({ A: thing({ Name: 'a' }) }));
    return refused(fixture, importing({ A: thing({ Name: 'a' }, KEEP) }, 'A', { Name: 'a' }));
  },
  'import-part-of-stack': async (fixture) => {
    await create(fixture.client, 'app', template({ A: thing({ Name: 'a' }, KEEP) }));
    return refused(fixture, importing({ A: thing({ Name: 'a' }, KEEP) }, 'A', { Name: 'a' }));
  },
  'import-and-more': async (fixture) => {
    exists(fixture, 'a');
    return refused(fixture, importing({ A: thing({ Name: 'a' }, KEEP), B: thing() }, 'A', { Name: 'a' }));
  },
  'import-outputs': async (fixture) => {
    exists(fixture, 'a');
    const body = template({ A: thing({ Name: 'a' }, KEEP) }, { Outputs: { O: { Value: 'x' } } });
    return refused(fixture, importing({}, 'A', { Name: 'a' }, body));
  },
};

const KEEP = { DeletionPolicy: 'Retain' };

function importing(
  resources: Readonly<Record<string, unknown>>,
  id: string,
  identifier: Record<string, string>,
  body = template(resources),
): Sendable {
  return set({
    ChangeSetType: 'IMPORT',
    TemplateBody: body,
    ResourcesToImport: [{ ResourceType: 'Test::Fixture::Thing', LogicalResourceId: id, ResourceIdentifier: identifier }],
  });
}

function exists({ world }: Fixture, name: string): void {
  world.things.set(name, { type: 'Test::Fixture::Thing', region: 'us-east-1', properties: { Name: name }, tags: {} });
}

/** `A` can't be put back, `B` can. */
async function failedRollback({ client, world }: Fixture): Promise<void> {
  await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({ Value: '1' }) }));
  const broken = template({ A: thing({ Value: '2' }), B: thing({ Value: '2' }), C: thing({ Fail: 'create' }, { DependsOn: ['A', 'B'] }) });
  world.refusals.add('update A 1');
  await update(client, 'app', broken);
}
