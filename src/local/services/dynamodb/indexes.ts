/** Keys and global indexes of a table: what DynamoDB demands of them, and indexes that come and go. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { Engine } from './engine.ts';
import type { AttributeDefinition, IndexDescription, TableDescription } from './model.ts';

export async function createIndex(
  engine: Engine,
  table: TableDescription,
  index: IndexDescription,
  definitions: readonly AttributeDefinition[],
): Promise<void> {
  const provisioned = table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST';
  const changed = { ...table, AttributeDefinitions: definitions };
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), index];
  checkForm(engine, { ...changed, GlobalSecondaryIndexes: indexes });
  const made: IndexDescription = {
    ...index,
    IndexArn: `${table.TableArn}/index/${index.IndexName}`,
    IndexStatus: 'ACTIVE',
    ProvisionedThroughput: provisioned ? { ...index.ProvisionedThroughput } : { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  };
  await engine.exclusive(async () => {
    // An earlier attempt may have been cut off.
    await engine.clearIndex(table.TableName, index.IndexName);
    await engine.fillIndex(changed, made);
    await engine.putTable({ ...changed, GlobalSecondaryIndexes: [...(table.GlobalSecondaryIndexes ?? []), made] });
  });
}

/** What DynamoDB would say if the table were created like this. */
export function checkForm(engine: Engine, table: TableDescription): void {
  const { TableName, AttributeDefinitions, KeySchema, LocalSecondaryIndexes, GlobalSecondaryIndexes } = table;
  const bare = (indexes: readonly IndexDescription[] | undefined) =>
    indexes?.map(({ IndexName, KeySchema: keys, Projection }) => ({ IndexName, KeySchema: keys, Projection }));
  engine.check('CreateTable', {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes: bare(LocalSecondaryIndexes) }),
    ...(GlobalSecondaryIndexes && GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: bare(GlobalSecondaryIndexes) }),
  });
  const used = keyAttributes([table, ...(LocalSecondaryIndexes ?? []), ...(GlobalSecondaryIndexes ?? [])]);
  const defined = AttributeDefinitions.map((definition) => definition.AttributeName);
  if (defined.some((name) => !used.has(name))) {
    throw invalidParameter(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  }
}

export async function deleteIndex(
  engine: Engine,
  table: TableDescription,
  name: string,
  definitions: readonly AttributeDefinition[] | undefined,
): Promise<void> {
  const { GlobalSecondaryIndexes = [], ...rest } = table;
  if (!GlobalSecondaryIndexes.some((index) => index.IndexName === name)) {
    throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  }
  const indexes = GlobalSecondaryIndexes.filter((index) => index.IndexName !== name);
  const used = keyAttributes([rest, ...(rest.LocalSecondaryIndexes ?? []), ...indexes]);
  const AttributeDefinitions = (definitions ?? table.AttributeDefinitions).filter((definition) => used.has(definition.AttributeName));
  await engine.exclusive(async () => {
    await engine.putTable({ ...rest, AttributeDefinitions, ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }) });
    await engine.clearIndex(table.TableName, name);
  });
}

function keyAttributes(parts: readonly Pick<IndexDescription, 'KeySchema'>[]): Set<string> {
  return new Set(parts.flatMap(({ KeySchema }) => KeySchema.map((key) => key.AttributeName)));
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('ValidationException', `One or more parameter values were invalid: ${message}`);
}
