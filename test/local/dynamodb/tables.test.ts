import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { providers } from '../../../src/local/resources/dynamodb.ts';
import { deleteExpired } from '../../../src/local/services/dynamodb/time-to-live.ts';
import type { ProviderContext } from '../../../src/local/types.ts';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

const attribute = (AttributeName: string, AttributeType = 'S') =>
  ({ AttributeName, AttributeType }) as { AttributeName: string; AttributeType: 'S' };
const hash = (AttributeName: string) => [{ AttributeName, KeyType: 'HASH' as const }];
const ALL = { ProjectionType: 'ALL' as const };
const simple = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [attribute('id')],
  KeySchema: hash('id'),
});

describe('dynamodb tables', () => {
  let local: TestEndpoint;
  let client: DynamoDBClient;
  beforeEach(async () => {
    local = await startTestEndpoint();
    client = new DynamoDBClient(clientOptions(local.url));
  });
  afterEach(async () => {
    client.destroy();
    await local.remove();
  });

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'nothing',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const byGroup = { IndexName: 'byGroup', KeySchema: hash('group'), Projection: ALL };
  const addIndex = (index: object = byGroup) =>
    client.send(
      new UpdateTableCommand({
        TableName: 'notes',
        AttributeDefinitions: [attribute('id'), attribute('group')],
        GlobalSecondaryIndexUpdates: [{ Create: index as typeof byGroup }],
      }),
    );
  const inGroup = async (group: string) =>
    (
      await client.send(
        new QueryCommand({
          TableName: 'notes',
          IndexName: 'byGroup',
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': { S: group } },
        }),
      )
    ).Items?.map(({ id }) => id?.S);
  const put = (id: string, more: Record<string, { S: string } | { N: string }> = {}) =>
    client.send(new PutItemCommand({ TableName: 'notes', Item: { id: { S: id }, ...more } }));

  const refused: readonly [string, Partial<CreateTableCommandInput>, RegExp][] = [
    ['a short name', { TableName: 'ab' }, /at least 3 characters|ValidationException/],
    ['a key that is not defined', { KeySchema: hash('other') }, /Some index key attributes are not defined in AttributeDefinitions/],
    [
      'an attribute that no key uses',
      {
        AttributeDefinitions: [attribute('id'), attribute('spare')],
        GlobalSecondaryIndexes: [{ IndexName: 'byId', KeySchema: hash('id'), Projection: ALL }],
      },
      /Some AttributeDefinitions are not used/,
    ],
    [
      'an index on what is not defined',
      { GlobalSecondaryIndexes: [byGroup] },
      /Some index key attributes are not defined in AttributeDefinitions/,
    ],
    [
      'throughput on demand',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      /Neither ReadCapacityUnits nor WriteCapacityUnits/,
    ],
    ['a stream without a view', { StreamSpecification: { StreamEnabled: true } }, /StreamViewType is required/],
  ];
  for (const [what, change, text] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(client.send(new CreateTableCommand({ ...simple('notes'), ...change })))).to.match(text);
      expect(await refusal(client.send(new DescribeTableCommand({ TableName: 'notes' })))).to.match(/ResourceNotFoundException/);
    });
  }

  it('refuses a name that is taken', async () => {
    await client.send(new CreateTableCommand(simple('notes')));
    const again = await refusal(client.send(new CreateTableCommand(simple('notes'))));
    expect(again).to.equal('ResourceInUseException: Table already exists: notes');
  });

  it('adds an index to a table on demand and fills it, one at a time', async () => {
    await client.send(new CreateTableCommand(simple('notes')));
    await put('1', { group: { S: 'a' } });
    await put('2', { group: { S: 'b' } });
    await put('3');
    await put('4', { group: { N: '4' } });
    await addIndex();
    expect(await inGroup('a')).to.deep.equal(['1']);
    await put('5', { group: { S: 'a' } });
    expect(await inGroup('a')).to.have.members(['1', '5']);
    expect(await refusal(addIndex())).to.match(/Duplicate index name/);
    const two = { TableName: 'notes', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byGroup' } }, { Delete: { IndexName: 'x' } }] };
    expect(await refusal(client.send(new UpdateTableCommand(two)))).to.match(/LimitExceededException.*Only 1 online index/);

    await local.restart();
    expect(await inGroup('a')).to.have.members(['1', '5']);
    await client.send(new UpdateTableCommand({ TableName: 'notes', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byGroup' } }] }));
    expect(await refusal(inGroup('a'))).to.match(/does not have the specified index/);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'notes' }));
    expect(Table?.AttributeDefinitions).to.deep.equal([attribute('id')]);
    expect(Table?.GlobalSecondaryIndexes).to.equal(undefined);
  });

  it('deletes items whose time has passed, and no others', async () => {
    await client.send(new CreateTableCommand(simple('notes')));
    const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: 'notes', TimeToLiveSpecification }));
    expect(await refusal(client.send(new UpdateTimeToLiveCommand({ TableName: 'notes', TimeToLiveSpecification })))).to.match(
      /TimeToLive is already enabled/,
    );
    const now = Date.parse('2026-06-01T00:00:00Z');
    const at = (seconds: number) => ({ expires: { N: String(now / 1000 + seconds) } });
    await put('past', at(-1));
    await put('future', at(60));
    await put('ancient', at(-6 * 365 * 24 * 3600));
    await put('never');
    await put('text', { expires: { S: '1' } });
    expect(await deleteExpired(await local.endpoint().services.dynamodb.tables('us-east-1'), now)).to.equal(1);
    const left = (await client.send(new ScanCommand({ TableName: 'notes' }))).Items?.map(({ id }) => id?.S);
    expect(left).to.have.members(['future', 'ancient', 'never', 'text']);
    await local.restart();
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'notes' }));
    expect(TimeToLiveDescription).to.deep.equal({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  });

  it('does not delete a protected table, and forgets the items of a deleted one', async () => {
    await client.send(new CreateTableCommand({ ...simple('notes'), DeletionProtectionEnabled: true }));
    await put('1');
    expect(await refusal(client.send(new DeleteTableCommand({ TableName: 'notes' })))).to.match(/currently protected against deletion/);
    await client.send(new UpdateTableCommand({ TableName: 'notes', DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName: 'notes' }));
    await client.send(new CreateTableCommand(simple('notes')));
    expect((await client.send(new ScanCommand({ TableName: 'notes' }))).Count).to.equal(0);
  });

  it('gives a table with a stream its ARN, and refuses to read records that it does not keep', async () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const };
    await client.send(new CreateTableCommand({ ...simple('notes'), StreamSpecification }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'notes' }));
    expect(Table?.LatestStreamArn).to.match(/^arn:aws:dynamodb:us-east-1:000000000000:table\/notes\/stream\//);
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    const headers = { authorization, 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords', 'content-type': 'application/x-amz-json-1.0' };
    const response = await fetch(local.url, { method: 'POST', headers, body: '{}' });
    expect(await response.json()).to.include({ message: 'The embedded endpoint keeps no stream records.' });
  });

  describe('for a role', () => {
    const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/notes';
    const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
      Effect: 'Allow',
      Action,
      Resource,
      ...(Condition && { Condition }),
    });
    const as = async (...Statement: object[]) => {
      const { iam } = local.endpoint().services;
      const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
      const { arn } = iam.createRole({ name: 'fn', trust, inline: { p: { Statement } } });
      const { accessKeyId } = iam.assumeRole(arn, { service: 'lambda.amazonaws.com' }, 'fn');
      return new DynamoDBClient(clientOptions(local.url, accessKeyId));
    };
    beforeEach(() =>
      client.send(
        new CreateTableCommand({
          ...simple('notes'),
          AttributeDefinitions: [attribute('id'), attribute('group')],
          GlobalSecondaryIndexes: [byGroup],
        }),
      ),
    );

    it('allows exactly the operations and resources that its policies name', async () => {
      const role = await as(allow(['dynamodb:Query', 'dynamodb:PutItem'], table));
      await role.send(new PutItemCommand({ TableName: 'notes', Item: { id: { S: '1' } } }));
      await role.send(new PutItemCommand({ TableName: table, Item: { id: { S: '2' } } }));
      expect(await refusal(role.send(new ScanCommand({ TableName: 'notes' })))).to.equal(
        `AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role/fn/fn is not authorized to perform: dynamodb:Scan on resource: ${table} because no identity-based policy allows the dynamodb:Scan action`,
      );
      const query = { KeyConditionExpression: '#k = :k', ExpressionAttributeValues: { ':k': { S: '1' } } };
      await role.send(new QueryCommand({ TableName: 'notes', ...query, ExpressionAttributeNames: { '#k': 'id' } }));
      const byIndex = new QueryCommand({ TableName: 'notes', IndexName: 'byGroup', ...query, ExpressionAttributeNames: { '#k': 'group' } });
      expect(await refusal(role.send(byIndex))).to.match(/on resource: .*table\/notes\/index\/byGroup/);
      role.destroy();
    });

    it('is held to the partition keys that a policy names', async () => {
      const own = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ann'] } };
      const role = await as(allow(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:TransactWriteItems'], table, own));
      const item = (id: string) => ({ TableName: 'notes', Item: { id: { S: id } } });
      const query = (id: string) =>
        role.send(
          new QueryCommand({ TableName: 'notes', KeyConditionExpression: 'id = :i', ExpressionAttributeValues: { ':i': { S: id } } }),
        );
      await role.send(new PutItemCommand(item('ann')));
      expect(await refusal(role.send(new PutItemCommand(item('bob'))))).to.match(/AccessDenied/);
      expect((await query('ann')).Count).to.equal(1);
      expect(await refusal(query('bob'))).to.match(/AccessDenied/);
      const both = new TransactWriteItemsCommand({ TransactItems: [{ Put: item('ann') }, { Put: item('bob') }] });
      expect(await refusal(role.send(both))).to.match(/AccessDenied/);
      role.destroy();
    });

    it('asks for each action of a transaction', async () => {
      const role = await as(allow('dynamodb:PutItem', table));
      const Put = { TableName: 'notes', Item: { id: { S: '1' } } };
      const Delete = { TableName: 'notes', Key: { id: { S: '2' } } };
      await role.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
      expect(await refusal(role.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Delete }] })))).to.match(
        /dynamodb:DeleteItem/,
      );
      role.destroy();
    });
  });

  describe('as a CloudFormation resource', () => {
    const context: ProviderContext = {
      region: 'us-east-1',
      account: '000000000000',
      stackName: 'dev-notes-core',
      stackId: 'stack',
      logicalId: 'NotesTable',
      tags: { 'proj:app': 'notes' },
      generatedName: () => 'dev-notes-core-NotesTable-ABCDEFGHIJKL',
    };
    const properties = {
      TableName: 'notes',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [attribute('id')],
      KeySchema: hash('id'),
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };
    const provider = () => {
      const [table] = providers(local.endpoint().services);
      if (!table) throw new Error('no provider');
      return table;
    };

    it('is created with its settings, found again, and deleted', async () => {
      const made = await provider().create({ ...properties, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }, context);
      expect(made).to.deep.include({ physicalId: 'notes' });
      expect(made.attributes.Arn).to.equal('arn:aws:dynamodb:us-east-1:000000000000:table/notes');
      expect(made.attributes.StreamArn).to.match(/\/stream\//);
      expect(await provider().read('notes', 'us-east-1')).to.deep.equal(made);
      expect(await provider().read('notes', 'eu-west-1')).to.equal(undefined);
      const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName: 'notes' }));
      expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).to.equal('ENABLED');
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'notes' }));
      expect(Table?.SSEDescription?.SSEType).to.equal('KMS');
      const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
      expect(Tags).to.deep.equal([{ Key: 'proj:app', Value: 'notes' }]);
      expect(await refusal(provider().create(properties, context))).to.match(/notes already exists/);
      await provider().delete('notes', {}, context);
      await provider().delete('notes', {}, context);
      expect(await provider().read('notes', 'us-east-1')).to.equal(undefined);
    });

    it('gets one index an update; an index is never changed', async () => {
      await provider().create(properties, context);
      await put('1', { group: { S: 'a' } });
      const AttributeDefinitions = [attribute('id'), attribute('group')];
      const indexed = { ...properties, AttributeDefinitions, GlobalSecondaryIndexes: [byGroup] };
      await provider().update('notes', indexed, properties, context);
      expect(await inGroup('a')).to.deep.equal(['1']);
      const changed = { ...indexed, GlobalSecondaryIndexes: [{ ...byGroup, Projection: { ProjectionType: 'KEYS_ONLY' } }] };
      expect(await refusal(provider().update('notes', changed, indexed, context))).to.match(/Cannot update GSI's properties/);
      const two = {
        ...properties,
        AttributeDefinitions,
        GlobalSecondaryIndexes: ['other', 'third'].map((IndexName) => ({ ...byGroup, IndexName })),
      };
      expect(await refusal(provider().update('notes', two, indexed, context))).to.match(/more than one GSI/);
      await provider().update('notes', properties, indexed, context);
      expect((await client.send(new DescribeTableCommand({ TableName: 'notes' }))).Table?.GlobalSecondaryIndexes).to.equal(undefined);
    });

    it('goes back from an update that was refused, whatever it did before that', async () => {
      const indexed = {
        ...properties,
        AttributeDefinitions: [attribute('id'), attribute('group')],
        GlobalSecondaryIndexes: [byGroup],
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      };
      await provider().create(properties, context);
      const two = { ...indexed, GlobalSecondaryIndexes: [byGroup, { ...byGroup, IndexName: 'other' }] };
      expect(await refusal(provider().update('notes', two, properties, context))).to.match(/more than one GSI/);
      await provider().update('notes', properties, two, context);
      await provider().update('notes', indexed, properties, context);
      await provider().update('notes', properties, two, context);
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'notes' }));
      expect(Table).not.to.have.any.keys('GlobalSecondaryIndexes', 'StreamSpecification');
    });

    it('switches time to live, stream and protection on and off', async () => {
      await provider().create(properties, context);
      const on = {
        ...properties,
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: 'true' },
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        DeletionProtectionEnabled: true,
      };
      const made = await provider().update('notes', on, properties, context);
      expect(made.attributes.StreamArn).to.match(/\/stream\//);
      expect(await refusal(provider().delete('notes', on, context))).to.match(/protected/);
      const off = await provider().update('notes', properties, on, context);
      expect(off.attributes.StreamArn).to.equal(undefined);
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'notes' }));
      expect(TimeToLiveDescription?.TimeToLiveStatus).to.equal('DISABLED');
      await provider().delete('notes', properties, context);
    });
  });
});
