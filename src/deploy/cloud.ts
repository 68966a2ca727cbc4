/**
 * In: names, templates, bytes. Out: what AWS says, in plain data. The dozen calls the deployer makes, one object per region.
 * Implemented once, in `aws/`. Never: decisions; never the SDK's types.
 */

export interface Cloud {
  readonly account: string;
  readonly partition: string;
  /** An endpoint on this machine: polled in milliseconds, and every deployer of it is a process here. */
  readonly loopback: boolean;
  in(region: string): Region;
}

export interface Region {
  readonly name: string;
  /** Why the account can't use it, as the end of a sentence: there is no such region, or it is not enabled. */
  fault(): Promise<string | undefined>;
  readonly stacks: Stacks;
  /** Objects in a bucket of the own account; a bucket of another account is refused. */
  objects(bucket: string): Objects;
  /** Names of the account's buckets, of all regions; none where listing them is not permitted. */
  buckets(prefix: string): Promise<readonly string[]>;
  /** What CloudFormation reads a template from. */
  objectUrl(bucket: string, key: string): string;
  /** Empties a distribution's cache; the same reference again is the same invalidation. */
  invalidate(distributionId: string, paths: readonly string[], reference: string): Promise<void>;
  /** Plain text of an SSM parameter; `undefined` if there is none. */
  parameter(name: string): Promise<{ readonly value: string; readonly secure: boolean } | undefined>;
  readonly functions: Functions;
  readonly names: Names;
  readonly quotas: Quotas;
}

/** Resource types of which a name can be asked for. */
export type NamedType = keyof Names;

/** Whether something has the name, whoever it belongs to. */
export interface Names {
  'AWS::DynamoDB::Table'(name: string): Promise<boolean>;
  'AWS::Lambda::Function'(name: string): Promise<boolean>;
  'AWS::Logs::LogGroup'(name: string): Promise<boolean>;
  /** Of any account: names of buckets are global. */
  'AWS::S3::Bucket'(name: string): Promise<boolean>;
  /** In the default group. */
  'AWS::Scheduler::Schedule'(name: string): Promise<boolean>;
}

/** What the account may use in the region, and what it does. */
export interface Quotas {
  functions(): Promise<FunctionQuotas>;
  /** Stacks that are there, nested ones too, and how many there may be. */
  stacks(): Promise<{ readonly used: number; readonly limit: number }>;
}

export interface FunctionQuotas {
  /** In bytes. */
  readonly code: { readonly used: number; readonly limit: number };
  /** Executions at once: in all, and those that no function has reserved. */
  readonly concurrency: { readonly limit: number; readonly unreserved: number };
}

export interface Stacks {
  /** By name or ARN; `undefined` where there is no such stack (a deleted one answers by ARN). */
  describe(nameOrId: string): Promise<StackState | undefined>;
  template(stackId: string): Promise<string>;
  resources(stackId: string): Promise<readonly StackResource[]>;
  /** The given events, newest first, until `until` says stop. */
  events(stackId: string, until: (event: StackEvent) => boolean): Promise<readonly StackEvent[]>;
  createChangeSet(request: ChangeSetRequest): Promise<{ readonly id: string; readonly stackId: string }>;
  /** All pages. `undefined` where it is gone. */
  describeChangeSet(id: string, stackName: string): Promise<ChangeSetState | undefined>;
  /** Details of early validation and hooks, which the change set's own reason leaves out. */
  validationErrors(changeSetId: string, stackName: string): Promise<readonly ValidationError[]>;
  executeChangeSet(id: string, stackName: string, token: string): Promise<void>;
  deleteChangeSet(id: string, stackName: string): Promise<void>;
  /** Creates at once, without a change set: for the asset bucket's own stack. `exists` where the name is taken. */
  create(request: CreateRequest): Promise<'started' | 'exists'>;
  delete(stackId: string, options: OperationOptions): Promise<void>;
  continueRollback(stackId: string, options: OperationOptions): Promise<void>;
  rollback(stackId: string, options: OperationOptions): Promise<void>;
  protect(stackId: string, on: boolean): Promise<void>;
}

export interface StackState {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  readonly notificationArns: readonly string[];
  /** ISO times. */
  readonly created?: string;
  readonly updated?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly physicalId?: string;
}

export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string;
  readonly token?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly templateUrl: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
  /** Take over resources of the same literal name that belong to no stack. */
  readonly importExisting: boolean;
  readonly token: string;
}

export interface ChangeSetState {
  readonly status: string;
  readonly executionStatus: string;
  readonly reason?: string;
  readonly changes: readonly ResourceChange[];
}

/** One resource in a change set, in CloudFormation's words. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement: 'True' | 'False' | 'Conditional';
  readonly policyAction?: string;
  readonly details: readonly {
    readonly property?: string;
    readonly recreation: 'Always' | 'Conditionally' | 'Never';
    readonly evaluation: 'Static' | 'Dynamic';
    /** `NotesTable.Arn`, `ApiUrl`: what makes it change. */
    readonly cause?: string;
  }[];
}

export interface ValidationError {
  /** `/Resources/X/Properties/Y/0` */
  readonly path: string;
  readonly reason: string;
  readonly logicalId?: string;
}

export interface CreateRequest {
  readonly stackName: string;
  readonly template: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
}

export interface OperationOptions {
  readonly token: string;
  readonly roleArn?: string;
}

export interface Objects {
  /** Whether the bucket is there. One of another account stops the run. */
  exists(): Promise<boolean>;
  /** `now` is S3's own clock. `undefined` where object or bucket are missing. */
  get(key: string): Promise<StoredObject | undefined>;
  has(key: string): Promise<boolean>;
  put(key: string, body: string | Uint8Array, options?: PutOptions): Promise<void>;
  /** Writes if the object is as expected; `undefined` if it is not. Gives the new version's tag. */
  putIf(key: string, body: string, expected: { readonly etag: string } | 'absent'): Promise<string | undefined>;
  /** Keys below `prefix`, in order. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly size: number }[]>;
  delete(keys: readonly string[]): Promise<void>;
  /** Deletes the object if it is still this version. */
  deleteIf(key: string, etag: string): Promise<void>;
}

export interface StoredObject {
  readonly body: string;
  readonly etag: string;
  /** Milliseconds since the epoch, both by S3's clock. */
  readonly modified: number;
  readonly now: number;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly cacheControl?: string;
}

export interface Functions {
  invoke(name: string, payload: string): Promise<Invocation>;
  /** Lines of a log group since a time, oldest first. */
  logs(group: string, since: number, filter: string | undefined): Promise<readonly LogLine[]>;
}

export interface Invocation {
  readonly statusCode: number;
  readonly payload: string;
  /** `Unhandled` where the function threw. */
  readonly error?: string;
  /** The last lines of its log. */
  readonly log: string;
}

export interface LogLine {
  readonly id: string;
  readonly time: number;
  readonly stream: string;
  readonly text: string;
}
