/** What a deploy would do, as pure, printable data; and what it did. Preview prints exactly what execution does. */
import type { RunCode } from './codes/run.ts';
import type { DiagnosticCode } from './codes.ts';
import type { ExitStatus } from './errors.ts';
import type { JsonPath } from './span.ts';
import type { PublishStep } from './stages.ts';

export type StackAction = 'unchanged' | 'create' | 'update' | 'delete' | 'recover' | 'adopt' | 'blocked';

export interface PlannedChange {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly action: 'add' | 'modify' | 'remove' | 'replace' | 'import';
  /** Names of the properties that change. */
  readonly properties: readonly string[];
  /** What happens to the physical resource that goes away: only for `remove` and `replace`. */
  readonly fate?: 'deleted' | 'retained' | 'snapshot';
  readonly construct?: string;
  readonly path?: JsonPath;
  readonly physicalId?: string;
}

export interface PlannedStack {
  readonly kind: 'stack';
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly action: StackAction;
  /** Why: "template changed", "parameter ApiUrl changed", "ROLLBACK_COMPLETE: delete and create again", … */
  readonly reasons: readonly string[];
  readonly changes: readonly PlannedChange[];
  /** Some parameters come from outputs that this deploy may change: the changes are known only then. */
  readonly provisional: boolean;
  readonly dependsOn: readonly string[];
  /** Why it may not be done; only where `action` is `blocked`. */
  readonly blocks?: readonly Failure[];
}

export interface PlannedPublish {
  readonly kind: 'publish';
  readonly id: string;
  readonly action: 'unchanged' | 'publish' | 'when-known';
  readonly reasons: readonly string[];
  readonly dependsOn: readonly string[];
  readonly step: PublishStep;
}

export type PlannedNode = PlannedStack | PlannedPublish;

export interface DeployPlan {
  readonly app: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  /** In an order in which they could run one after the other. */
  readonly nodes: readonly PlannedNode[];
  /** `true`: no lock, no write, exit 0. */
  readonly nothingToDo: boolean;
  /** Deployed stacks that the app no longer declares; `--prune` removes them. */
  readonly undeclared: readonly { readonly id: string; readonly name: string; readonly region: string }[];
}

export type NodeOutcome =
  | { readonly kind: 'unchanged'; readonly id: string; readonly reason: string }
  | { readonly kind: 'done'; readonly id: string; readonly action: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly id: string; readonly failure: Failure; readonly milliseconds: number }
  | { readonly kind: 'skipped'; readonly id: string; readonly because: string };

/** The first real cause, in the user's terms. */
export interface Failure {
  readonly code: DiagnosticCode | RunCode;
  /** One sentence. */
  readonly message: string;
  readonly logicalId?: string;
  readonly resourceType?: string;
  readonly construct?: string;
  readonly path?: JsonPath;
  /** What to do next. */
  readonly hint?: string;
  /** The IAM action that was denied: `lambda:GetFunction`. */
  readonly permission?: string;
}

export interface DeployResult {
  readonly outcome: 'done' | 'unchanged' | 'failed' | 'refused' | 'interrupted';
  /** That of the first failure; 0 where there is none. */
  readonly exitStatus: ExitStatus;
  readonly nodes: readonly NodeOutcome[];
  /** Stack id → construct id ('' for the stack's own) → name → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  /** Resources that a removal kept, with their physical ids and why. */
  readonly retained: readonly {
    readonly stack: string;
    readonly logicalId: string;
    readonly resourceType: string;
    readonly physicalId: string;
    readonly reason: string;
  }[];
}
