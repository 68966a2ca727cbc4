import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';

export interface Note {
  noteId: string;
  text: string;
  createdAt: string;
}

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
// `bind: [Notes]` in app.yml sets the variable and the permission.
const TableName = process.env.NOTES_TABLE_NAME;

export async function save(note: Note): Promise<void> {
  await client.send(new PutCommand({ TableName, Item: note }));
}

export async function all(): Promise<Note[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  return (Items as Note[]).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}
