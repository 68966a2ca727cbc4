import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect } from 'chai';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

const TableName = 'notes';
const table: CreateTableCommandInput = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['author', 'id', 'tag'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'author', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    { IndexName: 'byTag', KeySchema: [{ AttributeName: 'tag', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  ],
};

describe('dynamodb items', () => {
  let local: TestEndpoint;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;
  beforeEach(async () => {
    local = await startTestEndpoint();
    client = new DynamoDBClient(clientOptions(local.url));
    documents = DynamoDBDocumentClient.from(client);
    await client.send(new CreateTableCommand(table));
  });
  afterEach(async () => {
    client.destroy();
    await local.remove();
  });

  const put = (Item: Record<string, unknown>) => documents.send(new PutCommand({ TableName, Item }));
  const get = async (author: string, id: string) => (await documents.send(new GetCommand({ TableName, Key: { author, id } }))).Item;
  const refusal = async (promise: Promise<unknown>) => {
    try {
      await promise;
    } catch (error) {
      return error as TransactionCanceledException;
    }
    throw new Error('nothing was refused');
  };
  const tagged = async (tag: string) => {
    const command = { TableName, IndexName: 'byTag', KeyConditionExpression: 'tag = :t', ExpressionAttributeValues: { ':t': tag } };
    return (await documents.send(new QueryCommand(command))).Items?.map(({ id }) => id);
  };

  it('gives back what was put, also after the endpoint was stopped', async () => {
    const item = { author: 'ann', id: '1', tag: 'x', count: 3, nested: { list: [1, 'two', null, true] }, set: new Set(['a', 'b']) };
    await put(item);
    expect(await get('ann', '1')).to.deep.equal(item);
    await local.restart();
    expect(await get('ann', '1')).to.deep.equal(item);
    expect(await tagged('x')).to.deep.equal(['1']);
  });

  it('queries by key and index, in order and by pages', async () => {
    for (const id of ['3', '1', '2', '10']) await put({ author: 'ann', id, tag: Number(id) > 2 ? 'big' : 'small' });
    await put({ author: 'bob', id: '1', tag: 'small' });
    const ids: string[] = [];
    const query = { TableName, KeyConditionExpression: 'author = :a', ExpressionAttributeValues: { ':a': 'ann' }, Limit: 3 };
    for await (const page of paginateQuery({ client: documents }, query)) ids.push(...(page.Items ?? []).map(({ id }) => id as string));
    expect(ids).to.deep.equal(['1', '10', '2', '3']);
    expect(await tagged('big')).to.have.members(['3', '10']);
    const scan = { TableName, FilterExpression: 'tag = :t', ExpressionAttributeValues: { ':t': 'small' } };
    expect((await documents.send(new ScanCommand(scan))).Count).to.equal(3);
  });

  it('updates by expression and keeps the index in step', async () => {
    await put({ author: 'ann', id: '1', tag: 'old', count: 1 });
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName,
        Key: { author: 'ann', id: '1' },
        UpdateExpression: 'SET #c = #c + :one, tag = :new',
        ExpressionAttributeNames: { '#c': 'count' },
        ExpressionAttributeValues: { ':one': 1, ':new': 'new' },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).to.include({ count: 2, tag: 'new' });
    expect(await tagged('old')).to.deep.equal([]);
    expect(await tagged('new')).to.deep.equal(['1']);
    await documents.send(new DeleteCommand({ TableName, Key: { author: 'ann', id: '1' } }));
    expect(await tagged('new')).to.deep.equal([]);
  });

  it('refuses a failed condition, and shows the item to who asks for it', async () => {
    await put({ author: 'ann', id: '1', text: 'mine' });
    const command = { TableName, Item: { author: 'ann', id: '1' }, ConditionExpression: 'attribute_not_exists(author)' };
    const plain = await refusal(documents.send(new PutCommand(command)));
    expect(plain).to.include({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed' });
    const shown = await refusal(documents.send(new PutCommand({ ...command, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })));
    expect(shown).to.have.nested.property('Item.text.S', 'mine');
    expect(await get('ann', '1')).to.have.property('text', 'mine');
  });

  it('lets exactly one of many racing conditional writers win', async () => {
    const attempts = Array.from({ length: 20 }, (_, n) =>
      documents.send(new PutCommand({ TableName, Item: { author: 'race', id: '1', n }, ConditionExpression: 'attribute_not_exists(id)' })),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
  });

  it('loses no increment of many at once', async () => {
    const increment = () =>
      documents.send(
        new UpdateCommand({
          TableName,
          Key: { author: 'count', id: '1' },
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      );
    await Promise.all(Array.from({ length: 50 }, increment));
    expect(await get('count', '1')).to.have.property('n', 50);
  });

  it('writes batches', async () => {
    const puts = Array.from({ length: 25 }, (_, n) => ({ PutRequest: { Item: { author: { S: 'batch' }, id: { S: `${n}` } } } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    expect((await documents.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count).to.equal(25);
    await refusal(client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [...puts, ...puts].slice(0, 26) } })));
  });

  describe('transactions', () => {
    it('writes all', async () => {
      await put({ author: 'ann', id: 'gone', tag: 'x' });
      await put({ author: 'ann', id: 'checked' });
      await documents.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: { author: 'ann', id: 'new', tag: 'y' } } },
            { Delete: { TableName, Key: { author: 'ann', id: 'gone' } } },
            { ConditionCheck: { TableName, Key: { author: 'ann', id: 'checked' }, ConditionExpression: 'attribute_exists(id)' } },
            {
              Update: {
                TableName,
                Key: { author: 'ann', id: 'up' },
                UpdateExpression: 'SET n = :n',
                ExpressionAttributeValues: { ':n': 1 },
              },
            },
          ],
        }),
      );
      const { Responses } = await documents.send(
        new TransactGetCommand({
          TransactItems: ['new', 'gone', 'checked', 'up'].map((id) => ({ Get: { TableName, Key: { author: 'ann', id } } })),
        }),
      );
      expect(Responses?.map(({ Item }) => Item?.id)).to.deep.equal(['new', undefined, 'checked', 'up']);
      expect(await tagged('y')).to.deep.equal(['new']);
    });

    it('writes nothing where one condition fails, and says which', async () => {
      await put({ author: 'ann', id: 'there', text: 'old' });
      const error = await refusal(
        documents.send(
          new TransactWriteCommand({
            TransactItems: [
              { Put: { TableName, Item: { author: 'ann', id: 'first', tag: 'z' } } },
              {
                Put: {
                  TableName,
                  Item: { author: 'ann', id: 'there' },
                  ConditionExpression: 'attribute_not_exists(id)',
                  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
                },
              },
            ],
          }),
        ),
      );
      expect(error.name).to.equal('TransactionCanceledException');
      expect(error.message).to.equal(
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      );
      expect(error.CancellationReasons?.map(({ Code }) => Code)).to.deep.equal(['None', 'ConditionalCheckFailed']);
      expect(error.CancellationReasons?.[1]?.Item).to.have.nested.property('text');
      expect(await get('ann', 'first')).to.equal(undefined);
      expect(await tagged('z')).to.deep.equal([]);
    });

    it('refuses two operations on one item', async () => {
      const Put = { TableName, Item: { author: 'ann', id: '1' } };
      const error = await refusal(documents.send(new TransactWriteCommand({ TransactItems: [{ Put }, { Put }] })));
      expect(error).to.include({
        name: 'ValidationException',
        message: 'Transaction request cannot include multiple operations on one item',
      });
    });

    it('runs a repeated token once', async () => {
      const input = (n: string) => ({
        ClientRequestToken: 'token',
        TransactItems: [
          {
            Update: {
              TableName,
              Key: { author: { S: 'ann' }, id: { S: '1' } },
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': { N: n } },
            },
          },
        ],
      });
      await client.send(new TransactWriteItemsCommand(input('1')));
      await client.send(new TransactWriteItemsCommand(input('1')));
      expect(await get('ann', '1')).to.have.property('n', 1);
      const error = await refusal(client.send(new TransactWriteItemsCommand(input('2'))));
      expect(error.name).to.equal('IdempotentParameterMismatchException');
    });
  });

  it('keeps regions apart', async () => {
    await put({ author: 'ann', id: '1' });
    const west = new DynamoDBClient({ ...clientOptions(local.url), region: 'us-west-2' });
    expect((await west.send(new ListTablesCommand({}))).TableNames).to.deep.equal([]);
    const error = await refusal(west.send(new DescribeTableCommand({ TableName })));
    expect(error.name).to.equal('ResourceNotFoundException');
    west.destroy();
  });

  it('answers what it does not know aloud', async () => {
    const response = await fetch(local.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ExecuteStatement',
        authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
    });
    expect(response.status).to.equal(400);
    expect(await response.json()).to.include({ __type: 'UnknownOperationException' });
  });
});
