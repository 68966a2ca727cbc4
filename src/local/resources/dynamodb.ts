/** `AWS::DynamoDB::Table`. */
import type { JsonObject } from '../protocols/json.ts';
import { setTimeToLive } from '../services/dynamodb/table-operations.ts';
import type { Tables } from '../services/dynamodb/tables.ts';
import type { Services } from '../services/index.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'DynamoDb';
const LONGEST_NAME = 255;

const KNOWN = [
  'AttributeDefinitions',
  'BillingMode',
  'DeletionProtectionEnabled',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'TableName',
  'Tags',
  'TimeToLiveSpecification',
];

export function providers({ dynamodb }: Services): ResourceProvider[] {
  const provided = async (tables: Tables, name: string): Promise<ProvidedResource> => {
    const description = (await tables.describe(name)) as { TableArn: string; LatestStreamArn?: string };
    const stream = description.LatestStreamArn === undefined ? {} : { StreamArn: description.LatestStreamArn };
    return { physicalId: name, attributes: { Arn: description.TableArn, ...stream } };
  };

  const table: ResourceProvider = {
    type: 'AWS::DynamoDB::Table',
    create: (properties, context) =>
      handled(SERVICE, async () => {
        refuseUnknown(properties, KNOWN, 'DynamoDB tables');
        const tables = await dynamodb.tables(context.region);
        const name = (properties.TableName as string | undefined) ?? context.generatedName(LONGEST_NAME);
        if (await tables.engine.table(name)) throw new ProviderError('AlreadyExists', `${name} already exists`, SERVICE);
        await tables.create(creation(name, properties, context));
        setRecovery(tables, name, properties);
        const timeToLive = timeToLiveOf(properties);
        if (timeToLive?.Enabled) setTimeToLive(tables, name, timeToLive.AttributeName, true);
        return provided(tables, name);
      }),
    update: (name, properties, previous, context) =>
      handled(SERVICE, async () => {
        refuseUnknown(properties, KNOWN, 'DynamoDB tables');
        const tables = await dynamodb.tables(context.region);
        const actual = asItIs(previous, await tables.describe(name));
        for (const change of changes(name, properties, actual)) await tables.update(change);
        changeTimeToLive(tables, name, properties);
        setRecovery(tables, name, properties);
        tables.changeSettings(name, { tags: tagsOf(properties, context) });
        return provided(tables, name);
      }),
    delete: (name, _properties, context) =>
      handled(SERVICE, async () => {
        const tables = await dynamodb.tables(context.region);
        if (await tables.engine.table(name)) await tables.delete(name);
      }),
    async read(name, region) {
      const tables = await dynamodb.tables(region);
      return (await tables.engine.table(name)) ? provided(tables, name) : undefined;
    },
  };
  return [table];
}

interface TimeToLive {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

/** CloudFormation may hand over `"true"` for a boolean. */
const isTrue = (value: unknown) => String(value) === 'true';

function timeToLiveOf(properties: Properties): TimeToLive | undefined {
  const given = properties.TimeToLiveSpecification as TimeToLive | undefined;
  return given && { AttributeName: given.AttributeName, Enabled: isTrue(given.Enabled) };
}

function tagsOf(properties: Properties, context: ProviderContext): Record<string, string> {
  const own = ((properties.Tags ?? []) as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return { ...context.tags, ...Object.fromEntries(own) };
}

function setRecovery(tables: Tables, name: string, properties: Properties): void {
  const given = properties.PointInTimeRecoverySpecification as { PointInTimeRecoveryEnabled?: unknown } | undefined;
  tables.changeSettings(name, { pointInTimeRecovery: isTrue(given?.PointInTimeRecoveryEnabled) });
}

function changeTimeToLive(tables: Tables, name: string, properties: Properties): void {
  const known = tables.settings(name).timeToLive;
  const wanted = timeToLiveOf(properties) ?? { AttributeName: known?.attribute ?? '', Enabled: false };
  const same = (known?.enabled ?? false) === wanted.Enabled && (!wanted.Enabled || known?.attribute === wanted.AttributeName);
  if (!same) setTimeToLive(tables, name, wanted.AttributeName, wanted.Enabled);
}

function creation(name: string, properties: Properties, context: ProviderContext): JsonObject {
  const { PointInTimeRecoverySpecification: _, TimeToLiveSpecification: __, ...rest } = properties;
  return {
    ...rest,
    TableName: name,
    ...(properties.StreamSpecification ? { StreamSpecification: streamOf(properties) } : {}),
    ...(properties.SSESpecification ? { SSESpecification: encryptionOf(properties) } : {}),
    Tags: Object.entries(tagsOf(properties, context)).map(([Key, Value]) => ({ Key, Value })),
  };
}

function streamOf(properties: Properties): JsonObject {
  const given = properties.StreamSpecification as { StreamViewType: string } | undefined;
  return given ? { StreamEnabled: true, StreamViewType: given.StreamViewType } : { StreamEnabled: false };
}

function encryptionOf(properties: Properties): JsonObject {
  return { Enabled: isTrue((properties.SSESpecification as { SSEEnabled?: unknown } | undefined)?.SSEEnabled) };
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema?: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly Projection?: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
  readonly ProvisionedThroughput?: unknown;
}

/** An update that failed on its way may have done a part of what it was told: what is there counts, not what was wanted. */
function asItIs(previous: Properties, table: JsonObject): Properties {
  const known = (previous.GlobalSecondaryIndexes ?? []) as readonly Index[];
  const indexes = ((table.GlobalSecondaryIndexes ?? []) as readonly Index[]).map(({ IndexName, KeySchema, Projection }) => {
    const throughput = known.find((index) => index.IndexName === IndexName)?.ProvisionedThroughput;
    return { IndexName, KeySchema, Projection, ...(throughput !== undefined && { ProvisionedThroughput: throughput }) };
  });
  const { StreamSpecification: _, ...rest } = previous;
  const stream = table.StreamSpecification as { readonly StreamViewType?: string } | undefined;
  return {
    ...rest,
    GlobalSecondaryIndexes: indexes,
    ...(stream?.StreamViewType !== undefined && { StreamSpecification: { StreamViewType: stream.StreamViewType } }),
  } as Properties;
}

type Stream = { readonly StreamViewType?: string } | undefined;

/** The `UpdateTable` calls that lead from the previous properties to the wanted ones. */
function changes(TableName: string, wanted: Properties, previous: Properties): JsonObject[] {
  const differs = (name: string) => JSON.stringify(wanted[name]) !== JSON.stringify(previous[name]);
  const indexes = indexChanges((wanted.GlobalSecondaryIndexes ?? []) as Index[], (previous.GlobalSecondaryIndexes ?? []) as Index[]);
  const streamDiffers = (wanted.StreamSpecification as Stream)?.StreamViewType !== (previous.StreamSpecification as Stream)?.StreamViewType;
  const stream = streamDiffers
    ? [
        ...(previous.StreamSpecification ? [{ StreamSpecification: { StreamEnabled: false } }] : []),
        ...(wanted.StreamSpecification ? [{ StreamSpecification: streamOf(wanted) }] : []),
      ]
    : [];
  const billing = {
    ...(differs('BillingMode') && { BillingMode: wanted.BillingMode ?? 'PROVISIONED' }),
    ...(differs('ProvisionedThroughput') && wanted.ProvisionedThroughput ? { ProvisionedThroughput: wanted.ProvisionedThroughput } : {}),
  };
  const settings = {
    ...(differs('DeletionProtectionEnabled') && { DeletionProtectionEnabled: isTrue(wanted.DeletionProtectionEnabled) }),
    ...(differs('SSESpecification') && { SSESpecification: encryptionOf(wanted) }),
    ...(differs('TableClass') && { TableClass: wanted.TableClass ?? 'STANDARD' }),
  };
  return [
    ...indexes.map((update) => ({ AttributeDefinitions: wanted.AttributeDefinitions, GlobalSecondaryIndexUpdates: [update] })),
    ...stream,
    ...[billing, settings].filter((change) => Object.keys(change).length > 0),
  ].map((change) => ({ TableName, ...change }));
}

/** What can't be changed of an index. */
function form({ KeySchema = [], Projection = {} }: Index): string {
  const keys = KeySchema.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]);
  return JSON.stringify([keys, Projection.ProjectionType, Projection.NonKeyAttributes]);
}

function indexChanges(wanted: readonly Index[], previous: readonly Index[]): object[] {
  const refuse = (message: string) => new ProviderError('InvalidRequest', message, SERVICE);
  const before = new Map(previous.map((index) => [index.IndexName, index]));
  const after = new Set(wanted.map(({ IndexName }) => IndexName));
  const updated: object[] = [];
  for (const index of wanted) {
    const known = before.get(index.IndexName);
    if (known && form(known) !== form(index)) {
      throw refuse(
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
      );
    }
    const { IndexName, ProvisionedThroughput } = index;
    if (known && ProvisionedThroughput && JSON.stringify(known.ProvisionedThroughput) !== JSON.stringify(ProvisionedThroughput)) {
      updated.push({ Update: { IndexName, ProvisionedThroughput } });
    }
  }
  const created = wanted.filter(({ IndexName }) => !before.has(IndexName)).map((index) => ({ Create: index }));
  const deleted = previous.filter(({ IndexName }) => !after.has(IndexName)).map(({ IndexName }) => ({ Delete: { IndexName } }));
  if (created.length + deleted.length > 1) throw refuse('Cannot perform more than one GSI creation or deletion in a single update');
  return [...updated, ...created, ...deleted];
}
