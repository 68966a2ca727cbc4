import {
  CreateStackCommand,
  DescribeAccountLimitsCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetStackPolicyCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  paginateDescribeStackEvents,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { create, describe as describeStack, remove, settled, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

describe('what the API shows', () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startFixture();
  });
  afterEach(() => fixture.stop());

  it('is the stack as it was asked for', async () => {
    const { client } = fixture;
    const body = template(
      { A: thing({ Value: { Ref: 'Secret' } }) },
      { Description: 'An app', Parameters: { P: { Type: 'String', Default: 'd' }, Secret: { Type: 'String', NoEcho: true } } },
    );
    const stack = await create(client, 'app', body, {
      Parameters: [{ ParameterKey: 'Secret', ParameterValue: 's3cret' }],
      Tags: [{ Key: 'k', Value: 'v' }],
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:topic'],
      RoleARN: 'arn:aws:iam::000000000000:role/deploy',
    });
    expect(stack).to.deep.include({
      StackName: 'app',
      StackStatus: 'CREATE_COMPLETE',
      Description: 'An app',
      Parameters: [
        { ParameterKey: 'P', ParameterValue: 'd' },
        { ParameterKey: 'Secret', ParameterValue: '****' },
      ],
      Tags: [{ Key: 'k', Value: 'v' }],
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:topic'],
      RoleARN: 'arn:aws:iam::000000000000:role/deploy',
      EnableTerminationProtection: false,
      DisableRollback: false,
    });
    expect(stack.CreationTime).to.be.instanceOf(Date);
    const before = stack.LastUpdatedTime?.getTime() ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 2));
    const updated = await update(client, 'app', template({ A: thing() }));
    expect(updated.LastUpdatedTime?.getTime()).to.be.greaterThan(before);
    // A role sticks; the tags that no one sent do too.
    expect(updated.RoleARN).to.equal('arn:aws:iam::000000000000:role/deploy');
  });

  it('is the template byte for byte', async () => {
    const body = ` \n${template({ A: thing({ Value: '<a> & "b" \r\n ü \u2028' }) })}\n  `;
    await create(fixture.client, 'app', body);
    expect((await fixture.client.send(new GetTemplateCommand({ StackName: 'app' }))).TemplateBody).to.equal(body);
  });

  it('comes in pages, newest events first', async () => {
    const { client } = fixture;
    await create(client, 'app', template(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`A${index}`, thing()]))));
    const pages = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: 'app' })) pages.push(StackEvents);
    const all = pages.flat();
    expect(pages.length).to.equal(4);
    expect(all).to.have.length(120 * 3 + 3);
    expect([all[0]?.ResourceStatus, all.at(-1)?.ResourceStatus]).to.deep.equal(['CREATE_COMPLETE', 'REVIEW_IN_PROGRESS']);
    expect(new Set(all.map(({ EventId }) => EventId)).size).to.equal(all.length);
    const first = await client.send(new ListStackResourcesCommand({ StackName: 'app' }));
    const second = await client.send(new ListStackResourcesCommand({ StackName: 'app', NextToken: first.NextToken }));
    expect((first.StackResourceSummaries?.length ?? 0) + (second.StackResourceSummaries?.length ?? 0)).to.equal(120);
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'app' }));
    expect(StackResources).to.have.length(100);
  });

  it('says of each event which request caused it', async () => {
    const { client } = fixture;
    const { OperationId } = await client.send(
      new CreateStackCommand({ StackName: 'app', TemplateBody: template({ A: thing() }), ClientRequestToken: 'token' }),
    );
    await settled(client, 'app');
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
    expect(new Set(StackEvents.map((event) => event.ClientRequestToken))).to.deep.equal(new Set(['token']));
    expect(new Set(StackEvents.map((event) => event.OperationId))).to.deep.equal(new Set([OperationId]));
    const { OperationEvents = [] } = await client.send(new DescribeEventsCommand({ OperationId }));
    expect(OperationEvents.map(({ OperationType, OperationStatus }) => `${OperationType} ${OperationStatus}`)).to.include(
      'CREATE_STACK SUCCEEDED',
    );
    expect(OperationEvents).to.have.length(StackEvents.length);
  });

  it('has a physical id from the moment that the service gave one', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Name: 'a' }) }));
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
    const own = StackEvents.filter(({ LogicalResourceId }) => LogicalResourceId === 'A').reverse();
    expect(own.map(({ PhysicalResourceId, ResourceStatusReason }) => [PhysicalResourceId, ResourceStatusReason])).to.deep.equal([
      [undefined, undefined],
      ['a', 'Resource creation Initiated'],
      ['a', undefined],
    ]);
  });

  it('finds a resource by its logical or physical id', async () => {
    const { client } = fixture;
    await create(client, 'app', template({ A: thing({ Name: 'a' }, { Metadata: { note: 1 } }) }));
    const { StackResourceDetail } = await client.send(new DescribeStackResourceCommand({ StackName: 'app', LogicalResourceId: 'A' }));
    expect(StackResourceDetail).to.deep.include({ PhysicalResourceId: 'a', ResourceStatus: 'CREATE_COMPLETE', Metadata: '{"note":1}' });
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: 'a' }));
    expect(StackResources.map(({ LogicalResourceId }) => LogicalResourceId)).to.deep.equal(['A']);
  });

  it('keeps regions apart', async () => {
    const other = fixture.inRegion('eu-west-1');
    await create(fixture.client, 'app', template({ A: thing() }));
    expect((await other.send(new DescribeStacksCommand())).Stacks ?? []).to.deep.equal([]);
    await create(other, 'app', template({ A: thing() }));
    expect((await describeStack(other, 'app')).StackId).to.match(/:eu-west-1:/);
  });

  it('lists stacks by status, deleted ones too', async () => {
    const { client } = fixture;
    const { StackId = '' } = await create(client, 'gone', template({ A: thing() }));
    await remove(client, StackId);
    await create(client, 'app', template({ A: thing() }));
    const listed = async (...StackStatusFilter: ('CREATE_COMPLETE' | 'DELETE_COMPLETE')[]) =>
      (await client.send(new ListStacksCommand({ StackStatusFilter }))).StackSummaries?.map(({ StackName }) => StackName);
    expect(await listed()).to.deep.equal(['app', 'gone']);
    expect(await listed('DELETE_COMPLETE')).to.deep.equal(['gone']);
    expect((await client.send(new DescribeStacksCommand())).Stacks?.map(({ StackName }) => StackName)).to.deep.equal(['app']);
  });

  it('has the quotas of an account', async () => {
    const { AccountLimits } = await fixture.client.send(new DescribeAccountLimitsCommand({}));
    expect(AccountLimits).to.deep.include({ Name: 'StackLimit', Value: 2000 });
  });

  it('summarises templates', async () => {
    const { client } = fixture;
    const body = template(
      { A: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'x', AssumeRolePolicyDocument: {} } } },
      { Description: 'd', Parameters: { P: { Type: 'Number', Default: 3, Description: 'count', AllowedValues: [3, 4] } } },
    );
    const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody: body }));
    expect(summary).to.deep.include({ Description: 'd', Capabilities: ['CAPABILITY_NAMED_IAM'], ResourceTypes: ['AWS::IAM::Role'] });
    expect(summary.Parameters).to.deep.equal([
      {
        ParameterKey: 'P',
        DefaultValue: '3',
        ParameterType: 'Number',
        NoEcho: false,
        Description: 'count',
        ParameterConstraints: { AllowedValues: ['3', '4'] },
      },
    ]);
    const validated = await client.send(new ValidateTemplateCommand({ TemplateBody: body }));
    expect(validated).to.deep.include({
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [{ ParameterKey: 'P', DefaultValue: '3', NoEcho: false, Description: 'count' }],
    });
  });

  it('includes settings that need no operation', async () => {
    const { client } = fixture;
    await client.send(
      new CreateStackCommand({
        StackName: 'app',
        TemplateBody: template({ A: thing() }),
        EnableTerminationProtection: true,
        TimeoutInMinutes: 5,
      }),
    );
    expect(await settled(client, 'app')).to.deep.include({ EnableTerminationProtection: true, TimeoutInMinutes: 5 });
    await client.send(new UpdateTerminationProtectionCommand({ StackName: 'app', EnableTerminationProtection: false }));
    const StackPolicyBody = '{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}';
    await client.send(new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody }));
    expect((await client.send(new GetStackPolicyCommand({ StackName: 'app' }))).StackPolicyBody).to.equal(StackPolicyBody);
    const update = new UpdateStackCommand({
      StackName: 'app',
      TemplateBody: template({ A: thing({ Value: '2' }) }),
      ClientRequestToken: 'once',
    });
    const { OperationId } = await client.send(update);
    expect((await settled(client, 'app')).StackStatus).to.equal('UPDATE_COMPLETE');
    expect((await client.send(update)).OperationId).to.equal(OperationId);
  });
});
