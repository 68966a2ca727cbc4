import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect } from 'chai';
import { type Endpoint, startEndpoint } from '../../../src/local/index.ts';

const role = (service: string, statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

function template(answer: string, schedule: 'ENABLED' | 'DISABLED' = 'DISABLED') {
  const code = `exports.main = async (event) => { console.log('called', event.rawPath ?? JSON.stringify(event)); return { answer: '${answer}', stage: process.env.STAGE_NAME }; };`;
  return {
    Resources: {
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
      FunctionRole: role('lambda.amazonaws.com', [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: arnOf('Logs') },
      ]),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs24.x',
          Handler: 'index.main',
          Role: arnOf('FunctionRole'),
          Code: { ZipFile: code },
          LoggingConfig: { LogGroup: { Ref: 'Logs' } },
          Environment: { Variables: { STAGE_NAME: 'dev' } },
          Tags: [{ Key: 'own', Value: 'tag' }],
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: arnOf('Function'), PayloadFormatVersion: '2.0' },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /notes', Target: { 'Fn::Sub': 'integrations/${Integration}' } },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: arnOf('Function'),
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/notes' },
        },
      },
      Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: arnOf('Function') } },
      UrlPermission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: { Ref: 'Function' }, Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' },
      },
      InvokePermission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { FunctionName: { Ref: 'Function' }, Action: 'lambda:InvokeFunction', Principal: '*', InvokedViaFunctionUrl: true },
      },
      ScheduleRole: role('scheduler.amazonaws.com', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('Function') }]),
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          State: schedule,
          Target: { Arn: arnOf('Function'), RoleArn: arnOf('ScheduleRole'), Input: '{"from":"schedule"}' },
        },
      },
    },
    Outputs: {
      ApiUrl: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } },
      FunctionUrl: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
      FunctionName: { Value: { Ref: 'Function' } },
      LogGroup: { Value: { Ref: 'Logs' } },
    },
  };
}

describe('functions, APIs and schedules of a stack', () => {
  let directory: string;
  let endpoint: Endpoint;
  let cloudFormation: CloudFormationClient;
  const client = () => ({
    region: 'us-east-1',
    endpoint: endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'proj-stack-'));
    endpoint = await startEndpoint({ directory, port: 0 });
    cloudFormation = new CloudFormationClient(client());
  });
  after(async () => {
    await endpoint.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function settled(): Promise<string> {
    for (;;) {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'app' }));
      const status = Stacks?.[0]?.StackStatus ?? '';
      if (!status.endsWith('_IN_PROGRESS')) return status;
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async function causes(): Promise<(string | undefined)[]> {
    const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: 'app' }));
    return (StackEvents ?? [])
      .filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
      .map(({ ResourceStatusReason }) => ResourceStatusReason);
  }

  async function outputs(): Promise<Record<string, string>> {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'app' }));
    return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  const body = (value: object) => ({ StackName: 'app', TemplateBody: JSON.stringify(value), Capabilities: ['CAPABILITY_IAM' as const] });

  it('answer after the stack was created', async () => {
    await cloudFormation.send(new CreateStackCommand({ ...body(template('one')), Tags: [{ Key: 'proj:app', Value: 'notes' }] }));
    const status = await settled();
    expect([status, await causes()]).to.deep.equal(['CREATE_COMPLETE', []]);
    const { ApiUrl, FunctionUrl, FunctionName = '', LogGroup } = await outputs();
    expect(await (await fetch(`${ApiUrl}/notes`)).json()).to.deep.equal({ answer: 'one', stage: 'dev' });
    expect(await (await fetch(FunctionUrl ?? '')).json()).to.deep.equal({ answer: 'one', stage: 'dev' });
    const { Tags, Configuration } = await new LambdaClient(client()).send(new GetFunctionCommand({ FunctionName }));
    expect(Tags).to.deep.include({ own: 'tag', 'proj:app': 'notes' });
    expect(Configuration?.FunctionName).to.match(/^app-Function-\w{12}$/);
    const logs = new CloudWatchLogsClient(client());
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({}));
    expect(logGroups?.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays])).to.deep.equal([[LogGroup, 7]]);
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: LogGroup, filterPattern: 'called' }));
    expect(events).to.have.length(2);
  });

  it('change with the stack, under the same addresses', async () => {
    const before = await outputs();
    await cloudFormation.send(new UpdateStackCommand(body(template('two', 'ENABLED'))));
    expect([await settled(), await causes()]).to.deep.equal(['UPDATE_COMPLETE', []]);
    expect(await outputs()).to.deep.equal(before);
    expect(await (await fetch(`${before.ApiUrl}/notes`)).json()).to.deep.equal({ answer: 'two', stage: 'dev' });
    const logs = new CloudWatchLogsClient(client());
    for (let tries = 0; ; tries++) {
      const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: before.LogGroup, filterPattern: 'schedule' }));
      if (events?.length || tries > 100) {
        expect(events).to.have.length(1);
        break;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  });

  it('come back as they were where an update fails', async () => {
    const broken = template('three');
    Object.assign(broken.Resources.Route.Properties, { RouteKey: 'FETCH /notes' });
    await cloudFormation.send(new UpdateStackCommand(body(broken)));
    expect(await settled()).to.equal('UPDATE_ROLLBACK_COMPLETE');
    const { ApiUrl } = await outputs();
    expect(await (await fetch(`${ApiUrl}/notes`)).json()).to.deep.equal({ answer: 'two', stage: 'dev' });
  });

  it('are gone with the stack', async () => {
    const { ApiUrl, FunctionUrl } = await outputs();
    await cloudFormation.send(new DeleteStackCommand({ StackName: 'app' }));
    while (
      await settled().then(
        () => true,
        () => false,
      )
    );
    for (const url of [ApiUrl, FunctionUrl]) {
      expect(
        await fetch(url ?? '').then(
          () => 'there',
          () => 'gone',
        ),
      ).to.equal('gone');
    }
  });
});
