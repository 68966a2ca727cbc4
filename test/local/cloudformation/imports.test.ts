import {
  DescribeStackEventsCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { changeSet, create, deploy, events, lines, outputs, remove, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

const KEEP = { DeletionPolicy: 'Retain' };

describe('imports of resources', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
    fixture.world.things.set('kept', {
      type: 'Test::Fixture::Thing',
      region: 'us-east-1',
      properties: { Name: 'kept', Value: 'data' },
      tags: {},
    });
  });
  afterEach(() => fixture.stop());

  const toImport = [{ ResourceType: 'Test::Fixture::Thing', LogicalResourceId: 'A', ResourceIdentifier: { Name: 'kept' } }];

  it('adopt an existing resource into a new stack, and into one that is there', async () => {
    const { client, world } = fixture;
    const input = {
      StackName: 'app',
      ChangeSetType: 'IMPORT',
      TemplateBody: template({ A: thing({ Name: 'kept' }, KEEP) }),
      ResourcesToImport: toImport,
    } as const;
    const stack = await deploy(client, { ...input, Tags: [{ Key: 'team', Value: 'a' }] });
    expect(stack.StackStatus).to.equal('IMPORT_COMPLETE');
    expect(lines(await events(client, 'app'))).to.deep.equal([
      'REVIEW_IN_PROGRESS app',
      'IMPORT_IN_PROGRESS app',
      'IMPORT_IN_PROGRESS A',
      'IMPORT_COMPLETE A',
      'UPDATE_IN_PROGRESS A',
      'UPDATE_COMPLETE A',
      'IMPORT_COMPLETE app',
    ]);
    expect(world.calls).to.deep.equal(['update A']);
    expect(world.things.get('kept')?.tags).to.deep.equal({ team: 'a' });
    world.things.set('other', { type: 'Test::Fixture::Thing', region: 'us-east-1', properties: { Name: 'other' }, tags: {} });
    const more = await deploy(client, {
      ...input,
      TemplateBody: template({ A: thing({ Name: 'kept' }, KEEP), B: thing({ Name: 'other' }, KEEP) }),
      ResourcesToImport: [{ ResourceType: 'Test::Fixture::Thing', LogicalResourceId: 'B', ResourceIdentifier: { Name: 'other' } }],
    });
    expect(more.StackStatus).to.equal('IMPORT_COMPLETE');
    expect((await update(client, 'app', template({ A: thing({ Name: 'kept', Value: 'new' }, KEEP) }))).StackStatus).to.equal(
      'UPDATE_COMPLETE',
    );
    expect(world.things.get('kept')?.properties.Value).to.equal('new');
  });

  it('say by which property each type is identified', async () => {
    const body = template({ A: thing(), B: thing(), C: { Type: 'AWS::CloudFormation::WaitConditionHandle' } });
    const { ResourceIdentifierSummaries, ResourceTypes } = await fixture.client.send(new GetTemplateSummaryCommand({ TemplateBody: body }));
    expect(ResourceIdentifierSummaries).to.deep.equal([
      { ResourceType: 'Test::Fixture::Thing', LogicalResourceIds: ['A', 'B'], ResourceIdentifiers: ['Name'] },
    ]);
    expect(ResourceTypes).to.deep.equal(['Test::Fixture::Thing', 'Test::Fixture::Thing', 'AWS::CloudFormation::WaitConditionHandle']);
  });

  it('happen by themselves with ImportExistingResources, among other changes', async () => {
    const { client, world } = fixture;
    const body = template({
      A: thing({ Name: 'kept', Value: 'new' }, { DeletionPolicy: 'RetainExceptOnCreate' }),
      B: thing({ Value: { Ref: 'A' } }),
    });
    const input = { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body, ImportExistingResources: true } as const;
    const set = await changeSet(client, input);
    expect(set.ImportExistingResources).to.equal(true);
    expect(set.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.PhysicalResourceId])).to.deep.equal([
      ['Import', 'kept'],
      ['Add', undefined],
    ]);
    expect((await deploy(client, input)).StackStatus).to.equal('CREATE_COMPLETE');
    expect(world.calls).to.deep.equal(['update A', 'create B']);
  });

  it('are not made of what a stack owns or of a name that is composed', async () => {
    const { client } = fixture;
    await create(client, 'owner', template({ A: thing({ Name: 'owned' }) }));
    const set = (Name: unknown) =>
      changeSet(client, {
        StackName: 'app',
        ChangeSetType: 'CREATE',
        TemplateBody: template({ A: thing({ Name }, KEEP) }),
        ImportExistingResources: true,
        ChangeSetName: `s${Math.random()}`.replace('.', ''),
      });
    expect((await set('owned')).StatusReason).to.match(/ResourceExistenceCheck/);
    expect((await set({ 'Fn::Sub': 'kept' })).StatusReason).to.match(/ResourceExistenceCheck/);
    expect((await set('free')).Status).to.equal('CREATE_COMPLETE');
  });

  it('let go of the resource again when the operation fails', async () => {
    const { client, world } = fixture;
    const body = template({ A: thing({ Name: 'kept', Value: 'data' }, KEEP), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) });
    const stack = await deploy(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body, ImportExistingResources: true });
    expect(stack.StackStatus).to.equal('ROLLBACK_COMPLETE');
    expect(world.things.has('kept')).to.equal(true);
    await remove(client, stack.StackId ?? '');
    expect(world.things.has('kept')).to.equal(true);
  });

  it('take over what another stack made and kept', async () => {
    const { client } = fixture;
    const failed = template({ A: thing({ Name: 'mine' }, KEEP), B: thing({ Fail: 'create' }, { DependsOn: 'A' }) });
    expect((await create(client, 'other', failed)).StackStatus).to.equal('ROLLBACK_COMPLETE');
    const input = { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template({ A: thing({ Name: 'mine' }, KEEP) }) } as const;
    const set = await changeSet(client, { ...input, ImportExistingResources: true });
    expect(set.Changes?.map((change) => change.ResourceChange?.Action)).to.deep.equal(['Import']);
  });

  it('bring a retained resource back: create, remove, create', async () => {
    const { client, world } = fixture;
    const body = template({ A: thing({ Name: 'table' }, { DeletionPolicy: 'RetainExceptOnCreate' }) });
    const first = await create(client, 'app', body);
    const made = world.things.get('table');
    await remove(client, first.StackId ?? '');
    expect((await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body })).StatusReason).to.match(
      /ResourceExistenceCheck/,
    );
    await deploy(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body, ImportExistingResources: true });
    expect(world.things.get('table')).to.equal(made);
  });
});

describe('values of other stacks', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  const producer = (value: string) =>
    template(
      { A: thing({ Value: value }) },
      {
        Outputs: {
          Plain: { Value: value },
          O: { Value: { 'Fn::GetAtt': 'A.Value' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-o' } } },
        },
      },
    );

  it('are imported by the name of an export', async () => {
    const { client } = fixture;
    await create(client, 'app', producer('1'));
    const consumer = template(
      { B: thing({ Value: { 'Fn::ImportValue': { 'Fn::Sub': 'app-o' } } }) },
      { Outputs: { O: { Value: { 'Fn::GetAtt': 'B.Value' } } } },
    );
    expect(outputs(await create(client, 'other', consumer))).to.deep.equal({ O: '1' });
    const { Exports = [] } = await client.send(new ListExportsCommand());
    expect(Exports.map(({ Name, Value }) => [Name, Value])).to.deep.equal([['app-o', '1']]);
    expect((await client.send(new ListImportsCommand({ ExportName: 'app-o' }))).Imports).to.deep.equal(['other']);
    // The same name means another export in another region.
    expect((await fixture.inRegion('eu-west-1').send(new ListExportsCommand())).Exports ?? []).to.deep.equal([]);
    await update(client, 'other', template({ B: thing() }));
    expect((await update(client, 'app', producer('2'))).StackStatus).to.equal('UPDATE_COMPLETE');
  });

  it('are read from outputs, of another region too', async () => {
    const { client } = fixture;
    await create(client, 'app', producer('1'));
    const reading = (Region?: string) =>
      template(
        { B: thing({ Value: { 'Fn::GetStackOutput': { StackName: 'app', OutputName: 'Plain', ...(Region && { Region }) } } }) },
        { Outputs: { O: { Value: { 'Fn::GetAtt': 'B.Value' } } } },
      );
    expect(outputs(await create(client, 'near', reading()))).to.deep.equal({ O: '1' });
    expect(outputs(await create(fixture.inRegion('eu-west-1'), 'far', reading('us-east-1')))).to.deep.equal({ O: '1' });
  });

  it('of a stack that cannot be deleted leave it as it was', async () => {
    const { client } = fixture;
    const { StackId = '' } = await create(client, 'app', producer('1'));
    await create(client, 'other', template({ B: thing({ Value: { 'Fn::ImportValue': 'app-o' } }) }));
    const stack = await remove(client, StackId);
    expect(stack.StackStatus).to.equal('CREATE_COMPLETE');
    expect(outputs(stack)).to.deep.equal({ Plain: '1', O: '1' });
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
    expect(StackEvents[0]?.ResourceStatusReason).to.match(/^Delete canceled\./);
  });
});
