import { expect } from 'chai';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, table } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';

const app = (region: string): Assembly =>
  assemblyOf({
    region,
    stacks: { core: { resources: { NotesTable: table('dev-shop-Notes') } }, job: { resources: { JobRole: role('') } } },
  });

describe('a changed region of the app', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startCloud();
    await cloud.deploy(app('us-east-1'));
  });
  afterEach(() => cloud.stop());

  it('stops the deploy at each stack, before anything is written', async () => {
    const { plan, result, writes } = await cloud.deploy(app('eu-west-1'));
    expect(result.exitStatus).to.equal(4);
    expect(writes).to.deep.equal([]);
    const blocks = plan.nodes.flatMap((node) => (node.kind === 'stack' ? (node.blocks ?? []) : []));
    expect(blocks.map(({ code }) => code)).to.deep.equal(['E5012', 'E5012']);
  });

  it('where it is permitted, keeps the old stacks in mind until they are pruned', async () => {
    const allowRegionChange = ['core', 'job'];
    const { result, plan } = await cloud.deploy(app('eu-west-1'), { allowRegionChange });
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    expect(plan.undeclared.map(({ region }) => region)).to.deep.equal(['us-east-1', 'us-east-1']);
    const pruned = await cloud.deploy(app('eu-west-1'), { allowRegionChange, prune: true });
    expect(outcomes(pruned.result)).to.deep.include({ 'core (us-east-1)': 'removed', 'job (us-east-1)': 'removed', core: 'unchanged' });
  });

  it('is none for another stage or app', async () => {
    const other = assemblyOf({ region: 'eu-west-1', stage: 'prod', stacks: { core: { resources: { CoreRole: role('') } } } });
    expect((await cloud.deploy(other)).result.exitStatus).to.equal(0);
  });
});
