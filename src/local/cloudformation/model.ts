/** What is known of a stack: the data that the engine changes, the journal keeps and the API shows. */
import type { Properties } from '../types.ts';

export type Tags = Readonly<Record<string, string>>;

/** What a stack is asked to be. */
export interface Definition {
  /** As submitted. */
  readonly template: string;
  /** Every parameter of the template with its value in use. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: string;
  readonly statusReason?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly time: number;
  /** As last applied, through the intrinsics. */
  readonly properties: Properties;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Stack tags as last handed to the provider. */
  readonly tags: Tags;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  readonly metadata?: unknown;
  /** Logical ids that must exist before this one and go after it. */
  readonly dependsOn: readonly string[];
  /** What was done to it since the stack was last stable: a rollback undoes it. */
  readonly touched?: 'created' | 'changed' | 'imported';
  /** The update that was begun and has not succeeded. */
  readonly attempted?: Properties;
  /** A creation that was begun: the name it uses, if it has one. A killed endpoint removes that resource before it tries again. */
  readonly creating?: { readonly name?: string };
}

/** A physical resource that no longer is the one of its logical id and goes in the clean-up. */
export type Discarded = Pick<StackResource, 'logicalId' | 'type' | 'physicalId' | 'properties' | 'tags' | 'dependsOn'> & {
  readonly policy: string;
};

export type OperationKind = 'create' | 'update' | 'import' | 'delete' | 'rollback' | 'continue-rollback';

/** An operation in progress; all that is needed to go on with it after a kill. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly token?: string;
  readonly phase: 'forward' | 'cleanup' | 'rollback' | 'rollback-cleanup' | 'delete';
  readonly disableRollback: boolean;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly retainExceptOnCreate: boolean;
  /** Logical id → physical id of the existing resource that it takes over. */
  readonly imports: Readonly<Record<string, string>>;
  readonly changeSetId?: string;
  /** Of the stack, for a deletion that is called off. */
  readonly statusBefore?: string;
  /** `CancelUpdateStack` was called. */
  readonly cancelled?: boolean;
  /** What early validation found: the operation fails by it before anything is provisioned. */
  readonly refusal?: string;
  /** `RetainResources` of a deletion, `ResourcesToSkip` of a continued rollback. */
  readonly skip: readonly string[];
  /** `FORCE_DELETE_STACK`, `ForceRollback`. */
  readonly force: boolean;
}

export interface OperationRecord {
  readonly id: string;
  /** `UPDATE_STACK`, `ROLLBACK`, … */
  readonly type: string;
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly token?: string;
  readonly changeSetId?: string;
}

/** What a failed update goes back to. */
export interface StableState {
  readonly definition: Definition;
  readonly outputs: readonly StackOutput[];
  readonly importedExports: readonly string[];
  readonly resources: Readonly<Record<string, StackResource>>;
}

export interface StackEvent {
  readonly id: string;
  readonly time: number;
  readonly operationId: string;
  readonly token?: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  /** A finding of early validation: only `DescribeEvents` shows it. */
  readonly validation?: { readonly name: string; readonly reason: string; readonly path: string; readonly mode: 'FAIL' | 'WARN' };
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE' | 'IMPORT';
  readonly time: number;
  readonly description?: string;
  readonly token?: string;
  readonly operationId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly executionStatus: string;
  readonly definition: Definition;
  readonly changes: readonly ResourceChange[];
  readonly imports: Readonly<Record<string, string>>;
  readonly onStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly importExistingResources: boolean;
  readonly includeNestedStacks: boolean;
  readonly disableValidation: boolean;
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly policyAction?: string;
  readonly scope: readonly string[];
  readonly details: readonly ChangeDetail[];
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface ChangeDetail {
  readonly attribute: string;
  /** Name of the property, for the attribute `Properties`. */
  readonly name?: string;
  readonly recreation: 'Never' | 'Conditionally' | 'Always';
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  readonly cause?: string;
  readonly kind: 'Add' | 'Remove' | 'Modify';
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly created: number;
  readonly updated?: number | undefined;
  readonly deleted?: number | undefined;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly changeSetId?: string | undefined;
  /** What the stack is, or is becoming; absent before the first execution. */
  readonly definition?: Definition | undefined;
  readonly outputs: readonly StackOutput[];
  /** Names of the exports that it has imported. */
  readonly importedExports: readonly string[];
  /** Held from the beginning of an operation until the stack is stable again. */
  readonly stable?: StableState | undefined;
  readonly discarded: readonly Discarded[];
  readonly operation?: Operation | undefined;
  /** The latest ones, newest first. */
  readonly operations: readonly OperationRecord[];
  readonly terminationProtection: boolean;
  readonly disableRollback: boolean;
  readonly retainExceptOnCreate: boolean;
  readonly deletionMode?: string | undefined;
  readonly policy?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
}
