/** Reasons of failed change sets, resources and stacks. */
import {
  CreateStackCommand,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { changeSet, create, deploy, describe, events, remove, settled, template, thing, update } from '../deploying.ts';
import type { Fixture } from '../fixture.ts';
import type { Case, Refusal } from './case.ts';

const reason = (text: string | undefined): Refusal => ({ code: '', text: text ?? '' });

const setReason =
  (body: string): Case =>
  async ({ client }) =>
    reason((await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body })).StatusReason);

/** What `DescribeEvents` tells of a failed change set. */
const finding =
  (body: string): Case =>
  async ({ client }) => {
    const { ChangeSetId } = await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body });
    const { OperationEvents } = await client.send(
      new DescribeEventsCommand({ ChangeSetName: ChangeSetId, Filters: { FailedEvents: true } }),
    );
    return reason(OperationEvents?.[0]?.ValidationStatusReason);
  };

async function failure({ client }: Fixture, status: string): Promise<Refusal> {
  const found = (await events(client, 'app')).find(
    ({ ResourceStatus, ResourceStatusReason }) => ResourceStatus === status && ResourceStatusReason,
  );
  return reason(found?.ResourceStatusReason);
}

const resourceReason =
  (status: string, first: string, second?: string, execution = {}): Case =>
  async (fixture) => {
    await create(fixture.client, 'app', first, { DisableValidation: true });
    if (second !== undefined) await deploy(fixture.client, { StackName: 'app', TemplateBody: second }, execution);
    return failure(fixture, status);
  };

const exporting = (value: string) =>
  template({ A: thing({ Value: value }) }, { Outputs: { O: { Value: value, Export: { Name: 'shared' } } } });
const importing = template({ A: thing({ Value: { 'Fn::ImportValue': 'shared' } }) });

function taken({ world }: Fixture, name: string): void {
  world.things.set(name, { type: 'Test::Fixture::Thing', region: 'us-east-1', properties: { Name: name }, tags: {} });
}

export const cases: Readonly<Record<string, Case>> = {
  'no-changes': async ({ client }) => {
    await create(client, 'app', template({ A: thing() }));
    return reason((await changeSet(client, { StackName: 'app', TemplateBody: template({ A: thing() }) })).StatusReason);
  },
  'no-export': setReason(importing),
  'property-validation': setReason(template({ A: thing({ Nope: 1 }) })),
  'name-conflict': async (fixture) => {
    taken(fixture, 'a');
    return setReason(template({ A: thing({ Name: 'a' }) }))(fixture);
  },
  'name-conflict-finding': async (fixture) => {
    taken(fixture, 'a');
    return finding(template({ A: thing({ Name: 'a' }) }))(fixture);
  },
  'unknown-property': finding(template({ A: thing({ Items: [{ Id: 'x', Nope: 1 }] }) })),
  'missing-property': finding(template({ A: thing({ Items: [{}] }) })),
  'wrong-type': finding(template({ A: thing({ Size: 'many' }) })),
  'wrong-enum': finding(template({ A: thing({ Color: 'green' }) })),
  'adopt-unprotected': async (fixture) => {
    taken(fixture, 'a');
    const input = {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing({ Name: 'a' }) }),
      ImportExistingResources: true,
    } as const;
    return reason((await changeSet(fixture.client, input)).StatusReason);
  },
  'direct-validation': async ({ client }) => {
    await client.send(new CreateStackCommand({ StackName: 'app', TemplateBody: template({ A: thing({ Nope: 1 }) }) }));
    await settled(client, 'app');
    return reason(
      (await events(client, 'app')).find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')?.ResourceStatusReason,
    );
  },
  'handler-refusal': resourceReason('CREATE_FAILED', template({ A: thing({ Fail: 'create' }) })),
  'handler-exists': async (fixture) => {
    taken(fixture, 'a');
    return resourceReason('CREATE_FAILED', template({ A: thing({ Name: 'a' }) }))(fixture);
  },
  'invalid-at-creation': resourceReason('CREATE_FAILED', template({ A: thing({ Nope: 1, Size: 'x' }) })),
  'attribute-without-value': resourceReason('CREATE_FAILED', template({ A: thing(), B: thing({ Value: { 'Fn::GetAtt': 'A.Absent' } }) })),
  'custom-name': resourceReason(
    'UPDATE_FAILED',
    template({ A: thing({ Name: 'a', Kind: 'x' }) }),
    template({ A: thing({ Name: 'a', Kind: 'y' }) }),
  ),
  'replacement-without-rollback': resourceReason(
    'UPDATE_FAILED',
    template({ A: thing({ Kind: 'x' }) }),
    template({ A: thing({ Kind: 'y' }) }),
    { DisableRollback: true },
  ),
  cancelled: async (fixture) => {
    let release = () => {};
    fixture.world.gates.set('B', new Promise<void>((resolve) => (release = resolve)));
    const created = create(fixture.client, 'app', template({ A: thing({ Fail: 'create' }), B: thing() }));
    while (!(await failed(fixture))) await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    await created;
    const cancelled = (await events(fixture.client, 'app')).find(
      ({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'B' && ResourceStatus === 'CREATE_FAILED',
    );
    return reason(cancelled?.ResourceStatusReason);
  },
  'import-vanished': async (fixture) => {
    taken(fixture, 'a');
    const input = {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing({ Name: 'a' }, { DeletionPolicy: 'Retain' }) }),
      ImportExistingResources: true,
    } as const;
    const set = await changeSet(fixture.client, input);
    fixture.world.things.delete('a');
    await fixture.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    await settled(fixture.client, 'app');
    return failure(fixture, 'IMPORT_FAILED');
  },
  'output-no-text': resourceReason(
    'ROLLBACK_IN_PROGRESS',
    template({ A: thing() }, { Outputs: { O: { Value: { 'Fn::GetAtt': 'A.Nested' } } } }),
  ),
  'create-failed': resourceReason('ROLLBACK_IN_PROGRESS', template({ A: thing({ Fail: 'create' }) })),
  'update-failed': resourceReason('UPDATE_ROLLBACK_IN_PROGRESS', template({ A: thing() }), template({ A: thing({ Fail: 'update' }) })),
  'create-failed-and-deleted': async (fixture) => {
    const set = await changeSet(fixture.client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing({ Fail: 'create' }) }),
      OnStackFailure: 'DELETE',
    });
    await fixture.client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    await settled(fixture.client, set.StackId ?? '');
    const told = await events(fixture.client, set.StackId ?? '');
    return reason(told.find(({ ResourceStatus }) => ResourceStatus === 'DELETE_IN_PROGRESS')?.ResourceStatusReason);
  },
  'rollback-failed': async ({ client }) => {
    await create(client, 'app', template({ A: thing({ Fail: 'delete' }), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) }));
    return reason((await describe(client, 'app')).StackStatusReason);
  },
  'update-rollback-failed': async ({ client, world }) => {
    await create(client, 'app', template({ A: thing({ Value: '1' }) }));
    world.refusals.add('update A 1');
    await update(client, 'app', template({ A: thing({ Value: '2' }), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) }));
    return reason((await describe(client, 'app')).StackStatusReason);
  },
  'delete-failed': async ({ client }) => {
    const { StackId = '' } = await create(client, 'app', template({ A: thing({ Fail: 'delete' }) }));
    return reason((await remove(client, StackId)).StackStatusReason);
  },
  'delete-exported': async ({ client }) => {
    const { StackId = '' } = await create(client, 'app', exporting('1'));
    for (const name of ['one', 'two', 'three']) await create(client, name, importing);
    return reason((await remove(client, StackId)).StackStatusReason);
  },
  'export-taken': async ({ client }) => {
    await create(client, 'other', exporting('1'));
    await create(client, 'app', exporting('1'));
    return reason(
      (await events(client, 'app')).find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')?.ResourceStatusReason,
    );
  },
  'export-updated': async (fixture) => {
    await create(fixture.client, 'app', exporting('1'));
    await create(fixture.client, 'other', importing);
    await update(fixture.client, 'app', exporting('2'));
    return failure(fixture, 'UPDATE_ROLLBACK_IN_PROGRESS');
  },
  'export-deleted': async (fixture) => {
    await create(fixture.client, 'app', exporting('1'));
    await create(fixture.client, 'other', importing);
    await update(fixture.client, 'app', template({ A: thing({ Value: '1' }) }));
    return failure(fixture, 'UPDATE_ROLLBACK_IN_PROGRESS');
  },
  'policy-denies': async (fixture) =>
    policyReason(fixture, [{ Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' }, DENY_A]),
  'policy-without-word': async (fixture) =>
    policyReason(fixture, [{ Effect: 'Allow', Action: 'Update:Delete', Principal: '*', Resource: '*' }]),
  'direct-update-validation': async (fixture) => {
    await create(fixture.client, 'app', template({ A: thing() }));
    await fixture.client.send(new UpdateStackCommand({ StackName: 'app', TemplateBody: template({ A: thing({ Color: 'green' }) }) }));
    await settled(fixture.client, 'app');
    return failure(fixture, 'UPDATE_ROLLBACK_IN_PROGRESS');
  },
};

const DENY_A = { Effect: 'Deny', Action: ['Update:Replace', 'Update:Mod*'], Principal: '*', Resource: 'LogicalResourceId/A' };

async function policyReason(fixture: Fixture, Statement: readonly object[]): Promise<Refusal> {
  await create(fixture.client, 'app', template({ A: thing() }));
  await fixture.client.send(new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody: JSON.stringify({ Statement }) }));
  await update(fixture.client, 'app', template({ A: thing({ Value: '2' }) }));
  return failure(fixture, 'UPDATE_FAILED');
}

async function failed({ client }: Fixture): Promise<boolean> {
  const told = await events(client, 'app').catch(() => []);
  return told.some(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
}
