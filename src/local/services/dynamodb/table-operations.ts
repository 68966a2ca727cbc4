/** Operations on tables and on their settings. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { JsonObject } from '../../protocols/json.ts';
import { tableName } from './access.ts';
import type { Tables } from './tables.ts';

type Operation = (input: JsonObject) => Promise<JsonObject>;

const LONGEST_RECOVERY_DAYS = 35;

export function tableOperations(tables: Tables): Record<string, Operation> {
  const backups = (name: string): JsonObject => {
    const enabled = tables.settings(name).pointInTimeRecovery;
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: enabled ? 'ENABLED' : 'DISABLED',
          ...(enabled && { RecoveryPeriodInDays: LONGEST_RECOVERY_DAYS }),
        },
      },
    };
  };
  const ofArn = async (input: JsonObject): Promise<string> => {
    const name = tableName(input.ResourceArn);
    if (!(await tables.engine.table(name))) {
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: ResourcArn: ${input.ResourceArn} not found`);
    }
    return name;
  };

  return {
    CreateTable: tables.create,
    UpdateTable: tables.update,
    DeleteTable: (input) => tables.delete(String(input.TableName)),
    DescribeTable: async (input) => ({ Table: await tables.describe(String(input.TableName)) }),

    async DescribeTimeToLive(input) {
      const { TableName } = await tables.need(String(input.TableName));
      const { timeToLive } = tables.settings(TableName);
      return {
        TimeToLiveDescription: timeToLive?.enabled
          ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute }
          : { TimeToLiveStatus: 'DISABLED' },
      };
    },
    async UpdateTimeToLive(input) {
      const { TableName } = await tables.need(String(input.TableName));
      const specification = input.TimeToLiveSpecification as { AttributeName: string; Enabled: boolean };
      setTimeToLive(tables, TableName, specification.AttributeName, specification.Enabled);
      return { TimeToLiveSpecification: specification };
    },

    async DescribeContinuousBackups(input) {
      return backups((await tables.need(String(input.TableName))).TableName);
    },
    async UpdateContinuousBackups(input) {
      const { TableName } = await tables.need(String(input.TableName));
      const specification = input.PointInTimeRecoverySpecification as { PointInTimeRecoveryEnabled?: boolean } | undefined;
      tables.changeSettings(TableName, { pointInTimeRecovery: specification?.PointInTimeRecoveryEnabled ?? false });
      return backups(TableName);
    },

    async TagResource(input) {
      const name = await ofArn(input);
      const added = (input.Tags as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
      tables.changeSettings(name, { tags: { ...tables.settings(name).tags, ...Object.fromEntries(added) } });
      return {};
    },
    async UntagResource(input) {
      const name = await ofArn(input);
      const removed = input.TagKeys as readonly string[];
      const kept = Object.entries(tables.settings(name).tags).filter(([key]) => !removed.includes(key));
      tables.changeSettings(name, { tags: Object.fromEntries(kept) });
      return {};
    },
    async ListTagsOfResource(input) {
      const name = await ofArn(input);
      return { Tags: Object.entries(tables.settings(name).tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

export function setTimeToLive(tables: Tables, name: string, attribute: string, enabled: boolean): void {
  const known = tables.settings(name).timeToLive;
  const refuse = (message: string) => new AwsError('ValidationException', message);
  if (known?.enabled && known.attribute !== attribute) {
    throw refuse(`TimeToLive is active on a different AttributeName: current AttributeName is ${known.attribute}`);
  }
  if (known?.enabled && enabled) throw refuse('TimeToLive is already enabled');
  if (!known?.enabled && !enabled) throw refuse('TimeToLive is already disabled');
  tables.changeSettings(name, { timeToLive: { attribute, enabled } });
}
