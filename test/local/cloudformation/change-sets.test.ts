import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  type ResourceChange,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { changeSet, create, deploy, describe as describeStack, outputs, refusal, settled, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

const link = (target: unknown) => ({ Type: 'Test::Fixture::Link', Properties: { Target: target } });

describe('change sets', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  async function changes(body: string, more: object = {}): Promise<Record<string, ResourceChange>> {
    const set = await changeSet(fixture.client, { StackName: 'app', TemplateBody: body, ...more });
    expect(set.StatusReason).to.equal(undefined);
    return Object.fromEntries(
      (set.Changes ?? []).map(({ ResourceChange = {} }) => [ResourceChange.LogicalResourceId ?? '', ResourceChange]),
    );
  }

  it('make a stack in review, which holds its name until it is deleted', async () => {
    const { client } = fixture;
    const set = await changeSet(client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing() }),
      Description: 'first',
    });
    expect(set).to.deep.include({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', StackName: 'app', Description: 'first' });
    expect(set.Changes?.map((change) => change.ResourceChange?.Action)).to.deep.equal(['Add']);
    expect((await describeStack(client, 'app')).StackStatus).to.equal('REVIEW_IN_PROGRESS');
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    expect((await client.send(new ListChangeSetsCommand({ StackName: 'app' }))).Summaries ?? []).to.deep.equal([]);
    await client.send(new DeleteStackCommand({ StackName: 'app' }));
    expect((await settled(client, set.StackId ?? '')).StackStatus).to.equal('DELETE_COMPLETE');
  });

  it('tell additions, changes in place, replacements and removals apart', async () => {
    await create(
      fixture.client,
      'app',
      template({
        Same: thing(),
        Changed: thing({ Value: '1' }),
        Replaced: thing({ Kind: 'x' }),
        Perhaps: thing({ Shape: 'x' }),
        Gone: thing(),
      }),
    );
    const found = await changes(
      template({
        Same: thing(),
        Changed: thing({ Value: '2', Size: 3 }),
        Replaced: thing({ Kind: 'y' }),
        Perhaps: thing({ Shape: 'y' }),
        New: thing(),
      }),
    );
    expect(Object.keys(found)).to.deep.equal(['Changed', 'Replaced', 'Perhaps', 'New', 'Gone']);
    expect(found.Changed).to.deep.include({ Action: 'Modify', Replacement: 'False', Scope: ['Properties'] });
    expect(found.Changed?.PolicyAction).to.equal(undefined);
    expect(
      found.Changed?.Details?.map(({ Target }) => [Target?.Name, Target?.BeforeValue, Target?.AfterValue, Target?.AttributeChangeType]),
    ).to.deep.equal([
      ['Value', '1', '2', 'Modify'],
      ['Size', undefined, '3', 'Add'],
    ]);
    expect(found.Replaced).to.deep.include({ Action: 'Modify', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
    expect(found.Replaced?.Details?.[0]?.Target?.RequiresRecreation).to.equal('Always');
    expect(found.Perhaps).to.deep.include({ Replacement: 'Conditional', PolicyAction: 'ReplaceAndDelete' });
    expect(found.New).to.deep.include({ Action: 'Add' });
    expect(found.Gone).to.deep.include({ Action: 'Remove', PolicyAction: 'Delete' });
  });

  it('judge what goes away by the policies as deployed', async () => {
    const policies = (DeletionPolicy: string, UpdateReplacePolicy: string) => ({ DeletionPolicy, UpdateReplacePolicy });
    await create(
      fixture.client,
      'app',
      template({
        A: thing({ Kind: 'x' }, policies('Delete', 'Retain')),
        B: thing({}, policies('RetainExceptOnCreate', 'Delete')),
        C: thing(),
      }),
    );
    const found = await changes(
      template({ A: thing({ Kind: 'y' }, policies('Retain', 'Delete')), C: thing({}, policies('Retain', 'Retain')) }),
    );
    expect(found.A?.PolicyAction).to.equal('ReplaceAndRetain');
    expect(found.B?.PolicyAction).to.equal('Retain');
    expect(found.C).to.deep.include({ Action: 'Modify', Replacement: 'False', Scope: ['DeletionPolicy', 'UpdateReplacePolicy'] });
  });

  it('call a change that hangs on a replaced or changed resource dynamic', async () => {
    const resources = (kind: string, value: string) => ({
      A: thing({ Kind: kind }),
      ByRef: link({ Ref: 'A' }),
      B: thing({ Value: value }),
      ByAttribute: link({ 'Fn::GetAtt': 'B.Arn' }),
      ByName: link({ Ref: 'B' }),
    });
    await create(fixture.client, 'app', template(resources('x', '1')));
    const found = await changes(template(resources('y', '2')));
    const detail = (id: string) =>
      found[id]?.Details?.map(({ Evaluation, ChangeSource, CausingEntity, Target }) => [
        Evaluation,
        ChangeSource,
        CausingEntity,
        Target?.AfterValue,
      ]);
    expect(found.ByRef?.Replacement).to.equal('Conditional');
    expect(detail('ByRef')).to.deep.equal([['Dynamic', 'ResourceReference', 'A', '{{changeSet:KNOWN_AFTER_APPLY}}']]);
    expect(detail('ByAttribute')).to.deep.equal([['Dynamic', 'ResourceAttribute', 'B.Arn', '{{changeSet:KNOWN_AFTER_APPLY}}']]);
    expect(found).not.to.have.property('ByName');
    const stack = await update(fixture.client, 'app', template(resources('y', '2')));
    expect(stack.StackStatus).to.equal('UPDATE_COMPLETE');
    // The attribute turned out the same: nothing was done.
    expect(fixture.world.calls.filter((call) => call.includes('ByAttribute'))).to.deep.equal(['create ByAttribute']);
  });

  it('name the parameter that changes a property', async () => {
    const body = template({ A: thing({ Value: { Ref: 'P' } }) }, { Parameters: { P: { Type: 'String' } } });
    await create(fixture.client, 'app', body, { Parameters: [{ ParameterKey: 'P', ParameterValue: '1' }] });
    const found = await changes(body, { Parameters: [{ ParameterKey: 'P', ParameterValue: '2' }] });
    expect(found.A?.Details?.[0]).to.deep.include({ ChangeSource: 'ParameterReference', CausingEntity: 'P', Evaluation: 'Static' });
  });

  it('show property values only when they are asked for', async () => {
    const { client } = fixture;
    const { ChangeSetId } = await changeSet(client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing({ Value: 'x' }) }),
    });
    const plain = await client.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId }));
    expect(plain.Changes?.[0]?.ResourceChange?.AfterContext).to.equal(undefined);
    const full = await client.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId, IncludePropertyValues: true }));
    expect(JSON.parse(full.Changes?.[0]?.ResourceChange?.AfterContext ?? '')).to.deep.equal({ Properties: { Value: 'x' } });
  });

  it('come in pages', async () => {
    const { client } = fixture;
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`A${index}`, thing()]));
    const {
      Changes = [],
      NextToken,
      ChangeSetId,
    } = await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: template(many) });
    expect(Changes).to.have.length(100);
    const second = await client.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId, NextToken }));
    const third = await client.send(new DescribeChangeSetCommand({ ChangeSetName: ChangeSetId, NextToken: second.NextToken }));
    const all = [Changes, second.Changes ?? [], third.Changes ?? []].flat().map(({ ResourceChange }) => ResourceChange?.LogicalResourceId);
    expect(new Set(all).size).to.equal(250);
    expect(third.NextToken).to.equal(undefined);
  });

  it('may hold no change of a resource and yet be something to do', async () => {
    const { client } = fixture;
    const body = (value: string) =>
      template({ A: thing() }, { Parameters: { P: { Type: 'String', Default: 'x' } }, Outputs: { O: { Value: value } } });
    await create(client, 'app', body('1'), { Tags: [{ Key: 'team', Value: 'a' }] });
    const set = await changeSet(client, { StackName: 'app', TemplateBody: body('2') });
    expect(set.Status).to.equal('CREATE_COMPLETE');
    expect(set.Changes ?? []).to.deep.equal([]);
    expect(outputs(await update(client, 'app', body('2')))).to.deep.equal({ O: '2' });
    const parameter = { StackName: 'app', TemplateBody: body('2'), Parameters: [{ ParameterKey: 'P', ParameterValue: 'y' }] };
    expect((await changeSet(client, parameter)).Status).to.equal('CREATE_COMPLETE');
    expect((await changeSet(client, { StackName: 'app', TemplateBody: body('2') })).StatusReason).to.match(
      /^The submitted information didn't contain changes\./,
    );
  });

  it('hand changed stack tags to the resources, keep them when none are sent and take them away with an empty list', async () => {
    const { client, world } = fixture;
    const body = template({ A: thing() });
    await create(client, 'app', body, { Tags: [{ Key: 'team', Value: 'a' }] });
    const tags = () => [...world.things.values()][0]?.tags;
    expect(tags()).to.deep.equal({ team: 'a' });
    const found = await changes(body, { Tags: [{ Key: 'team', Value: 'b' }] });
    expect(found.A).to.deep.include({ Action: 'Modify', Replacement: 'False', Scope: ['Tags'] });
    await update(client, 'app', body, { Tags: [{ Key: 'team', Value: 'b' }] });
    expect(tags()).to.deep.equal({ team: 'b' });
    await update(client, 'app', template({ A: thing({ Value: 'x' }) }));
    expect(tags()).to.deep.equal({ team: 'b' });
    await update(client, 'app', template({ A: thing({ Value: 'x' }) }), { Tags: [] });
    expect(tags()).to.deep.equal({});
  });

  it('count other stack tags as a change where no resource can carry them', async () => {
    const body = template({ A: link('x') });
    await create(fixture.client, 'app', body, { Tags: [{ Key: 'team', Value: 'a' }] });
    const set = await changeSet(fixture.client, { StackName: 'app', TemplateBody: body, Tags: [{ Key: 'team', Value: 'b' }] });
    expect([set.Status, set.Changes ?? []]).to.deep.equal(['CREATE_COMPLETE', []]);
  });

  it('see no change in another order of keys, other spelling of numbers, or a changed description', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Size: 1, Value: '2' }) }, { Description: 'one' }));
    const same = await changeSet(client, {
      StackName: 'app',
      TemplateBody: template({ A: thing({ Value: 2, Size: '1' }) }, { Description: 'two' }),
    });
    expect(same.Status).to.equal('FAILED');
  });

  it('use the previous template and previous values where they are told to', async () => {
    const { client } = fixture;
    const body = template(
      { A: thing({ Value: { 'Fn::Sub': '${P}${Q}' } }) },
      { Parameters: { P: { Type: 'String', Default: 'd' }, Q: { Type: 'String' } } },
    );
    const given = (P: object, Q: object) => ({
      Parameters: [
        { ParameterKey: 'P', ...P },
        { ParameterKey: 'Q', ...Q },
      ],
    });
    await create(client, 'app', body, given({ ParameterValue: '1' }, { ParameterValue: '2' }));
    await deploy(client, { StackName: 'app', UsePreviousTemplate: true, ...given({ UsePreviousValue: true }, { ParameterValue: '3' }) });
    expect([...fixture.world.things.values()][0]?.properties.Value).to.equal('13');
    // What is left out falls back to the default, not to the previous value.
    await deploy(client, { StackName: 'app', UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'Q', UsePreviousValue: true }] });
    expect([...fixture.world.things.values()][0]?.properties.Value).to.equal('d3');
    expect((await client.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).to.equal(body);
  });

  it('take their template from a bucket by both kinds of URL', async () => {
    const { client, objects, url } = fixture;
    objects.set('bucket/a/key.json', Buffer.from(template({ A: thing() })));
    const urls = [
      'https://s3.us-east-1.amazonaws.com/bucket/a/key.json',
      'https://s3.amazonaws.com/bucket/a/key.json',
      'https://bucket.s3.us-east-1.amazonaws.com/a/key.json',
      `${url}/bucket/a/key.json`,
      `${url.replace('127.0.0.1', 'bucket.localhost')}/a/key.json`,
    ];
    for (const [index, TemplateURL] of urls.entries()) {
      const set = await changeSet(client, { StackName: `app-${index}`, ChangeSetType: 'CREATE', TemplateURL });
      expect(set.Status, TemplateURL).to.equal('CREATE_COMPLETE');
    }
  });

  it('are made and executed once for one token', async () => {
    const { client, world } = fixture;
    const input = {
      StackName: 'app',
      ChangeSetName: 'set',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing() }),
      ClientToken: 'made',
    } as const;
    const first = await client.send(new CreateChangeSetCommand(input));
    expect((await client.send(new CreateChangeSetCommand(input))).Id).to.equal(first.Id);
    const execute = new ExecuteChangeSetCommand({ ChangeSetName: first.Id, ClientRequestToken: 'executed' });
    await client.send(execute);
    await client.send(execute);
    await settled(client, 'app');
    await client.send(execute);
    expect(world.calls).to.deep.equal(['create A']);
    expect((await client.send(new DescribeChangeSetCommand({ ChangeSetName: first.Id }))).ExecutionStatus).to.equal('EXECUTE_COMPLETE');
  });

  it('go away when another one is executed', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing() }));
    const other = await changeSet(client, { StackName: 'app', TemplateBody: template({ B: thing() }) });
    await update(client, 'app', template({ A: thing(), C: thing() }));
    const gone = await client.send(new DescribeChangeSetCommand({ ChangeSetName: other.ChangeSetId })).catch((error: Error) => error.name);
    expect(gone).to.equal('ChangeSetNotFoundException');
  });

  it('are out of date once the stack was updated without one', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing() }));
    const set = await changeSet(client, { StackName: 'app', TemplateBody: template({ B: thing() }) });
    await client.send(new UpdateStackCommand({ StackName: 'app', TemplateBody: template({ C: thing() }) }));
    await settled(client, 'app');
    const described = await client.send(new DescribeChangeSetCommand({ ChangeSetName: set.ChangeSetId }));
    expect(described.ExecutionStatus).to.equal('OBSOLETE');
    const { message } = await refusal(client.send(new ExecuteChangeSetCommand({ ChangeSetName: set.ChangeSetId })));
    expect(message).to.match(/execution status of \[OBSOLETE\]$/);
  });

  it('are failed by early validation, whose findings only DescribeEvents tells', async () => {
    const { client } = fixture;
    const set = await changeSet(client, {
      StackName: 'app',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: thing({ Nope: 1, Color: 'green' }), B: link(undefined) }),
    });
    expect(set.Status).to.equal('FAILED');
    expect((await describeStack(client, 'app')).StackStatus).to.equal('REVIEW_IN_PROGRESS');
    const { OperationEvents = [] } = await client.send(
      new DescribeEventsCommand({ ChangeSetName: set.ChangeSetId, Filters: { FailedEvents: true } }),
    );
    expect(
      OperationEvents.map(({ EventType, ValidationName, ValidationPath, ValidationFailureMode, LogicalResourceId }) => [
        EventType,
        ValidationName,
        ValidationPath,
        ValidationFailureMode,
        LogicalResourceId,
      ]),
    ).to.have.deep.members([
      ['VALIDATION_ERROR', 'PROPERTY_VALIDATION', '/Resources/A/Properties/Nope', 'FAIL', 'A'],
      ['VALIDATION_ERROR', 'PROPERTY_VALIDATION', '/Resources/A/Properties/Color', 'FAIL', 'A'],
      ['VALIDATION_ERROR', 'PROPERTY_VALIDATION', '/Resources/B/Properties', 'FAIL', 'B'],
    ]);
  });

  it('are failed by a name that is taken, of a replacement too', async () => {
    const { client, world } = fixture;
    await create(client, 'app', template({ A: thing({ Name: 'mine' }) }));
    world.things.set('taken', { type: 'Test::Fixture::Thing', region: 'us-east-1', properties: {}, tags: {} });
    const set = await changeSet(client, { StackName: 'app', TemplateBody: template({ A: thing({ Name: 'taken' }) }) });
    expect(set.StatusReason).to.match(/ResourceExistenceCheck/);
    expect((await changeSet(client, { StackName: 'app', TemplateBody: template({ A: thing({ Name: 'free' }) }) })).Status).to.equal(
      'CREATE_COMPLETE',
    );
  });

  for (const [property, value, expected, found] of [
    ['On', 'perhaps', 'Boolean', 'String'],
    ['Size', 1.5, 'Integer', 'Number'],
    ['Items', 'x', 'JSONArray', 'String'],
    ['Labels', ['x'], 'JSONObject', 'JSONArray'],
    ['Value', { a: 1 }, 'String', 'JSONObject'],
  ] as const) {
    it(`are failed by a property that is no ${expected}`, async () => {
      const { client } = fixture;
      const body = template({ A: thing({ [property]: value }) });
      const { ChangeSetId } = await changeSet(client, { StackName: 'app', ChangeSetType: 'CREATE', TemplateBody: body });
      const { OperationEvents = [] } = await client.send(new DescribeEventsCommand({ ChangeSetName: ChangeSetId }));
      expect(OperationEvents.map(({ ValidationStatusReason }) => ValidationStatusReason)).to.deep.equal([
        `#/${property}: expected type: ${expected}, found: ${found}`,
      ]);
    });
  }
});
