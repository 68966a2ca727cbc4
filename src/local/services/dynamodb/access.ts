/** Which permissions an operation needs, on which tables and indexes. */
import type { JsonObject } from '../../protocols/json.ts';
import type { Item } from './model.ts';
import { transactActions } from './transactions.ts';

export interface NeededPermission {
  readonly action: string;
  /** Name of a table, with `/index/<name>` where an index is read; undefined = all resources. */
  readonly table?: string;
  /** The items or keys that it touches, where the request names them: policies can be bound to their partition keys. */
  readonly items?: readonly Item[];
}

export function neededPermissions(operation: string, input: JsonObject): NeededPermission[] {
  const need = (action: string, table?: string, items?: readonly (Item | undefined)[]): NeededPermission => ({
    action: `dynamodb:${action}`,
    ...(table === undefined ? {} : { table }),
    ...(items && { items: items.filter((item) => item !== undefined) }),
  });
  switch (operation) {
    case 'ListTables':
      return [need(operation)];
    case 'BatchGetItem':
      return Object.entries((input.RequestItems ?? {}) as Record<string, { Keys?: Item[] }>).map(([table, { Keys }]) =>
        need(operation, tableName(table), Keys),
      );
    case 'BatchWriteItem':
      return Object.entries((input.RequestItems ?? {}) as Record<string, BatchWrite[]>).map(([table, writes]) =>
        need(
          operation,
          tableName(table),
          writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key),
        ),
      );
    case 'TransactWriteItems':
      return transactActions(input).map(({ kind, input: action }) =>
        need(`${kind}Item`, tableName(action.TableName), [action.Item ?? action.Key]),
      );
    case 'TransactGetItems':
      return ((input.TransactItems ?? []) as readonly { Get?: { TableName?: string; Key?: Item } }[]).map(({ Get }) =>
        need('GetItem', tableName(Get?.TableName), [Get?.Key]),
      );
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [need(operation, tableName(input.TableName), [(input.Item ?? input.Key) as Item | undefined])];
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

interface BatchWrite {
  readonly PutRequest?: { readonly Item?: Item };
  readonly DeleteRequest?: { readonly Key?: Item };
}

/** A table may be named by its ARN. */
export function tableName(nameOrArn: unknown): string {
  const text = String(nameOrArn ?? '');
  return text.startsWith('arn:') ? (text.split(':table/')[1]?.split('/')[0] ?? text) : text;
}
