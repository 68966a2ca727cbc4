/**
 * The data that flows between the stages, on one page. Stages do not import one another: they meet here.
 *
 *   app.yml ─ loader ─▶ AppConfig ─ expand ─▶ Expansion ─ assemble ─▶ Assembly ─ plan ─▶ DeployPlan ─ execute ─▶ DeployResult
 */
import type { ConfigValue } from './expression.ts';
import type { JsonPath, KeepableSource } from './span.ts';

// ── loader → AppConfig ──────────────────────────────────────────────────────────────────────────────────────────────

export type RemovalPolicy = 'retain' | 'destroy' | 'snapshot';

/** The app as one stage sees it: includes, `extends`, overrides and variables applied, long forms only, valid by schema, frozen. */
export interface AppConfig {
  /** Generation of defaults, naming and logical ids. */
  readonly version: 1;
  readonly app: string;
  readonly stage: string;
  /** Names under `stages` that are no patterns, in the order of the file. */
  readonly declaredStages: readonly string[];
  /** Deploying to the embedded endpoint. */
  readonly local: boolean;
  /** The app's home region: lock, releases and the list of retained resources live in its asset bucket. */
  readonly region: string;
  readonly account?: string;
  readonly profile?: string;
  /** Termination protection, no data loss, warnings of the security kind are errors. */
  readonly protect: boolean;
  /** What happens to stateful resources unless a construct says otherwise. */
  readonly removalPolicy: RemovalPolicy;
  /** How long a deploy of this stage is meant to last, in seconds. */
  readonly ttl?: number;
  /** In days; `undefined` = 30. */
  readonly logRetention?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** `defaults` of the app, as written (long form). */
  readonly defaults: Defaults;
  readonly deploy: DeploySettings;
  readonly hooks: Hooks;
  /** Constructs whose data may be lost by this deploy, by the user's written word. */
  readonly allowDataLoss: readonly string[];
  /** Stack ids whose region may change. */
  readonly allowRegionChange: readonly string[];
  /** The app's own types, sorted. */
  readonly constructTypes: readonly string[];
  /** Sorted by id. */
  readonly stacks: readonly StackConfig[];
  /** Absolute path of the folder that holds the app file; every path in the configuration is below it. */
  readonly root: string;
  readonly source: KeepableSource;
}

export interface Defaults {
  readonly function?: Readonly<Record<string, ConfigValue>>;
  readonly removalPolicy?: RemovalPolicy;
  readonly logRetention?: number;
  readonly bundle?: Readonly<Record<string, ConfigValue>>;
}

export interface DeploySettings {
  readonly roleArn?: string;
  readonly cloudFormationRole?: string;
  readonly permissionsBoundary?: string;
  readonly notificationArns?: readonly string[];
}

/** Moments of a run at which commands of the user's are run. */
export type HookName = 'beforeBuild' | 'beforeDeploy' | 'afterDeploy' | 'beforeRemove';

/** Shell commands, run one after the other in the root. */
export type Hooks = Readonly<Partial<Record<HookName, readonly string[]>>>;

export interface StackConfig {
  readonly id: string;
  /** CloudFormation's name: `<stage>-<app>-<stack>`. */
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  readonly defaults: Defaults;
  /** Sorted by id. */
  readonly constructs: readonly ConstructConfig[];
  /** Raw CloudFormation, as written, YAML tags in their long form. */
  readonly resources: Readonly<Record<string, ConfigValue>>;
  /** CloudFormation's own; by name. */
  readonly conditions: Readonly<Record<string, ConfigValue>>;
  readonly mappings: Readonly<Record<string, ConfigValue>>;
  /** Values, or outputs as CloudFormation has them. */
  readonly outputs: Readonly<Record<string, ConfigValue>>;
  readonly path: JsonPath;
}

export interface ConstructConfig {
  readonly id: string;
  readonly type: string;
  /** Long form, schema defaults filled in, without `type` and `when`. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly path: JsonPath;
}

// ── expand → Expansion ──────────────────────────────────────────────────────────────────────────────────────────────

export type CfnValue = string | number | boolean | null | readonly CfnValue[] | { readonly [key: string]: CfnValue };

export interface CfnResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, CfnValue>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
  readonly Metadata?: Readonly<Record<string, CfnValue>>;
  readonly [attribute: string]: unknown;
}

export interface CfnOutput {
  readonly Value: CfnValue;
  readonly Description?: CfnValue;
  readonly Export?: CfnValue;
  readonly Condition?: string;
}

export interface CfnTemplate {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description?: string;
  readonly Parameters?: Readonly<Record<string, Readonly<Record<string, CfnValue>>>>;
  readonly Mappings?: Readonly<Record<string, CfnValue>>;
  readonly Conditions?: Readonly<Record<string, CfnValue>>;
  readonly Resources: Readonly<Record<string, CfnResource>>;
  readonly Outputs?: Readonly<Record<string, CfnOutput>>;
}

/** Where a template parameter's value comes from. The deployer sends every parameter every time. */
export type ParameterSource =
  /** Another stack's output (`stack` is our stack id). */
  | { readonly from: 'output'; readonly stack: string; readonly output: string }
  | { readonly from: 'ssm'; readonly name: string }
  /** An output of a stack that is not this app's. */
  | { readonly from: 'cfn'; readonly stack: string; readonly output: string }
  /** The deployer's bucket in the stack's account and region. */
  | { readonly from: 'asset-bucket' }
  | { readonly from: 'literal'; readonly value: string };

export interface StackTemplate {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** Still holds `{ asset: id }` where an asset's S3 key goes; the assembly puts the keys in. */
  readonly template: CfnTemplate;
  readonly parameters: Readonly<Record<string, ParameterSource>>;
  /** Stack ids that must be deployed before this one, sorted: references and `dependsOn`. */
  readonly dependsOn: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  /** Constructs whose module did not run: their resources are not in the template. */
  readonly unjudged?: readonly string[];
  /** Which part of `app.yml` each logical id comes from. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** What `proj outputs` shows: construct id (or '' for the stack's own `outputs`) → name → output name in the template. */
  readonly shown: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly path: JsonPath;
}

export interface Origin {
  readonly path: JsonPath;
  readonly construct?: string;
  readonly type?: string;
}

export type Architecture = 'arm64' | 'x86_64';

/** One deployable piece of function code. Equal inputs have equal ids, so that each is bundled and uploaded once. */
export type FunctionAsset =
  | {
      readonly kind: 'node';
      readonly id: string;
      /** `src/list.main`: file without extension below the root, a dot, the export. */
      readonly handler: string;
      readonly runtime: string;
      readonly architecture: Architecture;
      readonly bundle: NodeBundleOptions;
      readonly path: JsonPath;
    }
  | {
      /** A directory or zip that the user made. */
      readonly kind: 'code';
      readonly id: string;
      readonly source: string;
      readonly path: JsonPath;
    };

export interface NodeBundleOptions {
  readonly format: 'esm' | 'cjs';
  readonly minify: boolean;
  readonly sourcemap: boolean;
  /** Left out of the bundle, expected at run time. */
  readonly external: readonly string[];
  /** Installed into the zip instead of bundled (native modules). */
  readonly install: readonly string[];
  readonly copyFiles: readonly { readonly from: string; readonly to: string }[];
  readonly loader: Readonly<Record<string, string>>;
  readonly define: Readonly<Record<string, string>>;
}

/** A string of a publish step that may need outputs of stacks. */
export type PublishValue =
  | string
  | { readonly from: 'output'; readonly stack: string; readonly output: string }
  | { readonly from: 'ssm'; readonly name: string }
  | { readonly from: 'cfn'; readonly stack: string; readonly output: string }
  | { readonly join: readonly PublishValue[] };

/** A node of the deploy graph beside the stacks: a site's build, upload and invalidation. */
export interface PublishStep {
  /** The construct's id. */
  readonly id: string;
  readonly kind: 'site';
  /** The stack that owns bucket and distribution. */
  readonly stack: string;
  readonly region: string;
  /** Folder of the site, relative to the root. */
  readonly source: string;
  readonly build?: { readonly command: string; readonly output: string };
  readonly environment: Readonly<Record<string, PublishValue>>;
  readonly cache: readonly { readonly files: string; readonly cacheControl: string }[];
  readonly bucket: PublishValue;
  readonly distribution: PublishValue;
  /** Stack ids it must wait for: its own and those its environment needs. Sorted. */
  readonly dependsOn: readonly string[];
  readonly path: JsonPath;
}

export interface Expansion {
  readonly app: string;
  readonly stage: string;
  readonly local: boolean;
  readonly region: string;
  /** In deploy order, ties by id. */
  readonly stacks: readonly StackTemplate[];
  /** Sorted by id. */
  readonly assets: readonly FunctionAsset[];
  /** Sorted by id. */
  readonly publish: readonly PublishStep[];
}

// ── assemble → Assembly ─────────────────────────────────────────────────────────────────────────────────────────────

/** Final templates and bundles on disk with their content keys; complete, can be deployed elsewhere and later. */
export interface Assembly {
  readonly app: string;
  readonly stage: string;
  readonly local: boolean;
  readonly region: string;
  /** Absolute; `.proj/build/<stage>`. */
  readonly directory: string;
  /** In deploy order. */
  readonly stacks: readonly AssembledStack[];
  readonly assets: readonly AssembledAsset[];
  readonly publish: readonly PublishStep[];
  /** Absolute path of the project's root: where publish steps build. */
  readonly root: string;
}

export interface AssembledStack extends Omit<StackTemplate, 'template'> {
  readonly template: CfnTemplate;
  /** The bytes that are deployed: JSON without white space, keys in a fixed order. */
  readonly body: string;
  /** sha256 of `body`, hex. */
  readonly hash: string;
  /** Ids of the assets this stack's template uses, sorted. */
  readonly assets: readonly string[];
}

export interface AssembledAsset {
  readonly id: string;
  /** S3 key: `<app>/<stage>/<sha256 over sorted (path, mode, uncompressed bytes)>.zip`. */
  readonly key: string;
  /** Absolute path of the zip. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  /** base64 sha256 of the zip: Lambda's `CodeSha256`. */
  readonly codeSha256: string;
}

// ── plan, execute ───────────────────────────────────────────────────────────────────────────────────────────────────

export type { DeployPlan, DeployResult } from './plan.ts';
