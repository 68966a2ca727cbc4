/**
 * In: fields and indexes. Out: one DynamoDB table.
 * Never loses data by default: the table outlives its stack unless the user says otherwise.
 */
import { physicalName } from '../../../core/names.ts';
import type { ConfigOf } from '../../config-of.ts';
import type { Construct, ExpandContext, Self } from '../../construct.ts';
import { arn, attribute, ref } from '../../kit/intrinsics.ts';
import { retention } from '../../kit/retention.ts';
import { checkKeys } from './keys.ts';
import { levels } from './levels.ts';
import { schema } from './schema.ts';

export type TableConfig = ConfigOf<typeof schema>;
type Key = { readonly partitionKey: string; readonly sortKey?: string | undefined };
type Projection = string | readonly string[];

/** DynamoDB's limit. */
const NAME_LENGTH = 255;
const TYPES = { string: 'S', number: 'N', binary: 'B' } as const;

export const construct: Construct<TableConfig> = {
  type: 'Table',
  schema,
  describe(config, self) {
    const name = tableName(config, self);
    const id = self.logicalId('Table');
    return {
      attributes: {
        tableName: { value: ref(id), composed: name },
        tableArn: { value: attribute(id, 'Arn'), composed: arn('dynamodb', `table/${name}`) },
        ...(config.stream?.enabled && { streamArn: { value: attribute(id, 'StreamArn') } }),
      },
      levels: levels(self, Object.keys(config.globalIndexes).length + Object.keys(config.localIndexes).length > 0),
      bindings: ['tableName'],
      shown: ['tableName'],
    };
  },
  expand(config, context) {
    const keyFields = checkKeys(config, context);
    return {
      resources: {
        Table: {
          type: 'AWS::DynamoDB::Table',
          ...retention(context),
          properties: {
            TableName: tableName(config, context),
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: keyFields.map((field) => ({
              AttributeName: field,
              AttributeType: TYPES[config.fields[field] ?? 'string'],
            })),
            KeySchema: keySchema(config.primaryIndex),
            GlobalSecondaryIndexes: list(config.globalIndexes, (index, IndexName) => ({
              IndexName,
              KeySchema: keySchema(index),
              Projection: projection(index.projection),
            })),
            LocalSecondaryIndexes: list(config.localIndexes, (index, IndexName) => ({
              IndexName,
              KeySchema: keySchema({ partitionKey: config.primaryIndex.partitionKey, sortKey: index.sortKey }),
              Projection: projection(index.projection),
            })),
            TimeToLiveSpecification: config.timeToLiveAttribute && { AttributeName: config.timeToLiveAttribute, Enabled: true },
            StreamSpecification: config.stream?.enabled ? { StreamViewType: config.stream.images.toUpperCase() } : undefined,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        },
      },
    };
  },
};

function tableName(config: TableConfig, { app, id }: Self | ExpandContext): string {
  return config.name ?? physicalName(app.stage, app.app, id, NAME_LENGTH);
}

function keySchema({ partitionKey, sortKey }: Key) {
  const key = [{ AttributeName: partitionKey, KeyType: 'HASH' }];
  return sortKey === undefined ? key : [...key, { AttributeName: sortKey, KeyType: 'RANGE' }];
}

function projection(given: Projection) {
  return typeof given === 'string' ? { ProjectionType: given.toUpperCase() } : { ProjectionType: 'INCLUDE', NonKeyAttributes: given };
}

/** Indexes by name, so that their order in the file changes nothing. */
function list<Index, Result>(
  indexes: Readonly<Record<string, Index>>,
  make: (index: Index, name: string) => Result,
): readonly Result[] | undefined {
  const entries = Object.entries(indexes).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length > 0 ? entries.map(([name, index]) => make(index, name)) : undefined;
}
