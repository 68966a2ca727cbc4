import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, table } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';

const NAME = 'dev-shop-Notes';

const user = (stack: string) => ({
  resources: { JobRole: { ...role(''), Properties: { ...role('').Properties, Description: { Ref: 'Value' } } } as never },
  parameters: { Value: `${stack}.Name` },
});
const owner = { resources: { NotesTable: table(NAME) }, outputs: { Name: { Ref: 'NotesTable' } } };

/** The table in the stack `id`, used by `job`. */
const app = (id: string): Assembly => assemblyOf({ stacks: { [id]: owner, job: user(id) } });

describe('what a stack that is no longer declared holds', () => {
  let cloud: TestCloud;
  let client: DynamoDBClient;

  beforeEach(async () => {
    cloud = await startCloud();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    client = new DynamoDBClient({ region: 'us-east-1', endpoint: cloud.endpoint.url, credentials });
    await cloud.deploy(app('data'));
    await client.send(new PutItemCommand({ TableName: NAME, Item: { id: { S: '1' } } }));
  });
  afterEach(async () => {
    client.destroy();
    await cloud.stop();
  });

  const items = async () => (await client.send(new GetItemCommand({ TableName: NAME, Key: { id: { S: '1' } } }))).Item;

  it('stops a deploy that declares it in another stack, with the way out, before anything is written', async () => {
    const { result, plan, writes } = await cloud.deploy(app('store'));
    expect(result.exitStatus).to.equal(4);
    expect(writes).to.deep.equal([]);
    const [block] = plan.nodes.flatMap((node) => (node.kind === 'stack' ? (node.blocks ?? []) : []));
    expect(block).to.deep.include({ code: 'E5033', path: ['stacks', 'store', 'constructs', 'Notes'] });
    expect(block?.hint).to.contain('deploy --prune');
  });

  it('goes over with its data where the old stack is pruned, though others still use that', async () => {
    const { result } = await cloud.deploy(app('store'), { prune: true });
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    expect(outcomes(result)).to.deep.include({ data: 'removed', store: 'created' });
    expect(result.retained).to.deep.equal([]);
    expect(await items()).to.not.equal(undefined);
    expect((await cloud.deploy(app('store'), { prune: true })).result.outcome).to.equal('unchanged');
  });

  it('goes over to a stack that used it', async () => {
    const merged = assemblyOf({ stacks: { job: { resources: { NotesTable: table(NAME), JobRole: role('') } } } });
    const { result } = await cloud.deploy(merged, { prune: true });
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    expect(await items()).to.not.equal(undefined);
  });

  it('is guarded where the policy as deployed would delete it', async () => {
    const doomed = assemblyOf({
      stacks: { data: { ...owner, resources: { NotesTable: table(NAME, 'id', 'Delete') } }, job: user('data') },
    });
    await cloud.deploy(doomed);
    const { result } = await cloud.deploy(app('store'), { prune: true });
    expect(result.exitStatus).to.equal(4);
    expect(await items()).to.not.equal(undefined);
  });
});

describe('termination protection', () => {
  it('that is still on stops a removal with the way out, before anything is written', async () => {
    const cloud = await startCloud();
    try {
      await cloud.deploy(assemblyOf({ stacks: { core: { resources: { CoreRole: role('') }, protect: true } } }));
      const open = assemblyOf({ stacks: { core: { resources: { CoreRole: role('') } } } });
      const { plan, result, writes } = await cloud.remove(open);
      expect(result.exitStatus).to.equal(4);
      expect(writes).to.deep.equal([]);
      expect(plan.nodes.flatMap((node) => (node.kind === 'stack' ? (node.blocks ?? []) : []))[0]?.code).to.equal('E5034');
      await cloud.deploy(open);
      expect((await cloud.remove(open)).result.exitStatus).to.equal(0);
    } finally {
      await cloud.stop();
    }
  });
});
