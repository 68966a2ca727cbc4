/** Which permissions an operation needs, on which tables and indexes. */
import type { JsonObject } from '../../protocols/json.ts';
import { transactActions } from './transactions.ts';

export interface NeededPermission {
  readonly action: string;
  /** Name of a table, with `/index/<name>` where an index is read; undefined = all resources. */
  readonly table?: string;
}

export function neededPermissions(operation: string, input: JsonObject): NeededPermission[] {
  const need = (action: string, table?: string) => ({ action: `dynamodb:${action}`, ...(table === undefined ? {} : { table }) });
  switch (operation) {
    case 'ListTables':
      return [need(operation)];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys((input.RequestItems ?? {}) as object).map((table) => need(operation, tableName(table)));
    case 'TransactWriteItems':
      return transactActions(input).map(({ kind, input: { TableName } }) => need(`${kind}Item`, tableName(TableName)));
    case 'TransactGetItems':
      return ((input.TransactItems ?? []) as readonly { Get?: { TableName?: string } }[]).map(({ Get }) =>
        need('GetItem', tableName(Get?.TableName)),
      );
    case 'TagResource':
    case 'UntagResource':
    case 'ListTagsOfResource':
      return [need(operation, tableName(input.ResourceArn))];
    case 'Query':
    case 'Scan': {
      const table = tableName(input.TableName);
      return [need(operation, input.IndexName === undefined ? table : `${table}/index/${input.IndexName}`)];
    }
    default:
      return [need(operation, tableName(input.TableName))];
  }
}

/** A table may be named by its ARN. */
export function tableName(nameOrArn: unknown): string {
  const text = String(nameOrArn ?? '');
  return text.startsWith('arn:') ? (text.split(':table/')[1]?.split('/')[0] ?? text) : text;
}
