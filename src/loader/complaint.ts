/** One complaint of a validator as one of our problems. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import { type Rewrite, respell, unquoted } from '../core/fix.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import { FUNCTIONS_ELSEWHERE } from './cloudformation-tags.ts';
import { flowStyle } from './flow-style.ts';
import { keyFor, placeFor, valueFor } from './foreign-words.ts';
import { CONSTRUCT_ID } from './ids.ts';
import { dereference, type Schema, type SchemaSet, schemaAt } from './schema.ts';
import { suggestion } from './suggestion.ts';

const CONSTRUCT = new RegExp(CONSTRUCT_ID);
/** Keys that are known, but elsewhere. */
const MISPLACED = new Map([
  ['when', 'it stands at a stack, a construct, or a map in a list or map, such as a route or an index'],
  ['parameters', 'values of your own stand in `params` at the top of the file, and are read by `${param:…}`'],
]);
/** Of schemas by others; ours all say theirs. */
const ANOTHER_FORM = 'of another form';

/** As ajv makes it. */
export interface Complaint {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

export interface Place {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly schema: Schema;
  readonly set: SchemaSet;
  /** The value is the only one of its list: mostly the list is not written. */
  readonly alone: boolean;
  /** What the user would call the map at `path`. */
  readonly owner: string;
  /** Keys that the map at `path` lacks. */
  readonly missing: readonly string[];
  /** Keys of that map that belong into an empty map beside them; the complaint is about the first. */
  readonly stray: readonly string[];
}

export function reportComplaint(
  { keyword, params }: Complaint,
  { path, value, schema, set, alone, owner, missing, stray }: Place,
  diagnostics: Diagnostics,
): void {
  const name = nameOf(alone && typeof value !== 'object' ? path.slice(0, -1) : path);
  const part = { part: 'value' } as const;
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys(schema.properties ?? {});
      const absent = known.filter((one) => !Object.hasOwn(value as object, one));
      const hint = unknownKeyHint(key, { value, schema, set, missing, stray });
      const related = stray.filter((one) => one !== key).map((one) => ({ message: 'also here', path: [...path, one] }));
      diagnostics.report(
        'E2001',
        [...path, key],
        { key, owner },
        { ...(hint !== undefined && { hint }), ...(related.length > 0 && { related }), ...respell(key, absent) },
      );
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
        {
          ...part,
          ...(functionElsewhere(value) ??
            asList(value, schema, name) ??
            asMap(value, schema) ??
            exampleOf(schema, name) ??
            foreignPlace(name)),
        },
      );
      return;
    case 'enum': {
      const allowed = params.allowedValues as readonly unknown[];
      const hint = typeof value === 'number' ? neighbours(value, allowed) : nearestOf(value, allowed);
      diagnostics.report(
        'E2004',
        path,
        { name, value: show(value), allowed: allowed.map(String), because: schema.because?.enum },
        { ...part, ...(hint !== undefined && { hint }), ...(typeof value === 'string' && respell(value, allowed.map(String))) },
      );
      return;
    }
    case 'pattern':
      diagnostics.report(
        'E2005',
        path,
        { name, value: show(value), form: schema.form ?? ANOTHER_FORM },
        { ...part, ...exampleOf(schema, name) },
      );
      return;
    case 'propertyNames': {
      const key = String(params.propertyName);
      diagnostics.report('E2011', [...path, key], { key, owner, form: schema.keyForm ?? ANOTHER_FORM }, exampleOf(schema, name));
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
      diagnostics.report(
        'E2006',
        path,
        { name, value: sizeOf(keyword, value, schema), limit: limitOf(keyword, params.limit), because: schema.because?.[keyword] },
        part,
      );
  }
}

/** Where the key would be right, at most two maps further down. */
function placeOfKey(key: string, schema: Schema, set: SchemaSet): string | undefined {
  const has = (one: Schema) => Object.hasOwn(one.properties ?? {}, key);
  const below = Object.keys(schema.properties ?? {}).map((name) => ({ name, inner: schemaAt(schema, name, set) }));
  const child = below.find(({ inner }) => has(inner));
  if (child) return `below \`${child.name}\``;
  for (const { name, inner } of below) {
    const grandchild = Object.keys(inner.properties ?? {}).find((one) => has(schemaAt(inner, one, set)));
    if (grandchild !== undefined) return `below \`${name}.${grandchild}\``;
  }
  const entries = below.find(
    ({ inner }) => typeof inner.additionalProperties === 'object' && has(dereference(inner.additionalProperties, set)),
  );
  return entries && `in an entry of \`${entries.name}\``;
}

function unknownKeyHint(
  key: string,
  { value, schema, set, missing, stray }: Pick<Place, 'value' | 'schema' | 'set' | 'missing' | 'stray'>,
): string | undefined {
  const known = Object.keys(schema.properties ?? {});
  if (stray.includes(key)) return 'indent it: what belongs into the empty map above stands further to the right';
  const near = nearest(key, known);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  const foreign = keyFor(key, known);
  if (foreign !== undefined) return `here it is \`${foreign}\``;
  if (looksLikeConstruct(key, (value as Readonly<Record<string, unknown>>)[key], known))
    return 'constructs stand below the key `constructs`';
  const below = placeOfKey(key, schema, set);
  const place = below === undefined ? (MISPLACED.get(key) ?? placeFor(key)) : `\`${key}\` stands ${below}`;
  if (place !== undefined) return place;
  const [lacked, ...others] = missing;
  return lacked !== undefined && others.length === 0 ? `did you mean \`${lacked}\`? It is missing here` : suggestion(key, known);
}

/** One that stands beside `constructs`, or inside another construct. */
function looksLikeConstruct(key: string, value: unknown, known: readonly string[]): boolean {
  if (!CONSTRUCT.test(key)) return false;
  return (
    known.includes('constructs') || (typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string')
  );
}

/** As CloudFormation writes its own: `{ Ref: Notes }`. */
function functionElsewhere(value: unknown): { readonly hint: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && /^(Ref|Fn::\w+)$/.test(key) ? { hint: FUNCTIONS_ELSEWHERE } : undefined;
}

function nearestOf(value: unknown, allowed: readonly unknown[]): string | undefined {
  const foreign = typeof value === 'string' ? valueFor(value, allowed) : undefined;
  if (foreign !== undefined) return `here it is \`${foreign}\``;
  const near = typeof value === 'string' ? nearest(value, allowed.map(String)) : undefined;
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

/** The numbers on both sides of `value`. */
function neighbours(value: number, allowed: readonly unknown[]): string | undefined {
  const numbers = allowed.filter((one) => typeof one === 'number').sort((a, b) => a - b);
  const sides = [numbers.findLast((one) => one < value), numbers.find((one) => one > value)].filter((one) => one !== undefined);
  return sides.length === 0 ? undefined : `the nearest ${sides.length === 1 ? 'is' : 'are'} ${sides.join(' and ')}`;
}

/** The last key; of an item of a list the list's with the index. */
function nameOf(path: JsonPath): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return last ?? 'app file';
  return `${nameOf(path.slice(0, -1))}[${last}]`;
}

function exampleOf(schema: Schema | undefined, name: string): { readonly hint: string } | undefined {
  const example = schema?.examples?.[0];
  return example === undefined ? undefined : { hint: `for example \`${name}: ${flowStyle(example)}\`` };
}

/** A single value where a list of such values is wanted. */
function asList(value: unknown, schema: Schema, name: string): { readonly hint: string; readonly fix: Rewrite } | undefined {
  if (typeof value !== 'string' || schema.type !== 'array') return undefined;
  if (schema.items?.type !== 'string' && schema.items?.shorthand?.string === undefined) return undefined;
  const list = flowStyle([value]);
  return { hint: `write \`${name}: ${list}\``, fix: (written) => (unquoted(written) === value ? list : undefined) };
}

/** `Variables` below `environment`. */
function foreignPlace(name: string): { readonly hint: string } | undefined {
  const hint = placeFor(name);
  return hint === undefined ? undefined : { hint };
}

/** A list where the entries of a map are wanted. */
function asMap(value: unknown, schema: Schema): { readonly hint: string } | undefined {
  const items = Array.isArray(value) && schema.type === 'object' ? (value as readonly unknown[]) : [];
  const [first] = items;
  if (typeof first !== 'object' || first === null || Array.isArray(first) || isExpression(first)) return undefined;
  const { id, name = id, Key, Value } = first as Readonly<Record<string, unknown>>;
  // As CloudFormation writes tags.
  if (typeof Key === 'string' && typeof Value === 'string') return { hint: `write \`${Key}: ${Value}\`: a map, not a list` };
  const [key] = typeof name === 'string' ? [name] : Object.keys(first);
  return { hint: `write \`${key}:\` without \`- \`${typeof name === 'string' ? ' and `name`' : ''}: a map, not a list` };
}

function inWords(type: unknown): string {
  const words: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'a string',
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

function sizeOf(keyword: string, value: unknown, { unit }: Schema): string {
  const size = keyword.endsWith('Length') || keyword.endsWith('Items') ? (value as string | readonly unknown[]).length : undefined;
  const entries = keyword.endsWith('Properties') ? Object.keys(value as object).length : undefined;
  if (size === 0 || entries === 0) return 'empty';
  if (entries !== undefined) return `${entries} entries big`;
  if (size === undefined) return unit === undefined ? show(value) : `${show(value)} ${unit}`;
  return `${size}${keyword.endsWith('Length') ? ' characters' : ''} long`;
}

function limitOf(keyword: string, limit: unknown): string {
  switch (keyword) {
    case 'minimum':
      return `be at least ${limit}`;
    case 'maximum':
      return `be at most ${limit}`;
    case 'minLength':
    case 'minItems':
      return limit === 1 ? 'not be' : `be at least ${limit} long`;
    case 'maxLength':
    case 'maxItems':
      return `be at most ${limit} long`;
    case 'minProperties':
      return limit === 1 ? 'not be' : `have at least ${limit} entries`;
    case 'maxProperties':
      return `have at most ${limit} entries`;
    default:
      return `keep to ${keyword} ${limit}`;
  }
}
