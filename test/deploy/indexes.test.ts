import { DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { Assembly } from '../../src/core/stages.ts';
import { indexSteps } from '../../src/deploy/index-steps.ts';
import { assemblyOf, role, table } from './support/assembly.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

const NAME = 'dev-shop-Notes';

/** A table with an index per letter: `a` is the index `by-a` by the attribute `a`, `a:b` the same by the attribute `b`. */
function withIndexes(...indexes: readonly string[]): Assembly {
  const parts = indexes.map((text) => [text.slice(0, 1), text.slice(-1)] as const);
  const bare = table(NAME);
  const attributes = [...new Set(['id', ...parts.map(([, attribute]) => attribute)])];
  const properties = {
    ...bare.Properties,
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(parts.length > 0 && {
      GlobalSecondaryIndexes: parts.map(([name, AttributeName]) => ({
        IndexName: `by-${name}`,
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  };
  return assemblyOf({
    stacks: { core: { resources: { NotesTable: { ...bare, Properties: properties }, CoreRole: role(indexes.join(' ')) } } },
  });
}

const templateOf = (assembly: Assembly) => assembly.stacks[0]?.template as never;

function steps(before: readonly string[], after: readonly string[]): readonly string[] {
  const found = indexSteps(templateOf(withIndexes(...before)), templateOf(withIndexes(...after)), new Set());
  return found.map(({ template, asDeployed }) => {
    const indexes = (template.Resources.NotesTable?.Properties?.GlobalSecondaryIndexes ?? []) as { IndexName: string }[];
    return `${asDeployed ? 'deployed' : 'wanted'}: ${indexes.map(({ IndexName }) => IndexName.slice(3)).join(' ')}`;
  });
}

describe('index steps', () => {
  it('are none where one index comes or goes, or none', () => {
    expect(steps(['a'], ['a', 'b'])).to.deep.equal([]);
    expect(steps(['a', 'b'], ['b'])).to.deep.equal([]);
    expect(steps(['a'], ['a'])).to.deep.equal([]);
  });

  it('make new indexes one by one while all else is as deployed; the last comes with the rest', () => {
    expect(steps([], ['a', 'b', 'c'])).to.deep.equal(['deployed: a', 'deployed: a b']);
  });

  it('drop old indexes one by one after the rest has changed', () => {
    expect(steps(['a', 'b', 'c'], ['c'])).to.deep.equal(['wanted: a b c', 'wanted: b c']);
  });

  it('make before they drop', () => {
    expect(steps(['a'], ['b'])).to.deep.equal(['wanted: a b']);
  });

  it('drop an index that changes under its name before it comes back', () => {
    expect(steps(['a', 'b'], ['a:c', 'b'])).to.deep.equal(['deployed: b']);
  });

  it('leave a table alone that is replaced', () => {
    expect(indexSteps(templateOf(withIndexes()), templateOf(withIndexes('a', 'b')), new Set(['NotesTable']))).to.deep.equal([]);
  });

  it('define the attributes of the keys that are there, and no other', () => {
    const [step] = indexSteps(templateOf(withIndexes('a', 'b')), templateOf(withIndexes('a:c', 'b')), new Set());
    const definitions = step?.template.Resources.NotesTable?.Properties?.AttributeDefinitions as { AttributeName: string }[];
    expect(definitions.map(({ AttributeName }) => AttributeName)).to.have.members(['id', 'b']);
  });
});

describe('several indexes of a table changed at once', () => {
  let cloud: TestCloud;
  let client: DynamoDBClient;

  before(async () => {
    cloud = await startCloud();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new DynamoDBClient({ region: 'us-east-1', endpoint: cloud.endpoint.url, credentials });
  });
  after(async () => {
    client.destroy();
    await cloud.stop();
  });

  async function indexes(): Promise<readonly string[]> {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: NAME }));
    return (Table?.GlobalSecondaryIndexes ?? [])
      .map(({ IndexName, KeySchema }) => `${IndexName?.slice(3)}:${KeySchema?.[0]?.AttributeName}`)
      .sort();
  }

  it('arrive in one deploy, and the items stay', async () => {
    await cloud.deploy(withIndexes());
    await client.send(new PutItemCommand({ TableName: NAME, Item: { id: { S: '1' }, a: { S: 'x' } } }));
    for (const wanted of [['a', 'b'], ['c'], ['c:a', 'b', 'a'], []]) {
      const { result } = await cloud.deploy(withIndexes(...wanted));
      expect(result.outcome, JSON.stringify(result.nodes)).to.equal('done');
      expect(await indexes()).to.deep.equal(wanted.map((text) => `${text.slice(0, 1)}:${text.slice(-1)}`).sort());
      expect((await cloud.deploy(withIndexes(...wanted))).result.outcome).to.equal('unchanged');
    }
    const { Item } = await client.send(new GetItemCommand({ TableName: NAME, Key: { id: { S: '1' } } }));
    expect(Item?.a?.S).to.equal('x');
  });
});
