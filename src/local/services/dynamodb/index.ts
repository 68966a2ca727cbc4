/**
 * In: DynamoDB requests, tables as CloudFormation creates them. Out: items, kept on disk per region. Must never acknowledge a
 * write that a kill could undo, nor let a role do what its policies don't name.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { type JsonObject, type JsonOperation, serveJson } from '../../protocols/json.ts';
import { regionOf } from '../../protocols/sigv4.ts';
import type { LocalEnvironment, LocalRequest, Service } from '../../types.ts';
import type { Services } from '../index.ts';
import { neededPermissions, tableName } from './access.ts';
import { READS, WRITES } from './engine.ts';
import type { Item } from './model.ts';
import { tableOperations } from './table-operations.ts';
import { openTables, type Tables } from './tables.ts';
import { deleteExpired } from './time-to-live.ts';
import { createTransactions, failedItem } from './transactions.ts';

export interface DynamoDbService extends Service {
  /** The tables of a region. */
  tables(region: string): Promise<Tables>;
}

interface Region {
  readonly tables: Tables;
  readonly operations: Readonly<Record<string, (input: JsonObject) => Promise<JsonObject>>>;
}

const SWEEP_EVERY = 60_000;

export function createDynamoDb(environment: LocalEnvironment, services: Services): DynamoDbService {
  const directory = join(environment.directory, 'dynamodb');
  const regions = new Map<string, Promise<Region>>();
  let sweeper: NodeJS.Timeout | undefined;

  function regionNamed(name: string): Promise<Region> {
    if (!/^[a-z0-9-]+$/.test(name)) throw new AwsError('ValidationException', `'${name}' is no region.`);
    let region = regions.get(name);
    if (!region) {
      region = openTables(join(directory, name), environment.account, name).then((tables) => ({
        tables,
        operations: regionOperations(tables),
      }));
      regions.set(name, region);
      region.catch(() => regions.delete(name));
    }
    return region;
  }

  async function authorize(operation: string, input: JsonObject, request: LocalRequest): Promise<void> {
    if (request.principal.kind === 'root') return;
    if (request.principal.kind === 'anonymous') {
      throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
    }
    const { tables } = await regionNamed(regionOf(request));
    for (const { action, table, items } of neededPermissions(operation, input)) {
      const resource = table === undefined ? '*' : `arn:aws:dynamodb:${regionOf(request)}:${environment.account}:table/${table}`;
      const decision = services.iam.authorize(
        request.principal,
        action,
        resource,
        await leadingKeys(tables, operation, input, table, items),
      );
      if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message);
    }
  }

  const operation =
    (name: string): JsonOperation =>
    async (given, request) => {
      const input = given.TableName === undefined ? given : { ...given, TableName: tableName(given.TableName) };
      await authorize(name, input, request);
      const { operations } = await regionNamed(regionOf(request));
      return operations[name]?.(input);
    };

  async function sweep(): Promise<void> {
    const known = existsSync(directory) ? readdirSync(directory) : [];
    for (const name of known) await deleteExpired((await regionNamed(name)).tables, Date.now());
  }

  return {
    name: 'dynamodb',
    handle: serveJson('1.0', { ...Object.fromEntries(OPERATIONS.map((name) => [name, operation(name)])), ...streamRefusals() }),
    async tables(region) {
      return (await regionNamed(region)).tables;
    },
    async start() {
      sweeper = setInterval(() => {
        sweep().catch((error: unknown) => environment.log({ service: 'dynamodb', message: `items were not expired: ${error}` }));
      }, SWEEP_EVERY);
      sweeper.unref();
    },
    async stop() {
      clearInterval(sweeper);
      for (const region of regions.values()) await (await region).tables.engine.close();
      regions.clear();
    },
  };
}

/** `dynamodb:LeadingKeys`: the partition keys that a request touches. A scan names none. */
async function leadingKeys(
  { engine }: Tables,
  operation: string,
  input: JsonObject,
  resource: string | undefined,
  items: readonly Item[] | undefined,
): Promise<Record<string, string[]>> {
  const [name = '', , index] = resource?.split('/') ?? [];
  const table = items || operation === 'Query' ? await engine.table(name) : undefined;
  if (!table) return {};
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const { KeySchema } = indexes.find(({ IndexName }) => IndexName === index) ?? table;
  const partitionKey = KeySchema[0]?.AttributeName ?? '';
  const conditions = operation === 'Query' ? (engine.check('Query', input).data.KeyConditions as KeyConditions) : undefined;
  const values = items?.map((item) => item[partitionKey]) ?? conditions?.[partitionKey]?.AttributeValueList ?? [];
  return { 'dynamodb:LeadingKeys': values.flatMap((value) => Object.values(value ?? {}).map(String)) };
}

type KeyConditions = Readonly<Record<string, { readonly AttributeValueList: readonly Item[string][] }>>;

const OPERATIONS = [
  ...READS,
  ...WRITES,
  'TransactWriteItems',
  'TransactGetItems',
  'CreateTable',
  'UpdateTable',
  'DeleteTable',
  'DescribeTimeToLive',
  'UpdateTimeToLive',
  'DescribeContinuousBackups',
  'UpdateContinuousBackups',
  'TagResource',
  'UntagResource',
  'ListTagsOfResource',
] as const;

function regionOperations(tables: Tables): Region['operations'] {
  const { engine } = tables;
  const transactions = createTransactions(engine);
  const operations: Record<string, (input: JsonObject) => Promise<JsonObject>> = {};
  for (const name of READS) operations[name] = async (input) => engine.run(engine.check(name, input));
  for (const name of WRITES) {
    operations[name] = async (input) => {
      const checked = engine.check(name, input);
      return engine.write(async (run) => {
        try {
          return await run(checked);
        } catch (error) {
          if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
          throw new AwsError(error.code, error.message, error.statusCode, await failedItem(engine, input));
        }
      });
    };
  }
  return { ...operations, ...tableOperations(tables), TransactWriteItems: transactions.write, TransactGetItems: transactions.get };
}

/** A stream has an ARN here and no records: whoever reads them must know. */
function streamRefusals(): Record<string, JsonOperation> {
  const refuse = () => {
    throw new AwsError('UnknownOperationException', 'The embedded endpoint keeps no stream records.');
  };
  return { GetRecords: refuse, GetShardIterator: refuse, DescribeStream: refuse, ListStreams: refuse };
}
