/** The schema as the loader walks it: JSON Schema's shape words and our annotations. Generated into schema.gen.ts. */
import type { Complaint } from './complaint.ts';

import type { FormName } from './forms/index.ts';

export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  /** For messages about a text of the wrong form. */
  readonly examples?: readonly unknown[];
  /** What the `pattern` asks for, in words that follow `it must be`. */
  readonly form?: string;
  /** A form whose check says what is wrong: `forms/`. A `pattern` beside it is for editors. */
  readonly format?: FormName;
  /** Why a limit is what it is, by the keyword that sets it. */
  readonly because?: Readonly<Partial<Record<string, string>>>;
  /** What keys of a map must be, in the same way. */
  readonly keyForm?: string;
  /** What keys must be that are ids. */
  readonly idPattern?: string;
  /** What a value of another kind is short for. */
  readonly shorthand?: Readonly<Partial<Record<'string' | 'number' | 'boolean' | 'array', Short>>>;
  /** Texts such as `10 seconds` become this many. */
  readonly unit?: Unit;
  /** Needed before deploy: no expression may stand here. */
  readonly known?: true;
  /** `default`s are filled in by expansion, layer by layer. */
  readonly layered?: true;
  /** Foreign `${…}` stays as it is. */
  readonly passThrough?: true;
  /** A shell reads it: what variables put into it must mean nothing to one. */
  readonly shell?: true;
  /** Used by a build on the machine of the deploy, and no part of a template. */
  readonly outsideTemplate?: true;
  /** Raw CloudFormation: its YAML tags and `Fn::Sub` are understood. */
  readonly cloudFormation?: true;
  /** The id of a construct. */
  readonly construct?: true;
  readonly keysAre?: 'construct';
  /** It may have a `when` beside its own keys. */
  readonly switchable?: true;
  readonly unknown?: true;
  readonly pathTo?: 'file' | 'folder' | 'handler';
  /** A construct: its schema is chosen by its `type`. */
  readonly constructByType?: true;
}

/** The property that the value stands for; `keyWith`: the key of a one-entry map with that value; `itemOf`: a list of one. */
export type Short = string | { readonly keyWith: string } | { readonly itemOf: true };

export type Unit = 'seconds' | 'megabytes' | 'days';

export interface SchemaSet {
  readonly app: Schema;
  readonly constructs: Readonly<Record<string, Schema>>;
  /** Validators of the app's own types; `undefined` where constructs of the type can't be judged. */
  readonly custom?: ReadonlyMap<string, ((value: unknown) => readonly Complaint[]) | undefined>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const ANYTHING: Schema = {};
/** Below a key or a type that nobody knows: that is said, and nothing of what is in it. */
const UNKNOWN: Schema = { unknown: true };
export const WHEN: Schema = { $ref: '#/$defs/When' };

const dereferenced = new WeakMap<Schema, Schema>();

/** `schema` with what its `$ref` names, its own words win, and with `when`. Each is put together once: this is asked at every node. */
export function dereference(schema: Schema, set: SchemaSet): Schema {
  if (schema.$ref === undefined && !schema.switchable) return schema;
  const known = dereferenced.get(schema);
  if (known) return known;
  const { $ref, ...own } = schema;
  const whole = { ...($ref !== undefined && dereference(definition($ref, set), set)), ...own };
  const complete = whole.switchable ? { ...whole, properties: { ...whole.properties, when: WHEN } } : whole;
  dereferenced.set(schema, complete);
  return complete;
}

function definition($ref: string, set: SchemaSet): Schema {
  const target = set.definitions[$ref.replace('#/$defs/', '')];
  if (!target) throw new Error(`no definition ${$ref}`);
  return target;
}

/** The schema of the value at `key`, as far as one is known. */
export function schemaAt(schema: Schema, key: string | number, set: SchemaSet): Schema {
  if (typeof key === 'number') return dereference(schema.items ?? ANYTHING, set);
  const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (own) return dereference(own, set);
  if (typeof schema.additionalProperties === 'object') return dereference(schema.additionalProperties, set);
  return schema.additionalProperties === false || schema.unknown ? UNKNOWN : ANYTHING;
}

export function constructSchema(type: string | undefined, set: SchemaSet): Schema {
  return type !== undefined && Object.hasOwn(set.constructs, type) ? dereference(set.constructs[type] as Schema, set) : UNKNOWN;
}

export function allowsType(schema: Schema, type: string): boolean {
  if (schema.type === undefined) return true;
  return typeof schema.type === 'string' ? schema.type === type : schema.type.includes(type);
}

/** Whether a value known only at deploy can stand here: where a scalar is expected, or a list of scalars. */
export function admitsExpression(schema: Schema, set: SchemaSet): boolean {
  if (schema.type === undefined) return true;
  if (['string', 'number', 'integer', 'boolean'].some((type) => allowsType(schema, type))) return true;
  return allowsType(schema, 'array') && schema.items !== undefined && admitsExpression(dereference(schema.items, set), set);
}
