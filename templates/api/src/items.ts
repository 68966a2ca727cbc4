import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.ITEMS_TABLE_NAME;

export async function put(item: { id: string }) {
  await client.send(new PutCommand({ TableName, Item: item }));
  return item;
}

export async function list() {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return Items;
}
