import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect } from 'chai';
import { assemblyOf, logGroup, role, type TestStack, table } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';

const tags = [
  { Key: 'proj:app', Value: 'shop' },
  { Key: 'proj:stage', Value: 'dev' },
];

describe('recovering a stack by itself', () => {
  let cloud: TestCloud;
  let client: CloudFormationClient;
  before(async () => {
    cloud = await startCloud();
    client = new CloudFormationClient(connection());
  });
  after(async () => {
    client.destroy();
    await cloud.stop();
  });
  afterEach(() => cloud.remove(assemblyOf({ stacks: {} })));

  const connection = () => ({
    endpoint: cloud.endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const good: TestStack = { resources: { ARole: role('a'), JobLogs: logGroup('/job') }, outputs: { Name: { Ref: 'ARole' } } };
  const template = (stack: TestStack) => JSON.stringify({ Resources: stack.resources });
  /** Fails when all the rest is there: its code is nowhere. */
  const bad: TestStack = {
    resources: {
      ...good.resources,
      JobFunction: {
        Type: 'AWS::Lambda::Function',
        DependsOn: 'JobLogs',
        Properties: {
          Code: { S3Bucket: 'nowhere', S3Key: 'nothing.zip' },
          Handler: 'index.main',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['ARole', 'Arn'] },
        },
      },
    },
  };

  async function settled(wanted: string): Promise<void> {
    for (;;) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'dev-shop-core' }));
      if (Stacks?.[0]?.StackStatus === wanted) return;
      if (
        Stacks?.[0]?.StackStatus?.endsWith('_COMPLETE') &&
        wanted.endsWith('FAILED') &&
        !/^(CREATE|UPDATE)_COMPLETE$/.test(Stacks[0].StackStatus)
      ) {
        throw new Error(`ended in ${Stacks[0].StackStatus}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function expectDeployed(): Promise<void> {
    const { result } = await cloud.deploy(assemblyOf({ stacks: { core: good } }));
    expect(result.exitStatus, JSON.stringify(result.nodes)).to.equal(0);
    expect((await cloud.cloud.in('us-east-1').stacks.describe('dev-shop-core'))?.status).to.match(
      /^(CREATE|UPDATE)_COMPLETE$|^UPDATE_ROLLBACK_COMPLETE$/,
    );
    expect((await cloud.deploy(assemblyOf({ stacks: { core: good } }))).writes).to.deep.equal([]);
  }

  it('whose creation was rolled back (ROLLBACK_COMPLETE)', async () => {
    const { result } = await cloud.deploy(assemblyOf({ stacks: { core: bad } }));
    expect(outcomes(result)).to.deep.equal({ core: 'failed' });
    await settled('ROLLBACK_COMPLETE');
    await expectDeployed();
  });

  it('whose creation failed without rollback (CREATE_FAILED)', async () => {
    await client.send(
      new CreateStackCommand({
        StackName: 'dev-shop-core',
        TemplateBody: template(bad),
        Tags: tags,
        Capabilities: ['CAPABILITY_IAM'],
        DisableRollback: true,
      }),
    );
    await settled('CREATE_FAILED');
    await expectDeployed();
  });

  it('whose update failed without rollback (UPDATE_FAILED)', async () => {
    await cloud.deploy(assemblyOf({ stacks: { core: good } }));
    const set = { StackName: 'dev-shop-core', ChangeSetName: 'by-hand' };
    await client.send(new CreateChangeSetCommand({ ...set, TemplateBody: template(bad), Capabilities: ['CAPABILITY_IAM'] }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.send(new ExecuteChangeSetCommand({ ...set, DisableRollback: true }));
    await settled('UPDATE_FAILED');
    await expectDeployed();
  });

  it('whose update could not be undone (UPDATE_ROLLBACK_FAILED), once what it needs is back', async () => {
    const kept = (days: number) => assemblyOf({ stacks: { core: { resources: { ...good.resources, JobLogs: logGroup('/job', days) } } } });
    await cloud.deploy(kept(7));
    const logs = new CloudWatchLogsClient(connection());
    // Somebody's doing: the stack doesn't know.
    await logs.send(new DeleteLogGroupCommand({ logGroupName: '/job' }));
    const first = await cloud.deploy(kept(14));
    expect(first.result.exitStatus).to.equal(2);
    await settled('UPDATE_ROLLBACK_FAILED');
    const second = await cloud.deploy(kept(14));
    expect(second.result.exitStatus).to.equal(2);
    expect(second.result.nodes[0]).to.have.nested.property('failure.code', 'E5022');
    expect(second.result.nodes[0])
      .to.have.nested.property('failure.hint')
      .that.matches(/continue-update-rollback --stack-name dev-shop-core --resources-to-skip JobLogs/);
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/job' }));
    logs.destroy();
    const third = await cloud.deploy(kept(14));
    expect(third.result.exitStatus, JSON.stringify(third.result.nodes)).to.equal(0);
    expect((await cloud.deploy(kept(14))).writes).to.deep.equal([]);
  });

  it('whose deletion failed (DELETE_FAILED), once what held it up is gone', async () => {
    const files: TestStack = { resources: { FilesBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } } } };
    await cloud.deploy(assemblyOf({ stacks: { core: files } }));
    const bucket = cloud.cloud.in('us-east-1').objects('files');
    await bucket.put('a.txt', 'a');
    const failed = await cloud.remove(assemblyOf({ stacks: { core: files } }));
    expect(failed.result.exitStatus).to.equal(2);
    expect(failed.result.nodes[0]).to.have.nested.property('failure.code', 'E5025');
    expect(failed.result.nodes[0])
      .to.have.nested.property('failure.hint')
      .that.matches(/empty the bucket/);
    await bucket.delete(['a.txt']);
    await expectDeployed();
  });

  it('that only has a name yet (REVIEW_IN_PROGRESS)', async () => {
    const set = { StackName: 'dev-shop-core', ChangeSetName: 'by-hand', ChangeSetType: 'CREATE' as const, Tags: tags };
    await client.send(new CreateChangeSetCommand({ ...set, TemplateBody: template(good), Capabilities: ['CAPABILITY_IAM'] }));
    await settled('REVIEW_IN_PROGRESS');
    await expectDeployed();
  });

  it('that somebody is deleting (DELETE_IN_PROGRESS): it is waited for, and made again', async () => {
    await cloud.deploy(
      assemblyOf({ stacks: { core: { resources: { ...good.resources, NotesTable: table('dev-shop-T', 'id', 'Delete') } } } }),
    );
    await client.send(new DeleteStackCommand({ StackName: 'dev-shop-core' }));
    await expectDeployed();
  });
});
