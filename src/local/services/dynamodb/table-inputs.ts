/** What CreateTable and UpdateTable are given. */
import type { AttributeDefinition, IndexDescription } from './model.ts';

export interface StreamSpecification {
  readonly StreamEnabled?: boolean;
  readonly StreamViewType?: string;
}

interface TableOptions {
  readonly TableName: string;
  readonly SSESpecification?: { readonly Enabled?: boolean };
  readonly StreamSpecification?: StreamSpecification;
  readonly DeletionProtectionEnabled?: boolean;
  readonly TableClass?: string;
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: object;
}

export interface CreateTableInput extends TableOptions {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

export interface UpdateTableInput extends TableOptions {
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly GlobalSecondaryIndexUpdates?: readonly {
    readonly Create?: IndexDescription;
    readonly Delete?: { readonly IndexName: string };
    readonly Update?: object;
  }[];
}
