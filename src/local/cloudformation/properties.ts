/** A resource's properties against AWS's schema of its type: problems in AWS's words, and text turned into numbers and booleans. */
import type { PropertySchema, ResourceType, ValueType } from '../../aws-schemas/index.ts';
import type { Properties } from '../types.ts';
import { isKnownLater } from './intrinsics.ts';

export interface PropertyProblem {
  /** `/BucketEncryption/0/Foo`; empty for the resource itself. */
  readonly path: string;
  readonly message: string;
}

export interface Conformed {
  readonly properties: Properties;
  readonly problems: readonly PropertyProblem[];
}

export function conform(properties: Properties, type: ResourceType): Conformed {
  const problems: PropertyProblem[] = [];
  const conformed = object(properties, type.properties, '', type, problems);
  return { properties: conformed, problems };
}

type Schemas = Readonly<Record<string, PropertySchema>>;

function object(given: Properties, schemas: Schemas, path: string, type: ResourceType, problems: PropertyProblem[]): Properties {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(schemas, name));
  for (const name of unknown) problems.push({ path: `${path}/${name}`, message: `#${path}: extraneous key [${name}] is not permitted` });
  for (const [name, schema] of Object.entries(schemas)) {
    if (schema.required && !Object.hasOwn(given, name)) problems.push({ path, message: `#${path}: required key [${name}] not found` });
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const schema = schemas[name];
      return [name, schema ? conformValue(value, schema.type, `${path}/${name}`, type, problems) : value];
    }),
  );
}

function conformValue(value: unknown, expected: ValueType, path: string, type: ResourceType, problems: PropertyProblem[]): unknown {
  if (typeof value === 'string' && isKnownLater(value)) return value;
  const wrong = (name: string): unknown => {
    problems.push({ path, message: `#${path}: expected type: ${name}, found: ${nameOf(value)}` });
    return value;
  };
  switch (expected.kind) {
    case 'json':
      return value;
    case 'string':
    case 'timestamp': {
      if (typeof value === 'object') return wrong('String');
      const text = String(value);
      if (expected.kind === 'string') checkAllowed(text, expected.allowed, path, problems);
      return text;
    }
    case 'integer':
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number !== 'number' || Number.isNaN(number)) return wrong(expected.kind === 'integer' ? 'Integer' : 'Number');
      if (expected.kind === 'integer' && !Number.isInteger(number)) return wrong('Integer');
      if (expected.kind === 'integer') checkAllowed(number, expected.allowed, path, problems);
      return number;
    }
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : wrong('Boolean');
    case 'list':
      if (!Array.isArray(value)) return wrong('JSONArray');
      return value.map((item, index) => conformValue(item, expected.of, `${path}/${index}`, type, problems));
    case 'map':
      if (!isObject(value)) return wrong('JSONObject');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, conformValue(item, expected.of, `${path}/${key}`, type, problems)]),
      );
    case 'definition':
      if (!isObject(value)) return wrong('JSONObject');
      return object(value, type.definitions[expected.name] ?? {}, path, type, problems);
    case 'union':
      return firstThatFits(value, expected.of, path, type, problems);
  }
}

/** The first alternative without a problem; the problems of the first where none fits. */
function firstThatFits(
  value: unknown,
  alternatives: readonly ValueType[],
  path: string,
  type: ResourceType,
  problems: PropertyProblem[],
): unknown {
  const tried = alternatives.map((alternative) => {
    const own: PropertyProblem[] = [];
    return { value: conformValue(value, alternative, path, type, own), problems: own };
  });
  const chosen = tried.find((attempt) => attempt.problems.length === 0) ?? tried[0];
  problems.push(...(chosen?.problems ?? []));
  return chosen ? chosen.value : value;
}

function checkAllowed<T extends string | number>(
  value: T,
  allowed: readonly T[] | undefined,
  path: string,
  problems: PropertyProblem[],
): void {
  if (allowed && !allowed.includes(value)) problems.push({ path, message: `#${path}: ${value} is not a valid enum value` });
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'JSONArray';
  if (value === null) return 'Null';
  return { string: 'String', number: 'Number', boolean: 'Boolean' }[typeof value as string] ?? 'JSONObject';
}

/**
 * The property that is the whole identity of a resource, so that its value finds it: `TableName`, `BucketName`. None where a
 * service chooses the identity (an API) or where it takes several values (a stage).
 */
export function namingProperty(type: ResourceType): string | undefined {
  const [only, ...more] = type.primaryIdentifier;
  return only !== undefined && more.length === 0 && type.properties[only] ? only : undefined;
}
