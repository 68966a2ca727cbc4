import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  type ContinueUpdateRollbackCommandInput,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import {
  changeSet,
  create,
  deploy,
  describe as describeStack,
  events,
  lines,
  outputs,
  remove,
  settled,
  template,
  thing,
  update,
} from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

describe('failed operations', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  const world = () => JSON.stringify([...fixture.world.things].sort());
  const failing = (needs: readonly string[]) => thing({ Fail: 'create' }, { DependsOn: needs });

  it('put back properties, replaced resources, tags, outputs, parameters and the template of the stack', async () => {
    const { client } = fixture;
    const body = (value: string, kind: string, more: object = {}) =>
      template(
        { A: thing({ Value: { 'Fn::Sub': `\${P} ${value}` } }), B: thing({ Kind: kind }), Gone: thing(), ...more },
        { Parameters: { P: { Type: 'String' } }, Outputs: { O: { Value: { Ref: 'B' } } } },
      );
    const parameter = (ParameterValue: string) => ({ Parameters: [{ ParameterKey: 'P', ParameterValue }] });
    const first = await create(client, 'app', body('1', 'x'), { ...parameter('p'), Tags: [{ Key: 'team', Value: 'a' }] });
    const before = world();
    const changed = body('2', 'y', { Gone: undefined, New: thing(), Broken: failing(['A', 'B', 'New']) });
    const stack = await update(client, 'app', changed, { ...parameter('q'), Tags: [{ Key: 'team', Value: 'b' }] });
    expect(stack.StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(world()).to.equal(before);
    expect(outputs(stack)).to.deep.equal(outputs(first));
    expect(stack.Parameters).to.deep.equal(first.Parameters);
    expect(stack.Tags).to.deep.equal(first.Tags);
    expect((await client.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).to.equal(body('1', 'x'));
    expect((await changeSet(client, { StackName: 'app', TemplateBody: body('1', 'x'), ...parameter('p') })).Status).to.equal('FAILED');
  });

  it('tell the statuses and events of a rollback in their order', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({ Kind: 'x' }, { DependsOn: 'A' }) }));
    const count = (await events(client, 'app')).length;
    await update(
      client,
      'app',
      template({ A: thing({ Value: '2' }), B: thing({ Kind: 'y' }, { DependsOn: 'A' }), Broken: failing(['B']) }),
    );
    const told = (await events(client, 'app')).slice(count);
    expect(lines(told)).to.deep.equal([
      'UPDATE_IN_PROGRESS app',
      'UPDATE_IN_PROGRESS A',
      'UPDATE_COMPLETE A',
      'UPDATE_IN_PROGRESS B',
      'UPDATE_IN_PROGRESS B',
      'UPDATE_COMPLETE B',
      'CREATE_IN_PROGRESS Broken',
      'CREATE_FAILED Broken',
      'UPDATE_ROLLBACK_IN_PROGRESS app',
      'UPDATE_IN_PROGRESS A',
      'UPDATE_COMPLETE A',
      'UPDATE_COMPLETE B',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS app',
      'DELETE_COMPLETE Broken',
      'DELETE_IN_PROGRESS B',
      'DELETE_COMPLETE B',
      'UPDATE_ROLLBACK_COMPLETE app',
    ]);
    const ids = [...new Set(told.map(({ OperationId }) => OperationId))];
    expect(ids).to.have.length(2);
    const { LastOperations = [] } = await describeStack(client, 'app');
    expect(LastOperations.slice(0, 2).map(({ OperationType, OperationId }) => [OperationType, OperationId])).to.deep.equal([
      ['ROLLBACK', ids[1]],
      ['UPDATE_STACK', ids[0]],
    ]);
    const { OperationEvents = [] } = await client.send(
      new DescribeEventsCommand({ OperationId: ids[0] ?? '', Filters: { FailedEvents: true } }),
    );
    expect(
      OperationEvents.map(({ LogicalResourceId, EventType, OperationStatus }) => [LogicalResourceId, EventType, OperationStatus]),
    ).to.deep.equal([['Broken', 'PROVISIONING_ERROR', 'FAILED']]);
  });

  it('bring back policies and metadata that only the failed update had', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({}, { DeletionPolicy: 'Retain' }) }));
    await update(client, 'app', template({ A: thing({}, { DeletionPolicy: 'Delete' }), Broken: failing(['A']) }));
    const set = await changeSet(client, { StackName: 'app', TemplateBody: template({ B: thing() }) });
    const removal = set.Changes?.find((change) => change.ResourceChange?.Action === 'Remove');
    expect(removal?.ResourceChange?.PolicyAction).to.equal('Retain');
  });

  it('cancel what runs meanwhile, and undo it', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing() }));
    const before = world();
    let release = () => {};
    fixture.world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
    const updated = update(client, 'app', template({ A: thing({ Value: '2' }), B: thing({ Fail: 'update' }) }));
    while (!(await events(client, 'app')).some(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    expect((await updated).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    const told = await events(client, 'app');
    expect(
      told
        .filter(({ ResourceStatusReason }) => ResourceStatusReason === 'Resource update cancelled')
        .map(({ LogicalResourceId }) => LogicalResourceId),
    ).to.deep.equal(['A']);
    expect(world()).to.equal(before);
  });

  it('leave a failed creation as it is when rollback is switched off, to be repaired by an update', async () => {
    const { client } = fixture;
    const input = { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template({ A: thing(), B: failing(['A']) }) } as const;
    const stack = await deploy(client, input, { DisableRollback: true });
    expect(stack.StackStatus).to.equal('CREATE_FAILED');
    expect(fixture.world.things.size).to.equal(1);
    const repaired = await deploy(
      client,
      { StackName: 'app', TemplateBody: template({ A: thing(), B: thing({}, { DependsOn: 'A' }) }) },
      { DisableRollback: true },
    );
    expect(repaired.StackStatus).to.equal('UPDATE_COMPLETE');
    expect(fixture.world.calls).to.deep.equal(['create A', 'create B', 'create B']);
  });

  it('let what runs meanwhile complete when rollback is switched off', async () => {
    const { client } = fixture;
    let release = () => {};
    fixture.world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
    const input = {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing(), B: thing({ Fail: 'create' }) }),
    } as const;
    const failed = deploy(client, input, { DisableRollback: true });
    while (!(await events(client, 'app').catch(() => [])).some(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    release();
    expect((await failed).StackStatus).to.equal('CREATE_FAILED');
    expect(lines(await events(client, 'app'))).to.include('CREATE_COMPLETE A');
  });

  it('can be rolled back later when rollback was switched off', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }) }));
    const before = world();
    const failed = await deploy(
      client,
      { StackName: 'app', TemplateBody: template({ A: thing({ Value: '2' }), B: failing(['A']) }) },
      { DisableRollback: true },
    );
    expect(failed.StackStatus).to.equal('UPDATE_FAILED');
    const again = await deploy(
      client,
      { StackName: 'app', TemplateBody: template({ A: thing({ Value: '3' }), B: failing(['A']) }) },
      { DisableRollback: true },
    );
    expect(again.StackStatus).to.equal('UPDATE_FAILED');
    const { OperationId } = await client.send(new RollbackStackCommand({ StackName: 'app' }));
    const stack = await settled(client, 'app');
    expect(stack.StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.LastOperations?.[0]?.OperationId).to.equal(OperationId);
    expect(world()).to.equal(before);
  });

  it('delete a stack that never was stable when it is rolled back', async () => {
    const { client } = fixture;
    const input = { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template({ A: thing(), B: failing(['A']) }) } as const;
    const { StackId = '' } = await deploy(client, input, { DisableRollback: true });
    await client.send(new RollbackStackCommand({ StackName: 'app' }));
    expect((await settled(client, StackId)).StackStatus).to.equal('DELETE_COMPLETE');
    expect(fixture.world.things.size).to.equal(0);
  });

  it('delete the stack or leave it, as OnStackFailure says', async () => {
    const { client } = fixture;
    const input = (OnStackFailure: 'DELETE' | 'DO_NOTHING') =>
      ({ StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template({ A: thing(), B: failing(['A']) }), OnStackFailure }) as const;
    const set = await changeSet(client, input('DELETE'));
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    expect((await settled(client, set.StackId ?? '')).StackStatus).to.equal('DELETE_COMPLETE');
    expect((await deploy(client, input('DO_NOTHING'))).StackStatus).to.equal('CREATE_FAILED');
  });

  describe('whose rollback fails too', () => {
    const BROKEN = template({
      A: thing({ Value: '2' }),
      B: thing({ Value: '2' }),
      Broken: thing({ Fail: 'create' }, { DependsOn: ['A', 'B'] }),
    });

    beforeEach(async () => {
      const { client } = fixture;
      await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({ Value: '1' }) }));
      fixture.world.refusals.add('update A 1');
      expect((await update(client, 'app', BROKEN)).StackStatus).to.equal('UPDATE_ROLLBACK_FAILED');
    });

    const values = () => [...fixture.world.things.values()].map(({ properties }) => properties.Value).sort();

    it('go on once the cause is gone', async () => {
      fixture.world.refusals.clear();
      await fixture.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app' }));
      expect((await settled(fixture.client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
      expect(values()).to.deep.equal(['1', '1']);
    });

    it('fail again while it is not', async () => {
      await fixture.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app' }));
      expect((await settled(fixture.client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_FAILED');
    });

    for (const [way, input] of [
      ['named resources', { ResourcesToSkip: ['A'] }],
      ['all that fail', { ForceRollback: true }],
    ] satisfies [string, Partial<ContinueUpdateRollbackCommandInput>][]) {
      it(`skip ${way} when they are told to`, async () => {
        await fixture.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app', ...input }));
        expect((await settled(fixture.client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
        expect(values()).to.deep.equal(['1', '2']);
        const { StackResourceSummaries = [] } = await fixture.client.send(new ListStackResourcesCommand({ StackName: 'app' }));
        expect(StackResourceSummaries.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus])).to.deep.equal([
          ['A', 'UPDATE_COMPLETE'],
          ['B', 'UPDATE_COMPLETE'],
        ]);
      });
    }

    it('survive a restart in between', async () => {
      await fixture.restart();
      fixture.world.refusals.clear();
      await fixture.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app' }));
      expect((await settled(fixture.client, 'app')).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
      expect(values()).to.deep.equal(['1', '1']);
    });
  });

  it('can be brought about by cancelling an update', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Value: '1' }), B: thing({}, { DependsOn: 'A' }) }));
    const before = world();
    let release = () => {};
    fixture.world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
    const updated = update(client, 'app', template({ A: thing({ Value: '2' }), B: thing({ Value: '2' }, { DependsOn: 'A' }) }));
    while (!fixture.world.calls.includes('update A')) await new Promise((resolve) => setTimeout(resolve, 1));
    await client.send(new CancelUpdateStackCommand({ StackName: 'app' }));
    release();
    expect((await updated).StackStatus).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(world()).to.equal(before);
    expect(fixture.world.calls).not.to.include('update B');
  });

  it('keep a stack whose resources cannot be deleted, until they can or are to be kept', async () => {
    const { client } = fixture;
    const { StackId = '' } = await create(
      client,
      'app',
      template({ A: thing({ Fail: 'delete' }), B: thing({}, { DependsOn: 'A' }), C: thing() }),
    );
    expect((await remove(client, StackId)).StackStatus).to.equal('DELETE_FAILED');
    expect([...fixture.world.things.values()].map(({ properties }) => properties)).to.deep.equal([{ Fail: 'delete' }]);
    expect((await remove(client, StackId, { RetainResources: ['A'] })).StackStatus).to.equal('DELETE_COMPLETE');
    expect(fixture.world.things.size).to.equal(1);
    expect(lines(await events(client, StackId))).to.include('DELETE_SKIPPED A');
  });

  it('delete by force what can be deleted', async () => {
    const { client } = fixture;
    const { StackId = '' } = await create(client, 'app', template({ A: thing(), B: thing({ Fail: 'delete' }, { DependsOn: 'A' }) }));
    expect((await remove(client, StackId)).StackStatus).to.equal('DELETE_FAILED');
    expect(fixture.world.things.size).to.equal(2);
    expect((await remove(client, StackId, { DeletionMode: 'FORCE_DELETE_STACK' })).StackStatus).to.equal('DELETE_COMPLETE');
    expect([...fixture.world.things.values()].map(({ properties }) => properties)).to.deep.equal([{ Fail: 'delete' }]);
  });

  it('do not fail an update for what its clean-up leaves behind', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing(), B: thing({ Fail: 'delete' }) }));
    const stack = await update(client, 'app', template({ A: thing() }));
    expect(stack.StackStatus).to.equal('UPDATE_COMPLETE');
    expect(lines(await events(client, 'app'))).to.include('DELETE_FAILED B');
  });

  it('cut a creation short when the stack is deleted meanwhile', async () => {
    const { client } = fixture;
    let release = () => {};
    fixture.world.gates.set('A', new Promise<void>((resolve) => (release = resolve)));
    const set = await changeSet(client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing(), B: thing({}, { DependsOn: 'A' }) }),
    });
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    while (!fixture.world.calls.includes('create A')) await new Promise((resolve) => setTimeout(resolve, 1));
    const removed = remove(client, set.StackId ?? '');
    await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    expect((await removed).StackStatus).to.equal('DELETE_COMPLETE');
    expect(fixture.world.things.size).to.equal(0);
    expect(fixture.world.calls).not.to.include('create B');
  });
});
