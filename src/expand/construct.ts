/**
 * What a construct is. In: its valid configuration. Out: what others may refer to (`describe`), then its resources
 * (`expand`), with expressions where a reference stands. It never sees another construct's resources or the template.
 */
import type { CodeArguments, DiagnosticCode } from '../core/codes.ts';
import type { ReportOptions } from '../core/diagnostic.ts';
import type { ConfigValue, Expression } from '../core/expression.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig, CfnResource, CfnValue, FunctionAsset, RemovalPolicy, StackConfig } from '../core/stages.ts';

export interface Construct<Config = Readonly<Record<string, unknown>>> {
  /** As written in `app.yml`: `StaticSite`. */
  readonly type: string;
  /** JSON Schema of the long form; the only source of types, validation, defaults and docs. */
  readonly schema: ConstructSchema;
  /** First pass: what other constructs may refer to, from the configuration alone. */
  describe(config: Config, self: Self): Description;
  /** Second pass: the resources. */
  expand(config: Config, context: ExpandContext): Fragment;
}

export interface ConstructSchema {
  readonly type: 'object';
  readonly title: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, object>>;
  readonly [keyword: string]: unknown;
}

/** Who the construct is: all it may make names from. */
export interface Self {
  readonly id: string;
  readonly app: AppConfig;
  readonly stack: StackConfig;
  readonly path: JsonPath;
  /** What the user merges into its resources; a name may depend on it. */
  readonly overrides: unknown;
  /** `Table` → `NotesTable` */
  logicalId(role: string): string;
}

export interface Description {
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** What each level of permission allows; a level that is absent isn't offered. */
  readonly levels: Readonly<Partial<Record<Level, readonly Grant[]>>>;
  /** Attributes that `bind` puts into the environment. */
  readonly bindings: readonly string[];
  /** Attributes that `proj outputs` shows. */
  readonly shown: readonly string[];
  /** The module of its type has not run: whatever is referred to is taken to be there. */
  readonly unjudged?: true;
}

export type Level = 'read' | 'write' | 'readwrite' | 'admin';

export interface Attribute {
  /** `Ref` or `Fn::GetAtt` of the construct's own resources. */
  readonly value: CfnValue;
  /** The same value made from the known physical name, without any `Ref` to a resource; an attribute without it is opaque. */
  readonly composed?: CfnValue;
  /** How it travels between stacks; `String` unless given. */
  readonly type?: 'Number' | 'CommaDelimitedList';
}

export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly (string | Expression)[];
}

/** CloudFormation in which expressions may still stand where the linker puts references. */
export type DraftValue = CfnValue | ConfigValue | readonly DraftValue[] | { readonly [key: string]: DraftValue | undefined };

/** A resource before linking; a property that is `undefined` is left out. */
export interface Draft {
  readonly type: string;
  readonly properties: Readonly<Record<string, DraftValue | undefined>>;
  readonly dependsOn?: readonly string[];
  readonly deletionPolicy?: CfnResource['DeletionPolicy'];
  readonly updateReplacePolicy?: CfnResource['UpdateReplacePolicy'];
  /** How its type takes tags, where that is none of the kit's. */
  readonly tagging?: Tagging;
  /** The part of `app.yml` that it comes from, where that is more exact than the construct. */
  readonly path?: JsonPath;
}

/** The property for tags, and its shape. */
export interface Tagging {
  readonly property: string;
  readonly shape: 'list' | 'map';
}

export interface Fragment {
  /** By role; the logical id is the construct's id and the role. */
  readonly resources: Readonly<Record<string, Draft>>;
  readonly assets?: readonly FunctionAsset[];
  readonly site?: SiteDraft;
}

/** A site's publish step before linking. */
export interface SiteDraft {
  readonly source: string;
  readonly build?: { readonly command: string; readonly output: string };
  readonly environment: Readonly<Record<string, string | Expression>>;
  readonly cache: readonly { readonly files: string; readonly cacheControl: string }[];
  /** Attributes of the construct itself. */
  readonly bucket: string;
  readonly distribution: string;
}

export interface ExpandContext extends Self {
  /** What happens to data when the stack goes: the construct's own word, else the stack's, else the app's. */
  readonly removalPolicy: RemovalPolicy;
  /** The construct's own word. */
  readonly ownRemovalPolicy: RemovalPolicy | undefined;
  /** What another construct of the app offers; the loader has refused ids that aren't there. */
  find(id: string): Found | undefined;
  /** A reference to an attribute on behalf of the key at `path`. */
  attribute(construct: string, attribute: string, path: JsonPath): Expression;
  report<Code extends DiagnosticCode>(code: Code, path: JsonPath, args: CodeArguments<Code>, options?: ReportOptions): void;
}

export interface Found extends Description {
  readonly id: string;
  readonly type: string;
  readonly path: JsonPath;
}
