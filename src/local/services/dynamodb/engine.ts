/**
 * dynalite's storage, expressions and checks for one region, without its HTTP server. Every write operation becomes one atomic
 * LevelDB batch of the item and its index entries; several operations can share one batch, which is what a transaction is.
 * Writes go one after another, so that a condition still holds when its write is made.
 */
import { AwsError } from '../../protocols/aws-error.ts';
import type { JsonObject } from '../../protocols/json.ts';
import { type DynaliteError, loadDynalite, type SubDatabase } from './dynalite.ts';
import type { Item, TableDescription } from './model.ts';

/** Operations that the engine runs as they are. */
export type EngineOperation = (typeof READS)[number] | (typeof WRITES)[number] | (typeof TABLE_OPERATIONS)[number];
export const READS = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'DescribeTable', 'ListTables'] as const;
export const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const;
const TABLE_OPERATIONS = ['CreateTable', 'DeleteTable', 'UpdateTable'] as const;

/** A write whose form has been checked, ready to run. */
export interface CheckedInput {
  readonly operation: EngineOperation;
  readonly data: Record<string, unknown>;
}

export interface Engine {
  /** Checks the form of an input: types, lengths, expressions. Throws `ValidationException`. */
  check(operation: EngineOperation, input: JsonObject): CheckedInput;
  /** For everything but writes of items. */
  run(input: CheckedInput): Promise<JsonObject>;
  /** One batch out of the writes that `body` makes; nothing is written if it throws. */
  write<T>(body: (run: RunWrite) => Promise<T>): Promise<T>;
  /** Runs while no write does. */
  exclusive<T>(body: () => Promise<T>): Promise<T>;
  table(name: string): Promise<TableDescription | undefined>;
  putTable(table: TableDescription): Promise<void>;
  item(table: TableDescription, key: Item): Promise<Item | undefined>;
  items(table: string): AsyncIterable<Item>;
  /** Entries of a new global index for all items of the table. */
  fillIndex(table: TableDescription, index: { readonly IndexName: string }): Promise<void>;
  clearIndex(table: string, index: string): Promise<void>;
  close(): Promise<void>;
}

/** `onlyCheck`: everything but the writing. */
export type RunWrite = (input: CheckedInput, onlyCheck?: boolean) => Promise<JsonObject>;

interface BatchOperation {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: unknown;
}

const FILL_AT_ONCE = 500;

export async function openEngine(path: string, account: string, region: string): Promise<Engine> {
  const dynalite = loadDynalite();
  const { database } = dynalite;
  const store = database.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await store.db.open();
  store.tableDb.awsAccountId = account;
  store.tableDb.awsRegion = region;

  let batch: BatchOperation[] | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** Keeps what is put and deleted for the batch instead of writing it. */
  function collecting(database: SubDatabase, prefix: string): SubDatabase {
    const collect = (operation: BatchOperation, callback: (error: Error | null) => void) => {
      if (!batch) throw new Error('an item is written outside of a batch');
      batch.push(operation);
      callback(null);
    };
    return Object.assign(Object.create(database) as SubDatabase, {
      put: (key: string, value: unknown, callback: (error: Error | null) => void) =>
        collect({ type: 'put', key: prefix + key, value }, callback),
      del: (key: string, callback: (error: Error | null) => void) => collect({ type: 'del', key: prefix + key }, callback),
    });
  }
  const collectors = new Map<string, SubDatabase>();
  const collector = (prefix: string, database: SubDatabase): SubDatabase => {
    const known = collectors.get(prefix);
    if (known && Object.getPrototypeOf(known) === database) return known;
    const made = collecting(database, prefix);
    collectors.set(prefix, made);
    return made;
  };
  const itemPrefix = (table: string) => `item-${table}~`;
  const indexPrefix = (kind: string, table: string, index: string) => `index-${kind.toLowerCase()}~${table}~${index}~`;
  const { getItemDb, getIndexDb } = store;
  store.getItemDb = (table) => collector(itemPrefix(table), getItemDb(table));
  store.getIndexDb = (kind, table, index) => collector(indexPrefix(kind, table, index), getIndexDb(kind, table, index));

  const promised = <T>(call: (callback: (error: Error | null, result?: unknown) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      call((error, result) => (error ? reject(error) : resolve(result as T)));
    });

  async function run({ operation, data }: CheckedInput): Promise<JsonObject> {
    try {
      return await promised<JsonObject>((callback) => dynalite.action(operation)(store, data, callback));
    } catch (error) {
      throw asRefusal(error as DynaliteError);
    }
  }

  function exclusive<T>(body: () => Promise<T>): Promise<T> {
    const result = queue.then(body);
    queue = result.catch(() => undefined);
    return result;
  }

  const items = (table: string) => store.getItemDb(table).createValueStream() as unknown as AsyncIterable<Item>;

  const commit = (operations: readonly BatchOperation[]) =>
    operations.length > 0 ? promised<void>((callback) => store.db.batch(operations, callback)) : Promise.resolve();

  const found = async <T>(call: (callback: (error: Error | null, result?: unknown) => void) => void): Promise<T | undefined> => {
    try {
      return await promised<T | undefined>(call);
    } catch (error) {
      if ((error as Error).name === 'NotFoundError') return undefined;
      throw error;
    }
  };

  return {
    check(operation, input) {
      const rules = dynalite.rules(operation);
      try {
        // dynalite deletes what it doesn't know from the object itself.
        const data = dynalite.validations.checkTypes({ ...input }, rules.types);
        dynalite.validations.checkValidations(data, rules.types, rules.custom, store);
        return { operation, data };
      } catch (error) {
        throw asRefusal(error as DynaliteError);
      }
    },
    run,
    write: (body) =>
      exclusive(async () => {
        const operations: BatchOperation[] = [];
        batch = operations;
        try {
          const result = await body(async (input, onlyCheck = false) => {
            const before = operations.length;
            let done = false;
            try {
              const output = await run(input);
              done = !onlyCheck;
              return output;
            } finally {
              if (!done) operations.length = before;
            }
          });
          await commit(operations);
          return result;
        } finally {
          batch = undefined;
        }
      }),
    exclusive,
    table: (name) => found((callback) => store.tableDb.get(name, callback)),
    putTable: (table) => promised((callback) => store.tableDb.put(table.TableName, table, callback)),
    item: (table, key) => found((callback) => store.getItemDb(table.TableName).get(database.createKey(key, table), callback)),
    items,
    async fillIndex(table, index) {
      let operations: BatchOperation[] = [];
      for await (const item of items(table.TableName)) {
        if (!hasIndexKey(table, index, item)) continue;
        for (const { key, item: value } of database.getIndexActions([index], null, item, table).puts) {
          operations.push({ type: 'put', key: indexPrefix('global', table.TableName, index.IndexName) + key, value });
        }
        if (operations.length >= FILL_AT_ONCE) {
          await commit(operations);
          operations = [];
        }
      }
      await commit(operations);
    },
    clearIndex: (table, index) => promised((callback) => store.deleteIndexDb('global', table, index, callback)),
    close: () => exclusive(() => promised((callback) => store.db.close(callback))),
  };
}

/** An item whose key attribute is missing or of another type isn't in the index. */
function hasIndexKey(table: TableDescription, index: object, item: Item): boolean {
  const { KeySchema } = index as { KeySchema: TableDescription['KeySchema'] };
  return KeySchema.every(({ AttributeName: name }) => {
    const type = table.AttributeDefinitions.find((definition) => definition.AttributeName === name)?.AttributeType;
    return type !== undefined && item[name]?.[type] !== undefined;
  });
}

/** dynalite's refusals carry the body that AWS would send; anything else is a failure of ours. */
function asRefusal(error: DynaliteError): Error {
  if (error.statusCode === undefined || error.body === undefined) return error;
  const { __type: type, message, Message } = error.body;
  return new AwsError(type.slice(type.lastIndexOf('#') + 1), message ?? Message ?? '', error.statusCode);
}
