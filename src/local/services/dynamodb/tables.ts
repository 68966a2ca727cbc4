/** The tables of one region: their life, their indexes, and the settings beside the data. */

import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AwsError } from '../../protocols/aws-error.ts';
import type { JsonObject } from '../../protocols/json.ts';
import { readState, writeState } from '../../state-file.ts';
import { type Engine, openEngine } from './engine.ts';
import { checkForm, createIndex, deleteIndex, invalidParameter } from './indexes.ts';
import { INITIAL_SETTINGS, type IndexDescription, type TableDescription, type TableSettings } from './model.ts';
import type { CreateTableInput, StreamSpecification, UpdateTableInput } from './table-inputs.ts';

export interface Tables {
  readonly engine: Engine;
  create(input: JsonObject): Promise<JsonObject>;
  update(input: JsonObject): Promise<JsonObject>;
  delete(name: string): Promise<JsonObject>;
  /** The description that `DescribeTable` gives. */
  describe(name: string): Promise<JsonObject>;
  need(name: string): Promise<TableDescription>;
  settings(name: string): TableSettings;
  changeSettings(name: string, change: Partial<TableSettings>): void;
  names(): readonly string[];
}

export async function openTables(directory: string, account: string, region: string): Promise<Tables> {
  const engine = await openEngine(join(directory, 'data'), account, region);
  const file = join(directory, 'settings.json');
  const settings = readState<Record<string, TableSettings>>(file, {});
  const setSettings = (name: string, value: TableSettings | undefined) => {
    if (value) settings[name] = value;
    else delete settings[name];
    writeState(file, settings);
  };
  const settingsOf = (name: string) => settings[name] ?? INITIAL_SETTINGS;

  let last: Promise<unknown> = Promise.resolve();
  /** Changes of tables go one after another: each reads the description that the one before it has left. */
  function inTurn<Arguments extends unknown[], T>(change: (...given: Arguments) => Promise<T>): (...given: Arguments) => Promise<T> {
    return (...given) => {
      const result = last.then(() => change(...given));
      last = result.catch(() => undefined);
      return result;
    };
  }

  async function need(name: string): Promise<TableDescription> {
    const table = await engine.table(name);
    if (table) return table;
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  }

  /** dynalite changes a status a moment after it has answered. */
  async function settled(name: string): Promise<void> {
    for (;;) {
      const table = await engine.table(name);
      const busy = [table, ...(table?.GlobalSecondaryIndexes ?? [])].some((part) => /ING$/.test(String(statusOf(part))));
      if (!busy) return;
      await setImmediate();
    }
  }

  function described(table: TableDescription): JsonObject {
    const { deletionProtection, stream, encrypted, tableClass } = settingsOf(table.TableName);
    return {
      ...table,
      DeletionProtectionEnabled: deletionProtection,
      ...(stream && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
        LatestStreamLabel: stream.label,
        LatestStreamArn: `${table.TableArn}/stream/${stream.label}`,
      }),
      ...(encrypted && {
        SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: `arn:aws:kms:${region}:${account}:alias/aws/dynamodb` },
      }),
      ...(tableClass && { TableClassSummary: { TableClass: tableClass } }),
    };
  }

  const tables: Tables = {
    engine,
    create: inTurn(async (input: JsonObject) => {
      const { SSESpecification, StreamSpecification, DeletionProtectionEnabled, TableClass, Tags, ...own } =
        input as unknown as CreateTableInput;
      refuse(own, ['ResourcePolicy', 'GlobalTableSettings']);
      const checked = engine.check('CreateTable', own);
      checkForm(engine, checked.data as unknown as TableDescription);
      if (await engine.table(own.TableName)) throw new AwsError('ResourceInUseException', `Table already exists: ${own.TableName}`);
      const stream = newStream(StreamSpecification);
      setSettings(own.TableName, {
        ...INITIAL_SETTINGS,
        tags: Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])),
        deletionProtection: DeletionProtectionEnabled ?? false,
        encrypted: SSESpecification?.Enabled ?? false,
        ...(stream && { stream }),
        ...(TableClass && { tableClass: TableClass }),
      });
      await engine.run(checked);
      await settled(own.TableName);
      return { TableDescription: { ...described(await need(own.TableName)), TableStatus: 'CREATING' } };
    }),

    update: inTurn(async (input: JsonObject) => {
      const { TableName: name, AttributeDefinitions, GlobalSecondaryIndexUpdates = [], ...rest } = input as unknown as UpdateTableInput;
      refuse(rest, ['ReplicaUpdates', 'MultiRegionConsistency', 'GlobalTableWitnessUpdates']);
      const table = await need(name);
      const { SSESpecification, StreamSpecification, DeletionProtectionEnabled, TableClass, BillingMode, ProvisionedThroughput } = rest;
      if (Object.keys(rest).length === 0 && GlobalSecondaryIndexUpdates.length === 0) {
        throw new AwsError(
          'ValidationException',
          'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
        );
      }
      const online = GlobalSecondaryIndexUpdates.filter((update) => update.Create || update.Delete);
      if (online.length > 1) {
        throw new AwsError(
          'LimitExceededException',
          'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
        );
      }
      const known = settingsOf(name);
      if (StreamSpecification?.StreamEnabled && known.stream) {
        throw new AwsError('ValidationException', `Table already has an enabled stream: TableName: ${name}`);
      }
      for (const { Create, Delete } of online) {
        if (Create) await createIndex(engine, table, Create, AttributeDefinitions ?? table.AttributeDefinitions);
        if (Delete) await deleteIndex(engine, table, Delete.IndexName, AttributeDefinitions);
      }
      const updates = GlobalSecondaryIndexUpdates.filter((update) => update.Update);
      if (BillingMode || ProvisionedThroughput || updates.length > 0) {
        const changes = {
          TableName: name,
          BillingMode,
          ProvisionedThroughput,
          ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
        };
        await engine.run(engine.check('UpdateTable', changes));
        await settled(name);
      }
      const { stream: _, ...withoutStream } = known;
      const stream = StreamSpecification ? newStream(StreamSpecification) : known.stream;
      setSettings(name, {
        ...withoutStream,
        ...(stream && { stream }),
        ...(DeletionProtectionEnabled !== undefined && { deletionProtection: DeletionProtectionEnabled }),
        ...(SSESpecification && { encrypted: SSESpecification.Enabled ?? false }),
        ...(TableClass && { tableClass: TableClass }),
      });
      return { TableDescription: { ...described(await need(name)), TableStatus: 'UPDATING' } };
    }),

    delete: inTurn(async (name: string) => {
      const table = await need(name);
      if (settingsOf(name).deletionProtection) {
        throw new AwsError(
          'ValidationException',
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      const description = described(table);
      await engine.exclusive(() => engine.run(engine.check('DeleteTable', { TableName: name })));
      await settled(name);
      setSettings(name, undefined);
      return { TableDescription: { ...description, TableStatus: 'DELETING' } };
    }),

    async describe(name) {
      return described(await need(name));
    },
    need,
    settings: settingsOf,
    changeSettings: (name, change) => setSettings(name, { ...settingsOf(name), ...change }),
    names: () => Object.keys(settings),
  };

  await recover();
  return tables;

  /** A kill may have come between a change and the status that follows it. */
  async function recover(): Promise<void> {
    for (const name of Object.keys(settings)) {
      const table = await engine.table(name);
      if (table?.TableStatus === 'DELETING') {
        await engine.run(engine.check('DeleteTable', { TableName: name }));
        await settled(name);
      } else if (table) {
        const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
        await engine.putTable({ ...table, TableStatus: 'ACTIVE', ...(indexes && { GlobalSecondaryIndexes: indexes }) });
      }
      if (!(await engine.table(name))) setSettings(name, undefined);
    }
  }
}

function statusOf(part: TableDescription | IndexDescription | undefined): string | undefined {
  return part && ('TableStatus' in part ? part.TableStatus : part.IndexStatus);
}

function newStream(specification: StreamSpecification | undefined): TableSettings['stream'] {
  if (!specification?.StreamEnabled) return undefined;
  if (!specification.StreamViewType) throw invalidParameter('StreamViewType is required when StreamEnabled is true');
  return { viewType: specification.StreamViewType, label: new Date().toISOString().slice(0, -1) };
}

function refuse(input: object, names: readonly string[]): void {
  for (const name of names) {
    if (name in input) throw new AwsError('ValidationException', `The embedded endpoint has no ${name} for tables.`);
  }
}
