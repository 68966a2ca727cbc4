import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, table } from './support/assembly.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

const NAME = 'dev-shop-Notes';

const bare = (key?: string): Assembly =>
  assemblyOf({ stacks: { core: { resources: { NotesTable: table(NAME, key), CoreRole: role('') } } } });

function indexed(...names: readonly string[]): Assembly {
  const notes = table(NAME);
  const index = (name: string) => ({
    IndexName: `by-${name}`,
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  });
  const Properties = {
    ...notes.Properties,
    AttributeDefinitions: ['id', ...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: names.map(index),
  };
  return assemblyOf({ stacks: { core: { resources: { NotesTable: { ...notes, Properties }, CoreRole: role('') } } } });
}

describe('a table that was kept', () => {
  let cloud: TestCloud;
  let client: DynamoDBClient;

  beforeEach(async () => {
    cloud = await startCloud();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new DynamoDBClient({ region: 'us-east-1', endpoint: cloud.endpoint.url, credentials });
    await cloud.deploy(bare());
    await client.send(new PutItemCommand({ TableName: NAME, Item: { id: { S: '1' } } }));
  });
  afterEach(async () => {
    client.destroy();
    await cloud.stop();
  });

  async function expectWhole(...indexes: readonly string[]): Promise<void> {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: NAME }));
    expect((Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName)).to.have.members(indexes);
    expect((await client.send(new GetItemCommand({ TableName: NAME, Key: { id: { S: '1' } } }))).Item).to.not.equal(undefined);
  }

  it('is not taken back as something it can’t become; its own declaration takes it back', async () => {
    await cloud.remove(bare());
    const { plan, result, writes } = await cloud.deploy(bare('other'));
    expect(result.exitStatus).to.equal(4);
    expect(writes).to.deep.equal([]);
    const [block] = plan.nodes.flatMap((node) => (node.kind === 'stack' ? (node.blocks ?? []) : []));
    expect(block).to.deep.include({ code: 'E5035', path: ['stacks', 'core', 'constructs', 'Notes'] });
    expect(block?.message).to.contain('KeySchema');
    expect((await cloud.deploy(bare())).result.exitStatus).to.equal(0);
    await expectWhole();
  });

  it('becomes what is declared now, in the same deploy, by a stack that is made anew', async () => {
    await cloud.remove(bare());
    const { result } = await cloud.deploy(indexed('a', 'b'));
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    await expectWhole('by-a', 'by-b');
    expect((await cloud.deploy(indexed('a', 'b'))).result.outcome).to.equal('unchanged');
  });

  it('becomes what is declared now in a stack that was there all the time', async () => {
    await cloud.deploy(assemblyOf({ stacks: { core: { resources: { CoreRole: role('') } } } }));
    const { result } = await cloud.deploy(indexed('a'));
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    await expectWhole('by-a');
    expect((await cloud.deploy(indexed('a'))).result.outcome).to.equal('unchanged');
  });
});
