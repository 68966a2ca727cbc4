/** Runs the generated validators and turns each complaint into one of ours: one mistake, one problem. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import type { JsonPath } from '../core/span.ts';
import { didYouMean, suggestion } from './did-you-mean.ts';
import { flowStyle } from './flow-style.ts';
import { constructSchema, dereference, type Schema, type SchemaSet, schemaAt } from './schema.ts';
import * as validators from './validator.gen.js';

const APP = 'the app file';

interface Complaint {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

type Validator = ((value: unknown) => boolean) & { errors?: readonly Complaint[] | null };

export interface ValidateOptions {
  readonly set: SchemaSet;
  readonly diagnostics: Diagnostics;
  /** An override: what is required stands in the base. */
  readonly partial: boolean;
  /** The owner in words: ``the Table `Notes` ``. */
  readonly owner: string;
}

export function validateApp(value: unknown, options: Omit<ValidateOptions, 'owner'>): void {
  run(validators.validateApp as Validator, value, [], options.set.app, { ...options, owner: APP });
}

/** An entry of `stages`. */
export function validateStage(value: unknown, path: JsonPath, options: ValidateOptions): void {
  run(validators.validateStage as Validator, value, path, dereference({ $ref: '#/$defs/Stage' }, options.set), options);
}

/** The type is one of ours. */
export function validateConstruct(type: string, value: unknown, path: JsonPath, options: ValidateOptions): void {
  const validator = (validators as Readonly<Record<string, unknown>>)[`validate${type}`] as Validator;
  run(validator, value, path, constructSchema(type, options.set), options);
}

function run(validator: Validator, value: unknown, base: JsonPath, schema: Schema, options: ValidateOptions): void {
  if (validator(value)) return;
  const complaints = validator.errors ?? [];
  const reported = new Set<string>();
  for (const complaint of complaints) {
    const place = follow(value, complaint.instancePath, schema, options.set);
    if (place.insideExpression || (options.partial && ONLY_WHOLE.has(complaint.keyword))) continue;
    if (complaint.keyword === 'required' && isMistyped(complaint, complaints)) continue;
    // The first complaint about a value is the one to put right.
    const key = `${complaint.instancePath} ${complaint.params.additionalProperty ?? complaint.params.missingProperty ?? complaint.params.propertyName ?? ''}`;
    if (reported.has(key) || complaint.propertyName !== undefined) continue;
    reported.add(key);
    report(complaint, { ...place, path: [...base, ...place.path] }, ownerOf(place.path, options.owner), options);
  }
}

/** The missing key is there, but misspelled: that is said already. */
function isMistyped({ instancePath, params }: Complaint, all: readonly Complaint[]): boolean {
  const missing = String(params.missingProperty);
  return all.some(
    (other) => other.instancePath === instancePath && didYouMean(String(other.params.additionalProperty ?? ''), [missing]) !== undefined,
  );
}

const ONLY_WHOLE = new Set(['required', 'minProperties']);

interface PlaceInValue {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly schema: Schema;
  readonly insideExpression: boolean;
}

/** Walks a JSON pointer of the validator's down value and schema. */
function follow(value: unknown, pointer: string, schema: Schema, set: SchemaSet): PlaceInValue {
  const path: (string | number)[] = [];
  let at = value;
  let under = schema;
  let insideExpression = isExpression(at);
  for (const step of pointer.split('/').slice(1)) {
    const text = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const key = Array.isArray(at) ? Number(text) : text;
    path.push(key);
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
    under = schemaAt(under, key, set);
    insideExpression ||= isExpression(at);
  }
  return { path, value: at, schema: under, insideExpression };
}

function report(complaint: Complaint, { path, value, schema }: PlaceInValue, owner: string, { diagnostics }: ValidateOptions): void {
  const { keyword, params } = complaint;
  const name = String(path.at(-1) ?? 'app file');
  const part = { part: 'value' } as const;
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const hint = suggestion(key, Object.keys(schema.properties ?? {}));
      diagnostics.report('E2001', [...path, key], { key, owner }, hint === undefined ? {} : { hint });
      return;
    }
    case 'required': {
      const key = String(params.missingProperty);
      diagnostics.report('E2002', path, { key, owner }, exampleOf(schema.properties?.[key], key));
      return;
    }
    case 'type':
      diagnostics.report(
        'E2003',
        path,
        { name, expected: inWords(params.type), found: describe(value) },
        { ...part, ...exampleOf(schema, name) },
      );
      return;
    case 'enum': {
      const allowed = (params.allowedValues as readonly unknown[]).map(String);
      const near = didYouMean(String(value), allowed);
      diagnostics.report(
        'E2004',
        path,
        { name, value: show(value), allowed },
        { ...part, ...(near !== undefined && { hint: `did you mean \`${near}\`?` }) },
      );
      return;
    }
    case 'pattern':
      diagnostics.report('E2005', path, { name, value: show(value) }, { ...part, ...exampleOf(schema, name) });
      return;
    case 'propertyNames': {
      const key = String(params.propertyName);
      diagnostics.report('E2011', [...path, key], { key, owner }, exampleOf(schema, name));
      return;
    }
    case 'uniqueItems':
      diagnostics.report(
        'E2009',
        [...path, Number(params.j)],
        { name, value: show((value as readonly unknown[])[Number(params.j)]) },
        part,
      );
      return;
    default:
      diagnostics.report('E2006', path, { name, value: sizeOf(keyword, value), limit: limitOf(keyword, params.limit) }, part);
  }
}

/** What the user would call the map at `path`. */
function ownerOf(path: JsonPath, owner: string): string {
  const name = [...path].reverse().find((step) => typeof step === 'string');
  if (name === undefined) return owner;
  return owner === APP ? `\`${name}\`` : `\`${name}\` of ${owner}`;
}

function exampleOf(schema: Schema | undefined, name: string): { readonly hint?: string } {
  const example = schema?.examples?.[0];
  return example === undefined ? {} : { hint: `for example \`${name}: ${flowStyle(example)}\`` };
}

function inWords(type: unknown): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    null: 'nothing',
  };
  return (Array.isArray(type) ? type : String(type).split(',')).map((one) => words[String(one)] ?? String(one)).join(' or ');
}

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return `\`${show(value)}\``;
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function sizeOf(keyword: string, value: unknown): string {
  if (keyword.endsWith('Length')) return `${String(value).length} characters long`;
  if (keyword.endsWith('Items')) return `${(value as readonly unknown[]).length} long`;
  if (keyword.endsWith('Properties'))
    return Object.keys(value as object).length === 0 ? 'empty' : `${Object.keys(value as object).length} entries big`;
  return show(value);
}

function limitOf(keyword: string, limit: unknown): string {
  switch (keyword) {
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'minLength':
    case 'minItems':
      return limit === 1 ? 'not empty' : `at least ${limit} long`;
    case 'maxLength':
    case 'maxItems':
      return `at most ${limit} long`;
    case 'minProperties':
      return limit === 1 ? 'not empty' : `at least ${limit} entries`;
    case 'maxProperties':
      return `at most ${limit} entries`;
    default:
      return `${keyword} ${limit}`;
  }
}
