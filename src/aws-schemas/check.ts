/**
 * In: a template and the schemas of its types. Out: what AWS's schemas say against it: unknown or missing properties, values of a
 * wrong type or outside a list, references to nothing.
 * Never: CloudFormation's own rules (limits, cycles, names), nor anything that only a service can know.
 */
import type { PropertySchema, ResourceType, ResourceTypes, ValueType } from './index.ts';
import { type Intrinsic, intrinsicOf, resultOf } from './intrinsics.ts';
import { checkReferences } from './references.ts';
import { isCustom, type Path, type Problem, type Template, type TemplateResource } from './template.ts';

export type { Problem, Template } from './template.ts';

export interface CheckOptions {
  /** Objects of one such key stand for text that is put in later, e.g. `asset` for `{ asset: id }`. */
  readonly placeholders?: readonly string[];
}

/** Load `types` for all types of the template first: one that they don't have is a problem, unless it is a custom resource. */
export function checkTemplate(template: Template, types: ResourceTypes, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const path = ['Resources', logicalId];
    checkAttributes(resource, path, problems);
    if (isCustom(resource.Type)) continue;
    const type = types.get(resource.Type);
    if (!type) {
      problems.push({ kind: 'unknown-type', path: [...path, 'Type'], message: `unknown resource type ${resource.Type}` });
      continue;
    }
    const check: Check = { type, template, problems, placeholders: options.placeholders ?? [] };
    checkObject(resource.Properties ?? {}, type.properties, type.name, [...path, 'Properties'], check);
  }
  checkReferences(template, types, problems);
  return problems;
}

interface Check {
  readonly type: ResourceType;
  readonly template: Template;
  readonly problems: Problem[];
  readonly placeholders: readonly string[];
}

const policies = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];
const resourceAttributes = ['Type', 'Properties', 'DependsOn', 'Condition', 'Metadata', 'CreationPolicy', 'UpdatePolicy'];

function checkAttributes(resource: TemplateResource, path: Path, problems: Problem[]): void {
  for (const [name, value] of Object.entries(resource)) {
    if (name === 'DeletionPolicy' || name === 'UpdateReplacePolicy') {
      const allowed = name === 'DeletionPolicy' ? policies : policies.filter((policy) => policy !== 'RetainExceptOnCreate');
      if (!allowed.includes(value as string)) {
        problems.push({ kind: 'value', path: [...path, name], message: `${name} is one of ${allowed.join(', ')}` });
      }
    } else if (!resourceAttributes.includes(name)) {
      problems.push({ kind: 'unknown-property', path: [...path, name], message: `a resource has no attribute ${name}` });
    }
  }
}

function checkObject(value: unknown, properties: Readonly<Record<string, PropertySchema>>, owner: string, path: Path, check: Check): void {
  if (!isObject(value)) {
    check.problems.push({ kind: 'type', path, message: `${owner} must be an object, not ${nameOf(value)}` });
    return;
  }
  for (const [name, schema] of Object.entries(properties)) {
    if (schema.required && (!Object.hasOwn(value, name) || isNoValue(intrinsicOf(value[name])))) {
      check.problems.push({ kind: 'missing-property', path, message: `${owner} requires ${name}` });
    }
  }
  for (const [name, item] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema) checkValue(item, schema.type, [...path, name], check);
    else check.problems.push({ kind: 'unknown-property', path: [...path, name], message: `${owner} has no property ${name}` });
  }
}

function checkValue(value: unknown, type: ValueType, path: Path, check: Check): void {
  const intrinsic = intrinsicOf(value);
  if (intrinsic) checkIntrinsic(intrinsic, type, path, check);
  else if (isPlaceholder(value, check)) expectKind('string', type, path, check);
  else if (type.kind === 'union') checkUnion(value, type.of, path, check);
  else if (type.kind === 'definition') checkObject(value, check.type.definitions[type.name] ?? {}, type.name, path, check);
  else if (type.kind === 'list') checkList(value, type.of, path, check);
  else if (type.kind === 'map') checkMap(value, type.of, path, check);
  else checkScalar(value, type, path, check);
}

function checkIntrinsic(intrinsic: Intrinsic, type: ValueType, path: Path, check: Check): void {
  if (isNoValue(intrinsic)) return;
  if (intrinsic.name !== 'Fn::If') {
    const result = resultOf(intrinsic, check.template.Parameters ?? {});
    if (result !== 'any') expectKind(result, type, path, check);
  } else if (!Array.isArray(intrinsic.argument) || intrinsic.argument.length !== 3) {
    check.problems.push({ kind: 'type', path, message: 'Fn::If takes a condition and two values' });
  } else {
    for (const branch of [1, 2]) checkValue(intrinsic.argument[branch], type, [...path, 'Fn::If', branch], check);
  }
}

/** Text may turn out to be a number; a list can't turn out to be text. */
function expectKind(result: 'string' | 'list', type: ValueType, path: Path, check: Check): void {
  const members = type.kind === 'union' ? type.of : [type];
  const fits = members.some(
    ({ kind }) => kind === 'json' || ((kind === 'list') === (result === 'list') && kind !== 'map' && kind !== 'definition'),
  );
  if (!fits) check.problems.push({ kind: 'type', path, message: `expected ${describe(type)}, not a ${result}` });
}

/** Tells of the member that comes nearest: the one with the fewest problems. */
function checkUnion(value: unknown, members: readonly ValueType[], path: Path, check: Check): void {
  const attempts = members.map((member) => {
    const problems: Problem[] = [];
    checkValue(value, member, path, { ...check, problems });
    return problems;
  });
  const [nearest = []] = attempts.sort((a, b) => a.length - b.length);
  check.problems.push(...nearest);
}

function checkList(value: unknown, of: ValueType, path: Path, check: Check): void {
  if (!Array.isArray(value)) check.problems.push({ kind: 'type', path, message: `expected a list, not ${nameOf(value)}` });
  else for (const [index, item] of value.entries()) checkValue(item, of, [...path, index], check);
}

function checkMap(value: unknown, of: ValueType, path: Path, check: Check): void {
  if (!isObject(value)) check.problems.push({ kind: 'type', path, message: `expected an object, not ${nameOf(value)}` });
  else for (const [key, item] of Object.entries(value)) checkValue(item, of, [...path, key], check);
}

function checkScalar(value: unknown, type: ValueType, path: Path, check: Check): void {
  const allowed: readonly (string | number)[] | undefined = 'allowed' in type ? type.allowed : undefined;
  if (!fits(value, type)) {
    check.problems.push({ kind: 'type', path, message: `expected ${describe(type)}, not ${nameOf(value)}` });
  } else if (allowed && !allowed.map(String).includes(String(value))) {
    check.problems.push({ kind: 'value', path, message: `${String(value)} is not one of ${allowed.join(', ')}` });
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
  if (type.kind === 'union') return type.of.map(describe).join(' or ');
  if (type.kind === 'definition' || type.kind === 'map') return 'an object';
  if (type.kind === 'json') return 'JSON';
  return type.kind === 'integer' ? 'an integer' : `a ${type.kind}`;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : (JSON.stringify(value) ?? 'nothing');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNoValue(intrinsic: Intrinsic | undefined): boolean {
  return intrinsic?.name === 'Ref' && intrinsic.argument === 'AWS::NoValue';
}

function isPlaceholder(value: unknown, { placeholders }: Check): boolean {
  if (!isObject(value)) return false;
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && placeholders.includes(key);
}
