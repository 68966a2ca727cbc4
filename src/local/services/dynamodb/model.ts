/** What is known of a table. */

export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
  readonly IndexArn?: string;
  readonly IndexStatus?: string;
  readonly ProvisionedThroughput?: object;
}

/** As dynalite keeps it. */
export interface TableDescription {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly BillingModeSummary?: { readonly BillingMode: string };
  readonly ProvisionedThroughput?: { readonly ReadCapacityUnits: number; readonly WriteCapacityUnits: number };
}

/** What dynalite has no place for. */
export interface TableSettings {
  readonly tags: Readonly<Record<string, string>>;
  readonly deletionProtection: boolean;
  readonly stream?: { readonly viewType: string; readonly label: string };
  /** The attribute; kept, switched off, too. */
  readonly timeToLive?: { readonly attribute: string; readonly enabled: boolean };
  readonly pointInTimeRecovery: boolean;
  readonly encrypted: boolean;
  readonly tableClass?: string;
}

export const INITIAL_SETTINGS: TableSettings = { tags: {}, deletionProtection: false, pointInTimeRecovery: false, encrypted: false };
