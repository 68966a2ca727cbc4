/** A value of a template against the schema of its property. What functions give is judged as far as it is known; how they are called is not. */
import { nearest } from '../core/nearest.ts';
import type { PropertySchema, ResourceType, ValueType } from './index.ts';
import { type Intrinsic, intrinsicOf, isFunctionName, resultOf } from './intrinsics.ts';
import type { Path, Problem } from './template.ts';

export type Schemas = Readonly<Record<string, PropertySchema>>;

export interface Shape {
  /** What the properties are of, for messages. */
  readonly owner: string;
  readonly properties: Schemas;
  /** Names of what only AWS sets. */
  readonly readOnly?: readonly string[];
  /** Other properties are its own. */
  readonly isOpen?: boolean;
}

export interface Scope {
  readonly definitions: ResourceType['definitions'];
  /** Of the template: what `Ref` of them gives. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly placeholders: readonly string[];
  readonly problems: Problem[];
}

export function checkObject(value: unknown, shape: Shape, path: Path, scope: Scope): void {
  const { owner, properties, readOnly = [] } = shape;
  const { problems } = scope;
  if (!isObject(value)) {
    problems.push({ kind: 'wrong-type', expected: 'a map', found: nameOf(value), path });
    return;
  }
  const replaced = checkRequired(value, shape, path, problems);
  for (const [name, item] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const at = [...path, name];
    if (schema) {
      checkValue(item, schema.type, at, scope);
    } else if (readOnly.includes(name)) {
      problems.push({ kind: 'read-only', owner, name, path: at });
    } else if (!replaced.has(name) && !isFunctionName(name)) {
      problems.push({ kind: 'unknown-property', owner, name, near: nearest(name, Object.keys(properties)), path: at });
    }
  }
}

/** Gives the unknown properties that stand in the place of required ones: they are one mistake. */
export function checkRequired(value: unknown, shape: Shape, path: Path, problems: Problem[]): ReadonlySet<string> {
  const { owner, properties, readOnly = [], isOpen = false } = shape;
  const given = isObject(value) ? value : {};
  const names = Object.keys(properties);
  const required = names.filter((name) => properties[name]?.required);
  const missing = required.filter((name) => !Object.hasOwn(given, name));
  const unknown = Object.keys(given).filter(
    (name) => !Object.hasOwn(properties, name) && !readOnly.includes(name) && !isFunctionName(name),
  );
  const isRenamed = !isOpen && missing.length === 1 && unknown.length === 1;
  const replaced = new Set<string>();
  for (const name of required) {
    for (const at of leftOut(given[name], [...path, name])) problems.push({ kind: 'left-out', owner, name, path: at });
  }
  for (const name of missing) {
    const written = unknown.find((one) => (nearest(one, names) ?? (isRenamed ? name : undefined)) === name);
    if (written !== undefined) replaced.add(written);
    problems.push({ kind: 'missing-property', owner, name, ...(written === undefined ? { path } : { written, path: [...path, written] }) });
  }
  return replaced;
}

/** Where a value, or a branch of it, is `AWS::NoValue`. */
function leftOut(value: unknown, path: Path): Path[] {
  const { name, argument } = intrinsicOf(value) ?? {};
  if (name === 'Ref') return argument === 'AWS::NoValue' ? [path] : [];
  if (name !== 'Fn::If' || !Array.isArray(argument)) return [];
  return [1, 2].flatMap((branch) => leftOut(argument[branch], [...path, 'Fn::If', branch]));
}

export function checkValue(value: unknown, type: ValueType, path: Path, scope: Scope): void {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) checkIntrinsic(intrinsic, type, path, scope);
  else if (hasFunction(value)) return;
  else if (isPlaceholder(value, scope)) expectKind('string', type, path, scope);
  else if (type.kind === 'union') checkUnion(value, type.of, path, scope);
  else if (type.kind === 'definition')
    checkObject(value, { owner: type.name, properties: scope.definitions[type.name] ?? {} }, path, scope);
  else if (type.kind === 'list') checkList(value, type.of, path, scope);
  else if (type.kind === 'map') checkMap(value, type.of, path, scope);
  else checkScalar(value, type, path, scope);
}

/** How it is called is judged where functions are looked at. */
function checkIntrinsic({ name, argument }: Intrinsic, type: ValueType, path: Path, scope: Scope): void {
  if (isNoValue({ name, argument })) return;
  if (name !== 'Fn::If') {
    const result = resultOf({ name, argument }, scope.parameters);
    if (result !== 'any') expectKind(result, type, path, scope);
  } else if (Array.isArray(argument) && argument.length === 3) {
    for (const branch of [1, 2]) checkValue(argument[branch], type, [...path, 'Fn::If', branch], scope);
  }
}

/** Text may turn out to be a number; a list can't turn out to be text. */
function expectKind(result: 'string' | 'list', type: ValueType, path: Path, scope: Scope): void {
  const members = type.kind === 'union' ? type.of : [type];
  const fits = members.some(
    ({ kind }) => kind === 'json' || ((kind === 'list') === (result === 'list') && kind !== 'map' && kind !== 'definition'),
  );
  if (!fits) scope.problems.push({ kind: 'wrong-type', expected: describe(type), found: result === 'list' ? 'a list' : 'a string', path });
}

/** Tells of the member that comes nearest: the one with the fewest problems. */
function checkUnion(value: unknown, members: readonly ValueType[], path: Path, scope: Scope): void {
  const attempts = members.map((member) => {
    const problems: Problem[] = [];
    checkValue(value, member, path, { ...scope, problems });
    return problems;
  });
  const [nearest = []] = attempts.sort((a, b) => a.length - b.length);
  scope.problems.push(...nearest);
}

function checkList(value: unknown, of: ValueType, path: Path, scope: Scope): void {
  if (!Array.isArray(value)) scope.problems.push({ kind: 'wrong-type', expected: 'a list', found: nameOf(value), path });
  else for (const [index, item] of value.entries()) checkValue(item, of, [...path, index], scope);
}

function checkMap(value: unknown, of: ValueType, path: Path, scope: Scope): void {
  if (!isObject(value)) scope.problems.push({ kind: 'wrong-type', expected: 'a map', found: nameOf(value), path });
  else for (const [key, item] of Object.entries(value)) checkValue(item, of, [...path, key], scope);
}

function checkScalar(value: unknown, type: ValueType, path: Path, scope: Scope): void {
  const allowed: readonly (string | number)[] | undefined = 'allowed' in type ? type.allowed : undefined;
  if (!fits(value, type)) {
    scope.problems.push({ kind: 'wrong-type', expected: describe(type), found: nameOf(value), path });
  } else if (allowed && !allowed.map(String).includes(String(value))) {
    scope.problems.push({ kind: 'not-allowed', value: String(value), allowed: allowed.map(String), path });
  }
}

/** CloudFormation turns scalars into one another where their text allows it. */
function fits(value: unknown, { kind }: ValueType): boolean {
  if (kind === 'json') return value !== null && value !== undefined;
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isScalar) return false;
  const text = String(value);
  if (kind === 'boolean') return /^(true|false)$/i.test(text);
  if (kind === 'integer') return /^[+-]?\d+$/.test(text);
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text));
  return true;
}

function describe(type: ValueType): string {
  switch (type.kind) {
    case 'union':
      return [...new Set(type.of.map(describe))].join(' or ');
    case 'definition':
    case 'map':
      return 'a map';
    case 'list':
      return 'a list';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'timestamp':
      return 'a date and time';
    case 'string':
      return 'a string';
    case 'json':
      return 'JSON';
  }
}

export function nameOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `\`${String(value)}\``;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Beside other keys it is no function: that is said where functions are looked at. */
function hasFunction(value: unknown): boolean {
  return isObject(value) && Object.keys(value).some(isFunctionName);
}

function isNoValue(intrinsic: Intrinsic | undefined): boolean {
  return intrinsic?.name === 'Ref' && intrinsic.argument === 'AWS::NoValue';
}

function isPlaceholder(value: unknown, { placeholders }: Scope): boolean {
  if (!isObject(value)) return false;
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && placeholders.includes(key);
}
