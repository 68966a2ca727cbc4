/** What `validate --online` finds in an account: against the embedded endpoint, which is looked at for writes. */
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { ProjError } from '../../src/core/errors.ts';
import { checkOnline } from '../../src/deploy/online/index.ts';
import { assemblyOf, logGroup, role, type TestApp, type TestStack, table } from './support/assembly.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

describe('what an account has in the way of a deploy', () => {
  let test: TestCloud;
  beforeEach(async () => {
    test = await startCloud();
  });
  afterEach(() => test.stop());

  /** Fails where anything was written. */
  async function problems(app: TestApp, account?: string) {
    const before = test.endpoint.requests().length;
    const diagnostics = new Diagnostics();
    await checkOnline(
      { stacks: [], ...(account !== undefined && { account }) },
      { ...assemblyOf(app), local: false },
      test.cloud,
      diagnostics,
    );
    const asked = test.endpoint.requests().slice(before);
    expect(asked.filter(({ write }) => write)).to.deep.equal([]);
    return diagnostics.all;
  }

  /** `E5011 core`: the code, and the path below `stacks`. */
  async function found(app: TestApp, account?: string): Promise<readonly string[]> {
    return (await problems(app, account)).map(({ code, path }) => `${code} ${path.slice(1).join('/')}`).sort();
  }

  const operationsOf = async (work: () => Promise<unknown>) => {
    const before = test.endpoint.requests().length;
    await work();
    return test.endpoint
      .requests()
      .slice(before)
      .map(({ operation }) => operation);
  };

  const app = (resources: TestStack['resources'], more: Partial<TestApp> = {}): TestApp => ({ stacks: { core: { resources } }, ...more });
  const shop = app({ CoreRole: role('') });

  describe('stacks', () => {
    it('are fine before the first deploy, and after it', async () => {
      expect(await found(shop)).to.deep.equal([]);
      await test.deploy(assemblyOf(shop));
      expect(await found(shop)).to.deep.equal([]);
    });

    it('are not asked for where the account is not the one the app is for', async () => {
      const before = test.endpoint.requests().length;
      const error = await found(shop, '123456789012').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(ProjError);
      expect(error).to.have.nested.property('failure.code', 'E5010');
      expect(error).to.have.property('exitStatus', 4);
      expect(test.endpoint.requests()).to.have.length(before);
    });

    it('of the same name may be those of another app; nothing more is said of them', async () => {
      const named = app({ NotesTable: table('dev-shop-Notes') });
      await test.deploy({ ...assemblyOf(named), stacks: assemblyOf(named).stacks.map((stack) => ({ ...stack, tags: {} })) });
      expect(await found(named)).to.deep.equal(['E5011 core']);
    });
  });

  describe('names', () => {
    const named = app({ NotesTable: table('dev-shop-Notes'), NotesLogs: logGroup('/dev/notes') });
    const taken = ['E5042 core/constructs/Notes/name', 'E5042 core/constructs/Notes/name'];

    it('of something that is not of this app and stage are told, all of them', async () => {
      await test.deploy(assemblyOf({ ...named, app: 'other' }));
      expect(await found(named)).to.deep.equal(taken);
      const [first] = await problems(named);
      expect(first?.message).to.equal('there is already a DynamoDB table `dev-shop-Notes` in us-east-1 that is not of this app and stage');
    });

    it('of its own resources are not even asked for', async () => {
      await test.deploy(assemblyOf(named));
      const operations = await operationsOf(async () => expect(await found(named)).to.deep.equal([]));
      expect(operations).not.to.include('DescribeTable').and.not.to.include('DescribeLogGroups');
    });

    it('may move between its stacks, and come from one that is no longer declared', async () => {
      await test.deploy(assemblyOf({ stacks: { ...named.stacks, old: { resources: { LogsLogs: logGroup('/dev/old') } } } }));
      const moved = app({ OtherTable: table('dev-shop-Notes'), LogsLogs: logGroup('/dev/old') });
      expect(await found({ stacks: { next: { resources: {} }, core: moved.stacks.core as TestStack } })).to.deep.equal([]);
    });

    it('of what a removal kept are free for the deploy that takes it back, and for no other', async () => {
      await test.deploy(assemblyOf(named));
      await test.remove(assemblyOf(named));
      expect(await found(named)).to.deep.equal([]);
      const destroyed = app({ NotesTable: table('dev-shop-Notes', 'id', 'Delete') });
      const [problem, ...others] = await problems(destroyed);
      expect(others).to.deep.equal([]);
      expect(problem).to.include({ code: 'E5042' });
      expect(problem?.hint).to.include('removalPolicy: retain');
    });

    it('of functions and schedules are told too', async () => {
      const { iam, lambda, scheduler } = test.endpoint.services;
      const trusting = (Service: string) =>
        iam.createRole({
          name: Service,
          trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] },
        }).arn;
      const { arn: Arn } = await lambda.control.create(
        'us-east-1',
        'work',
        { Role: trusting('lambda.amazonaws.com'), Runtime: 'nodejs24.x', Handler: 'index.main', Code: { ZipFile: 'exports.main = 1' } },
        {},
      );
      scheduler.create('us-east-1', 'nightly', {
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn, RoleArn: trusting('scheduler.amazonaws.com') },
      });
      const declared = app({
        WorkFunction: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'work' } },
        NightlySchedule: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'nightly' } },
        GroupedSchedule: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'nightly', GroupName: 'mine' } },
        FreeSchedule: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'weekly' } },
      });
      expect(await found(declared)).to.deep.equal(['E5042 core/constructs/Nightly/name', 'E5042 core/constructs/Work/name']);
    });

    it('that only begin like another are free', async () => {
      await test.deploy(assemblyOf({ ...app({ LongLogs: logGroup('/dev/notes/more') }), app: 'other' }));
      expect(await found(app({ NotesLogs: logGroup('/dev/notes') }))).to.deep.equal([]);
    });

    it('that only the deploy knows are not asked for', async () => {
      const unnamed = app({
        NotesLogs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
        MoreLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/dev/${AWS::Region}' } } },
        MaybeLogs: { ...logGroup('/dev/maybe'), Condition: 'Sometimes' },
      });
      expect(await operationsOf(() => found(unnamed))).not.to.include('DescribeLogGroups');
    });

    const bucket = (properties: object) => app({ FilesBucket: { Type: 'AWS::S3::Bucket', Properties: { ...properties } } });

    it('of buckets are those of all accounts, or of the account and region', async () => {
      test.endpoint.services.s3.buckets.create('files.example.com', 'eu-west-1');
      test.endpoint.services.s3.buckets.create('dev-shop-files-000000000000-us-east-1-an', 'us-east-1');
      expect(await found(bucket({ BucketName: 'files.example.com' }))).to.have.length(1);
      expect(await found(bucket({ BucketNamePrefix: 'dev-shop-files', BucketNamespace: 'account-regional' }))).to.have.length(1);
      expect(await found(bucket({ BucketName: 'other.example.com' }))).to.deep.equal([]);
    });
  });

  describe('quotas', () => {
    const reserving = (reserved: number) =>
      app({
        WorkFunction: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: reserved } },
        MoreFunction: { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 10 } },
        RestFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
      });

    it('leave 100 executions to functions that reserve none', async () => {
      expect(await found(reserving(700))).to.deep.equal([]);
      expect(await found(reserving(710))).to.deep.equal(['E5044 core/constructs/Work/reservedConcurrency']);
      const [problem] = await problems(reserving(891));
      expect(problem).to.include({ code: 'E5043', severity: 'error' });
      expect(problem?.message).to.include('0 of 1,000 are reserved, this deploy reserves 901 more, and 100 must stay free');
      expect(problem?.related).to.have.length(1);
    });

    it('are not asked for where nothing would use them', async () => {
      await test.deploy(assemblyOf(shop));
      const operations = await operationsOf(() => found(shop));
      expect(operations).not.to.include('GetAccountSettings').and.not.to.include('DescribeAccountLimits');
    });
  });
});
