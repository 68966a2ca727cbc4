import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { assemblyOf, logGroup, role, type TestStack } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';

describe('templates that were read before', () => {
  let cloud: TestCloud;
  let root: string;
  const one: TestStack = { resources: { JobLogs: logGroup('/one', 7) } };
  const app = (core = one) => assemblyOf({ root, stacks: { core } });
  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-templates-')));
    mkdirSync(join(root, '.proj/cache'), { recursive: true });
  });
  afterEach(async () => {
    await cloud.remove(app());
    rmSync(root, { recursive: true });
  });

  /** How many templates a deploy of nothing reads. */
  async function readsOf(assembly = app()): Promise<number> {
    const before = cloud.endpoint.requests().length;
    expect((await cloud.deploy(assembly)).writes).to.deep.equal([]);
    return cloud.endpoint
      .requests()
      .slice(before)
      .filter(({ operation }) => operation === 'GetTemplate').length;
  }

  it('are not read again while nothing is done to the stack', async () => {
    await cloud.deploy(app());
    expect([await readsOf(), await readsOf(), await readsOf()]).to.deep.equal([1, 0, 0]);
  });

  it('are read again after somebody else changed the stack', async () => {
    await cloud.deploy(app());
    expect([await readsOf(), await readsOf()]).to.deep.equal([1, 0]);
    const client = new CloudFormationClient({
      endpoint: cloud.endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const StackName = 'dev-shop-core';
    await client.send(
      new UpdateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { JobLogs: logGroup('/one', 30) } }) }),
    );
    for (;;) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
      if (Stacks?.[0]?.StackStatus === 'UPDATE_COMPLETE') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.destroy();
    expect(outcomes((await cloud.deploy(app())).result)).to.deep.equal({ core: 'updated' });
  });

  it('are read again after an update that was undone', async () => {
    await cloud.deploy(app());
    expect([await readsOf(), await readsOf()]).to.deep.equal([1, 0]);
    // Its code is nowhere, which only the update finds out.
    const Code = { S3Bucket: 'nowhere', S3Key: 'nothing.zip' };
    const Properties = { Code, Handler: 'index.main', Runtime: 'nodejs24.x', Role: { 'Fn::GetAtt': ['ARole', 'Arn'] } };
    const bad = { resources: { ...one.resources, ARole: role('a'), JobFunction: { Type: 'AWS::Lambda::Function', Properties } } };
    expect((await cloud.deploy(app(bad))).result.exitStatus).to.equal(2);
    expect((await cloud.cloud.in('us-east-1').stacks.describe('dev-shop-core'))?.status).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect([await readsOf(), await readsOf()]).to.deep.equal([1, 0]);
  });

  it('are read again where what was kept is not whole', async () => {
    await cloud.deploy(app());
    expect(await readsOf()).to.equal(1);
    const folder = join(root, '.proj/cache/templates');
    const file = join(folder, readdirSync(folder)[0] as string);
    writeFileSync(file, readFileSync(file, 'utf8').replace('/one', '/two'));
    expect([await readsOf(), await readsOf()]).to.deep.equal([1, 0]);
  });
});
