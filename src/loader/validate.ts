/** Runs the generated validators and turns each complaint into one of ours: one mistake, one problem. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import { constructCommon } from './app-schema/construct.ts';
import { type Complaint, reportComplaint } from './complaint.ts';
import { keyFor } from './foreign-words.ts';
import { constructSchema, dereference, type Schema, type SchemaSet, schemaAt, WHEN } from './schema.ts';
import * as validators from './validator.gen.js';

const APP = 'the app file';

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

/** Of anything that has one. */
export function validateWhen(value: unknown, path: JsonPath, options: Omit<ValidateOptions, 'owner'>): void {
  run(validators.validateWhen as Validator, value, path, dereference(WHEN, options.set), { ...options, owner: '`when`' });
}

/** The type is built in, or one of the app's own. */
export function validateConstruct(type: string, value: unknown, path: JsonPath, options: ValidateOptions): void {
  if (options.set.custom?.has(type)) {
    validateCustom(type, value, path, options);
    return;
  }
  const validator = (validators as Readonly<Record<string, unknown>>)[`validate${type}`] as Validator;
  run(validator, value, path, constructSchema(type, options.set), options);
}

/** The keys that every construct has are ours to validate, the others are the module's. */
function validateCustom(type: string, value: unknown, path: JsonPath, options: ValidateOptions): void {
  const schema = constructSchema(type, options.set);
  run(validators.validateCommon as Validator, value, path, schema, options);
  const validate = options.set.custom?.get(type);
  if (!validate || typeof value !== 'object' || value === null) return;
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(constructCommon, key)));
  const validator: Validator = (given) => {
    validator.errors = validate(given);
    return validator.errors.length === 0;
  };
  run(validator, own, path, schema, options);
}

function run(validator: Validator, value: unknown, base: JsonPath, schema: Schema, options: ValidateOptions): void {
  if (validator(value)) return;
  const complaints = validator.errors ?? [];
  const reported = new Set<string>();
  const known = aboutEachMap(complaints);
  for (const complaint of complaints) {
    const place = follow(value, complaint.instancePath, schema, options.set);
    if (place.insideExpression || (options.partial && (ONLY_WHOLE.has(complaint.keyword) || removes(place, base)))) continue;
    const missing = known.missing.get(complaint.instancePath) ?? [];
    if (complaint.keyword === 'required' && isThere(String(complaint.params.missingProperty), place, missing)) continue;
    const stray = complaint.keyword === 'additionalProperties' ? known.stray(complaint.instancePath, place) : [];
    if (complaint.keyword === 'minProperties' && known.unknown.has(above(complaint.instancePath))) continue;
    // The first complaint about a value is the one to put right.
    const key = `${complaint.instancePath} ${stray[0] ?? complaint.params.additionalProperty ?? complaint.params.missingProperty ?? complaint.params.propertyName ?? ''}`;
    if (reported.has(key) || complaint.propertyName !== undefined) continue;
    reported.add(key);
    reportComplaint(
      complaint,
      { ...place, path: [...base, ...place.path], set: options.set, owner: ownerOf(place.path, options.owner), missing, stray },
      options.diagnostics,
    );
  }
}

/** What several complaints about one map have to do with one another, looked for once: there may be very many of them. */
function aboutEachMap(complaints: readonly Complaint[]) {
  const missing = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const { keyword, instancePath, params } of complaints) {
    if (keyword === 'additionalProperties') unknown.add(instancePath);
    if (keyword !== 'required') continue;
    missing.set(instancePath, [...(missing.get(instancePath) ?? []), String(params.missingProperty)]);
  }
  const strays = new Map<string, readonly string[]>();
  const stray = (instancePath: string, place: PlaceInValue): readonly string[] => {
    const found = strays.get(instancePath) ?? strayKeys(place);
    strays.set(instancePath, found);
    return found;
  };
  return { missing, unknown, stray };
}

/** Unknown keys of one map that all stand a step too far to the left: one mistake. */
function strayKeys({ value, schema }: PlaceInValue): readonly string[] {
  const known = schema.properties ?? {};
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const isEmptied = entries.some(([one, below]) => Object.hasOwn(known, one) && isEmptyMap(below));
  return isEmptied ? entries.filter(([one, below]) => !Object.hasOwn(known, one) && isMap(below)).map(([one]) => one) : [];
}

/** Of an empty map: the one in which what was to stand in it may stand beside it. */
function above(instancePath: string): string {
  return instancePath.slice(0, instancePath.lastIndexOf('/'));
}

/** A missing key that an unknown one stands for, or has below it: that is said already. */
function isThere(key: string, { value, schema }: PlaceInValue, missing: readonly string[]): boolean {
  const known = schema.properties ?? {};
  const unknown = Object.entries(value as Readonly<Record<string, unknown>>).filter(([one]) => !Object.hasOwn(known, one));
  if (unknown.length === 1 && missing.length === 1) return true;
  return unknown.some(([one, below]) => nearest(one, [key]) !== undefined || keyFor(one, [key]) !== undefined || holds(below, key));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExpression(value);
}

function isEmptyMap(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function holds(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).some((one) => one.toLowerCase() === key.toLowerCase());
}

const ONLY_WHOLE = new Set(['required', 'minProperties']);

/** `null` in an override: a key below the entry of the stage, not an item of a list. */
function removes({ value, path }: PlaceInValue, base: JsonPath): boolean {
  const whole = [...base, ...path];
  return value === null && whole.length > STAGE_ENTRY && typeof whole.at(-1) === 'string';
}

/** `stages`, its key. */
const STAGE_ENTRY = 2;

interface PlaceInValue {
  readonly path: JsonPath;
  readonly value: unknown;
  readonly schema: Schema;
  readonly insideExpression: boolean;
  /** The only one of its list. */
  readonly alone: boolean;
}

/** Walks a JSON pointer of the validator's down value and schema. */
function follow(value: unknown, pointer: string, schema: Schema, set: SchemaSet): PlaceInValue {
  const path: (string | number)[] = [];
  let at = value;
  let under = schema;
  let insideExpression = isExpression(at);
  let alone = false;
  for (const step of pointer.split('/').slice(1)) {
    const text = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const key = Array.isArray(at) ? Number(text) : text;
    path.push(key);
    alone = Array.isArray(at) && at.length === 1;
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
    under = schemaAt(under, key, set);
    insideExpression ||= isExpression(at);
  }
  return { path, value: at, schema: under, insideExpression, alone };
}

/** What the user would call the map at `path`. */
function ownerOf(path: JsonPath, owner: string): string {
  const name = [...path].reverse().find((step) => typeof step === 'string');
  if (name === undefined) return owner;
  return owner === APP ? `\`${name}\`` : `\`${name}\` of ${owner}`;
}
