import { DescribeTableCommand, DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { PlannedChange } from '../../src/core/plan.ts';
import type { CfnTemplate } from '../../src/core/stages.ts';
import { assemblyOf, logGroup, role, type TestStack, table } from './support/assembly.ts';
import { testContext } from './support/context.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';

const core = (description = 'one', name = 'dev-shop-Notes'): TestStack => ({
  resources: { NotesTable: table(name), ApiRole: role(description) },
  outputs: { Table: { Ref: 'NotesTable' }, Text: { 'Fn::Sub': `\${NotesTable} ${description}` } },
});
const reader = (output = 'core.Table'): TestStack => ({
  resources: {
    JobRole: { ...role(''), Properties: { ...role('').Properties, Description: { Ref: 'Value' } } } as CfnTemplate['Resources'][string],
  },
  parameters: { Value: output },
  outputs: { Job: { Ref: 'JobRole' } },
});

describe('deploy', () => {
  let cloud: TestCloud;
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());
  afterEach(async () => {
    await cloud.remove(assemblyOf({ stacks: {} }));
    await cloud.remove(assemblyOf({ stage: 'prod', stacks: {} }));
  });

  it('creates stacks in order, hands outputs on, and then has nothing to write', async () => {
    const app = assemblyOf({ stacks: { core: core(), digest: reader() } });
    const first = await cloud.deploy(app);
    expect(outcomes(first.result)).to.deep.equal({ core: 'created', digest: 'created' });
    expect(first.result.outputs.core?.['']).to.deep.equal({ Table: 'dev-shop-Notes', Text: 'dev-shop-Notes one' });
    const digest = await cloud.cloud.in('us-east-1').stacks.describe('dev-shop-digest');
    expect(digest?.parameters).to.deep.equal({ Value: 'dev-shop-Notes' });

    const again = await cloud.deploy(app);
    expect(again.result.outcome).to.equal('unchanged');
    expect(again.writes).to.deep.equal([]);
    expect(again.result.outputs).to.deep.equal(first.result.outputs);
  });

  it('updates only the stack that changed', async () => {
    await cloud.deploy(assemblyOf({ stacks: { core: core(), other: { resources: { OtherRole: role('x') } } } }));
    const { result, writes } = await cloud.deploy(assemblyOf({ stacks: { core: core(), other: { resources: { OtherRole: role('y') } } } }));
    expect(outcomes(result)).to.deep.equal({ core: 'unchanged', other: 'updated' });
    expect(writes.filter((call) => call === 'cloudformation:ExecuteChangeSet')).to.have.length(1);
  });

  it('redeploys the consumers of a value that changed, in the same run, and only those', async () => {
    const stacks = (text: string) => ({
      core: core(text),
      byText: reader('core.Text'),
      byName: reader('core.Table'),
      last: reader('byText.Job'),
    });
    await cloud.deploy(assemblyOf({ stacks: stacks('one') }));
    const { result } = await cloud.deploy(assemblyOf({ stacks: stacks('two') }));
    expect(outcomes(result)).to.deep.equal({ core: 'updated', byText: 'updated', byName: 'unchanged', last: 'unchanged' });
    expect((await cloud.cloud.in('us-east-1').stacks.describe('dev-shop-byText'))?.parameters).to.deep.equal({
      Value: 'dev-shop-Notes two',
    });
    expect((await cloud.deploy(assemblyOf({ stacks: stacks('two') }))).writes).to.deep.equal([]);
  });

  it('deploys a change of outputs alone, which a change set shows as no change of resources', async () => {
    const stack = core();
    await cloud.deploy(assemblyOf({ stacks: { core: stack } }));
    const { result } = await cloud.deploy(assemblyOf({ stacks: { core: { ...stack, outputs: { ...stack.outputs, More: 'x' } } } }));
    expect(outcomes(result)).to.deep.equal({ core: 'updated' });
    expect(result.outputs.core?.['']).to.include({ More: 'x' });
  });

  it('keeps two stages side by side', async () => {
    const app = (stage: string) => assemblyOf({ stage, stacks: { core: core('one', `${stage}-shop-Notes`) } });
    await cloud.deploy(app('dev'));
    await cloud.deploy(app('prod'));
    expect((await cloud.deploy(app('dev'))).writes).to.deep.equal([]);
    await cloud.remove(app('dev'));
    expect((await cloud.deploy(app('prod'))).writes).to.deep.equal([]);
  });

  it('keeps what a removal must not lose, and takes it back with its data', async () => {
    const app = assemblyOf({ stacks: { core: core() } });
    await cloud.deploy(app);
    const data = new DynamoDBClient({
      endpoint: cloud.endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const key = { id: { S: '1' } };
    await data.send(new PutItemCommand({ TableName: 'dev-shop-Notes', Item: { ...key, text: { S: 'kept' } } }));

    const removed = await cloud.remove(app);
    expect(outcomes(removed.result)).to.deep.equal({ core: 'removed' });
    expect(removed.result.retained.map(({ physicalId }) => physicalId)).to.deep.equal(['dev-shop-Notes']);
    expect((await data.send(new ListTablesCommand({}))).TableNames).to.include('dev-shop-Notes');

    const back = await cloud.deploy(app);
    expect(back.plan.nodes[0])
      .to.have.property('changes')
      .that.deep.includes({
        logicalId: 'NotesTable',
        resourceType: 'AWS::DynamoDB::Table',
        action: 'import',
        properties: [],
        construct: 'Notes',
        path: ['stacks', 'core', 'constructs', 'Notes'],
        physicalId: 'dev-shop-Notes',
      });
    expect(outcomes(back.result)).to.deep.equal({ core: 'created' });
    expect((await data.send(new GetItemCommand({ TableName: 'dev-shop-Notes', Key: key }))).Item?.text).to.deep.equal({ S: 'kept' });
    expect((await cloud.deploy(app)).writes, 'adopted for good').to.deep.equal([]);
    data.destroy();
  });

  it('moves a table to another stack in one deploy, with its data', async () => {
    const stay = { StayRole: role('stays') };
    const notes = { NotesTable: table('dev-shop-Notes') };
    await cloud.deploy(assemblyOf({ stacks: { a: { resources: { ...stay, ...notes } }, b: { resources: stay } } }));
    const data = new DynamoDBClient({
      endpoint: cloud.endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    await data.send(new PutItemCommand({ TableName: 'dev-shop-Notes', Item: { id: { S: 'moved' } } }));
    const moved = assemblyOf({ stacks: { a: { resources: stay }, b: { resources: { ...stay, ...notes } } } });
    expect(outcomes((await cloud.deploy(moved)).result)).to.deep.equal({ a: 'updated', b: 'updated' });
    expect((await data.send(new GetItemCommand({ TableName: 'dev-shop-Notes', Key: { id: { S: 'moved' } } }))).Item).to.deep.equal({
      id: { S: 'moved' },
    });
    data.destroy();
    expect((await cloud.deploy(moved)).writes).to.deep.equal([]);
  });

  it('refuses to replace a table before anything is locked or written', async () => {
    await cloud.deploy(assemblyOf({ stacks: { core: core() } }));
    const changed = { ...core(), resources: { ...core().resources, NotesTable: table('dev-shop-Notes', 'other') } };
    const { result, writes } = await cloud.deploy(assemblyOf({ stacks: { core: changed } }));
    expect(result).to.include({ outcome: 'refused', exitStatus: 4 });
    expect(result.nodes[0]).to.have.nested.property('failure.code', 'E5013');
    expect(writes).to.deep.equal([]);
  });

  it('replaces a table under its own name where its loss is permitted', async () => {
    const app = (key: string, text: string) =>
      assemblyOf({
        stacks: {
          core: { ...core(text), resources: { ...core(text).resources, NotesTable: table('dev-shop-Notes', key) } },
          digest: reader('core.Text'),
        },
      });
    await cloud.deploy(app('id', 'one'));
    const { result, plan } = await cloud.deploy(app('other', 'two'), { allowDataLoss: ['Notes'] });
    expect(plan.nodes[0])
      .to.have.property('changes')
      .that.satisfies((changes: PlannedChange[]) =>
        changes.some(({ action, logicalId, fate }) => action === 'replace' && logicalId === 'NotesTable' && fate === 'deleted'),
      );
    expect(outcomes(result)).to.deep.equal({ core: 'updated', digest: 'updated' });
    expect(result.retained).to.deep.equal([]);
    const data = new DynamoDBClient({
      endpoint: cloud.endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const { Table } = await data.send(new DescribeTableCommand({ TableName: 'dev-shop-Notes' }));
    expect(Table?.KeySchema).to.deep.equal([{ AttributeName: 'other', KeyType: 'HASH' }]);
    expect((await data.send(new ListTablesCommand({}))).TableNames?.filter((name) => name.startsWith('dev-shop-core'))).to.deep.equal([]);
    data.destroy();
    expect((await cloud.deploy(app('other', 'two'))).writes).to.deep.equal([]);
    // The table with the other key must not be what later tests take back.
    await cloud.deploy(app('id', 'one'), { allowDataLoss: ['Notes'] });
  });

  it('tells the first cause at its construct, stops only what depends on it, and recovers by itself', async () => {
    // Two tables of one name: the second cannot be created.
    const clash = (name: string): TestStack => ({
      resources: { ClashTable: table(name, 'id', 'Delete') },
      outputs: { Name: { Ref: 'ClashTable' } },
    });
    const stacks = (name: string) => ({
      free: { resources: { FreeRole: role('x') } },
      core: core(),
      clash: { ...clash(name), dependsOn: ['core'] },
      user: reader('clash.Name'),
    });
    const failed = await cloud.deploy(assemblyOf({ stacks: stacks('dev-shop-Notes') }));
    expect(outcomes(failed.result)).to.deep.equal({ core: 'created', free: 'created', clash: 'failed', user: 'skipped' });
    expect(failed.result.exitStatus).to.equal(2);
    const clashed = failed.result.nodes.find(({ id }) => id === 'clash');
    expect(clashed).to.have.nested.property('failure.path').that.deep.equals(['stacks', 'clash', 'constructs', 'Clash']);
    expect(clashed)
      .to.have.nested.property('failure.message')
      .that.matches(/dev-shop-Notes/);
    expect(clashed).to.have.nested.property('failure.hint');

    const repaired = await cloud.deploy(assemblyOf({ stacks: stacks('dev-shop-Other') }));
    expect(outcomes(repaired.result)).to.deep.equal({ core: 'unchanged', free: 'unchanged', clash: 'created', user: 'created' });
  });

  it('rolls a failed update back and deploys the next one over it', async () => {
    const good = { resources: { ARole: role('a'), JobLogs: logGroup('/one') } };
    await cloud.deploy(assemblyOf({ stacks: { core: good } }));
    const bad = { resources: { ARole: role('b'), JobLogs: logGroup('/one'), TwinLogs: { ...logGroup('/one'), DependsOn: 'ARole' } } };
    const failed = await cloud.deploy(assemblyOf({ stacks: { core: bad } }));
    expect(failed.result.nodes[0]?.kind).to.equal('failed');
    const next = await cloud.deploy(assemblyOf({ stacks: { core: { resources: { ARole: role('c'), JobLogs: logGroup('/one') } } } }));
    expect(outcomes(next.result)).to.deep.equal({ core: 'updated' });
  });

  it('removes users before what they use, and says so in the plan', async () => {
    const app = assemblyOf({ stacks: { core: core(), digest: reader() } });
    await cloud.deploy(app);
    const refused = await cloud.remove(app, { only: ['core'] });
    expect(refused.result).to.include({ outcome: 'refused', exitStatus: 4 });
    expect(refused.writes).to.deep.equal([]);
    const { plan, result } = await cloud.remove(app);
    expect(plan.nodes.map(({ id }) => id)).to.deep.equal(['digest', 'core']);
    expect(outcomes(result)).to.deep.equal({ digest: 'removed', core: 'removed' });
    expect((await cloud.remove(app)).writes, 'nothing left to remove').to.deep.equal([]);
  });

  it('protects the stacks of a protected stage, and removes none of them', async () => {
    const app = assemblyOf({ stage: 'prod', stacks: { core: { resources: { ARole: role('a') }, protect: true } } });
    await cloud.deploy(app, { protect: true });
    expect((await cloud.cloud.in('us-east-1').stacks.describe('prod-shop-core'))?.terminationProtection).to.equal(true);
    const refused = await cloud.remove(app, { protect: true });
    expect(refused.result.nodes[0]).to.have.nested.property('failure.code', 'E5015');
    expect((await cloud.deploy(app, { protect: true })).writes).to.deep.equal([]);
    const unprotected = assemblyOf({ stage: 'prod', stacks: { core: { resources: { ARole: role('a') } } } });
    expect(outcomes((await cloud.deploy(unprotected)).result)).to.deep.equal({ core: 'updated' });
  });

  it('leaves a stack alone that has the name but not the tags', async () => {
    const { stacks } = cloud.cloud.in('us-east-1');
    await stacks.create({
      stackName: 'dev-shop-core',
      template: JSON.stringify({ Resources: { R: logGroup('/theirs') } }),
      tags: {},
      token: 'a',
    });
    const { result, writes } = await cloud.deploy(assemblyOf({ stacks: { core: core() } }));
    expect(result).to.include({ outcome: 'refused', exitStatus: 4 });
    expect(result.nodes[0]).to.have.nested.property('failure.code', 'E5011');
    expect(writes).to.deep.equal([]);
    expect((await cloud.remove(assemblyOf({ stacks: { core: core() } }))).writes).to.deep.equal([]);
    const there = await stacks.describe('dev-shop-core');
    await stacks.protect(there?.id ?? '', false);
    await stacks.delete(there?.id ?? '', { token: 'b' });
  });

  it('starts nothing new once it is interrupted, and leaves no lock', async () => {
    const context = testContext();
    const app = assemblyOf({ stacks: { core: core(), digest: reader() } });
    const interrupting = {
      ...context,
      emit: (event: Parameters<typeof context.emit>[0]) => {
        if (event.type === 'node.started') context.interrupt();
        context.emit(event);
      },
    };
    const { result } = await cloud.deploy(app, {}, interrupting);
    expect(result).to.include({ outcome: 'interrupted', exitStatus: 130 });
    expect(outcomes(result)).to.deep.equal({ core: 'created', digest: 'skipped' });
    expect(outcomes((await cloud.deploy(app)).result)).to.deep.equal({ core: 'unchanged', digest: 'created' });
  });
});
