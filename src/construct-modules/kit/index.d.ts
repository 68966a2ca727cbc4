/** Types and functions for the modules of `constructTypes`: docs/custom-constructs.md. */

declare const reference: unique symbol;

/** A value that is only known at deploy: `${Notes.tableName}`. It can be put where CloudFormation takes a value, and not be looked into. */
export interface Reference {
  readonly [reference]: true;
}

/** A value of a template: JSON in which references may stand; what is `undefined` is left out. */
export type Value = string | number | boolean | null | undefined | Reference | readonly Value[] | { readonly [key: string]: Value };

/** Keys from the construct down: `['routes', 'GET /', 'function']`. */
export type At = readonly (string | number)[];

/** The default export of a module. `Config`: what the schema describes, in long form with its defaults. */
export interface Construct<Config = Readonly<Record<string, unknown>>> {
  readonly schema: Schema;
  /** What others may refer to, from the configuration alone. */
  describe?(config: Config, self: Self): Description;
  expand(config: Config, context: Context): Fragment;
}

/** JSON Schema (draft 7) of the long form, with the keywords of docs/custom-constructs.md. */
export interface Schema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly [keyword: string]: unknown;
}

/** The construct in `app.yml` that is looked at. */
export interface Self {
  readonly id: string;
  readonly app: {
    readonly app: string;
    readonly stage: string;
    readonly region: string;
    readonly local: boolean;
    readonly protect: boolean;
  };
  readonly stack: { readonly id: string; readonly region: string };
  /** `Bucket` → `PhotosBucket` */
  logicalId(role: string): string;
}

export type RemovalPolicy = 'retain' | 'destroy' | 'snapshot';

export interface Context extends Self {
  /** What happens to data when the stack goes: the construct's own word, else the stack's, else the app's. */
  readonly removalPolicy: RemovalPolicy;
  /** Refuses the configuration at the key `at`; the other problems are looked for all the same. */
  problem(at: At, message: string, hint?: string): void;
}

export type Level = 'read' | 'write' | 'readwrite' | 'admin';

export interface Description {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** What each level of permission allows; a level that is absent isn't offered. */
  readonly levels?: Readonly<Partial<Record<Level, readonly Grant[]>>>;
  /** Attributes that `bind` puts into the environment of a function. */
  readonly bindings?: readonly string[];
  /** Attributes that `proj outputs` shows. */
  readonly shown?: readonly string[];
}

export interface Attribute {
  /** `Ref` or `Fn::GetAtt` of the construct's own resources. */
  readonly value: Value;
  /** The same made from a known physical name, for references that would close a cycle. */
  readonly composed?: Value;
  /** How it travels between stacks; as a text unless given. */
  readonly type?: 'Number' | 'CommaDelimitedList';
}

export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly (string | Reference)[];
}

export interface Fragment {
  /** By role: the logical id is the construct's id and the role, in letters and digits. */
  readonly resources?: Readonly<Record<string, Resource>>;
  /** By what the roles of their resources begin with: `Report` makes `ReportFunction`, with `Role` and `Logs` of the construct. */
  readonly functions?: Readonly<Record<string, FunctionPlace>>;
}

export interface Resource {
  /** `AWS::S3::Bucket` */
  readonly type: string;
  readonly properties?: Readonly<Record<string, Value>>;
  /** Logical ids. */
  readonly dependsOn?: readonly string[];
  readonly deletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';
  readonly updateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot';
  /** The key that it comes from, for messages about it; the construct unless given. */
  readonly at?: At;
}

export interface FunctionPlace {
  readonly config: FunctionConfig;
  /** The key that it comes from. */
  readonly at: At;
}

/** A value of `{ $ref: '#/$defs/Function' }`. */
export interface FunctionConfig {
  readonly handler: string;
  readonly environment?: Readonly<Record<string, string | Reference>>;
  readonly bind?: readonly Readonly<Record<string, Level>>[];
  readonly [property: string]: unknown;
}

/** `Ref` of a logical id or pseudo parameter. */
export function ref(logicalId: string): { readonly Ref: string };

/** `Fn::GetAtt` */
export function attribute(logicalId: string, name: string): { readonly 'Fn::GetAtt': readonly [string, string] };

/** Texts and values, one after the other. */
export function join(parts: readonly Value[]): Value;

/** ARN in the stack's own account and region: `arn('dynamodb', 'table/notes')`. */
export function arn(service: string, resource: string): Value;

/** JSON as text in which references may stand. */
export function jsonText(value: Value): Value;

/** A reference of a construct to its own attribute, for grants and environments; `suffix` is what AWS's ARN format asks for (`/*`). */
export function own(self: Self, attribute: string, suffix?: string): Reference;

export function isReference(value: unknown): value is Reference;

export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: Value;
  readonly Condition?: Value;
  readonly [key: string]: Value;
}

export function allow(actions: readonly string[], resources: Value): Statement;

/** A role that `service` (`lambda`) may take on. */
export function role(service: string, statements: readonly Statement[], context: Context, condition?: Value): Resource;

/** `deletionPolicy` and `updateReplacePolicy` of what holds data, by the `removalPolicy` that counts. */
export function retention(context: Context): Pick<Resource, 'deletionPolicy' | 'updateReplacePolicy'>;

/** `<stage>-<app>-<id>`, cut to AWS's `limit` of characters with a hash of the whole. */
export function physicalName(stage: string, app: string, id: string, limit: number): string;

/** Readable role for the item of a list or map: `GET /notes` → `GetNotes2f0c1e`. */
export function itemName(key: string): string;
