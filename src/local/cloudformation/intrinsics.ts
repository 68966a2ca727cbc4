/** Values of a template with their functions carried out. What a name stands for is the scope's business. */

import { attributeParts, SUB_PLACE } from './references.ts';
import { refuse } from './refusal.ts';
import type { Json, JsonObject } from './template.ts';

export interface Scope {
  /** Of a parameter, pseudo parameter or resource. */
  ref(name: string): unknown;
  attribute(resource: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json | undefined;
  importedValue(name: string): string;
  /** Another stack's output, in a region or in this one. */
  stackOutput(stack: string, output: string, region: string | undefined): string;
  readonly region: string;
  /** Whether `127.0.0.1:PORT` is one of the endpoint's own fronts. */
  isFront(host: string): boolean;
}

/** `AWS::NoValue`: what it is the value of is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** Stands for (or in) a value that is only known once resources exist: how a change set shows it. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

export function isKnownLater(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(KNOWN_AFTER_APPLY);
  return typeof value === 'object' && value !== null && Object.values(value).some(isKnownLater);
}

export function resolve(value: Json | undefined, scope: Scope): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const name = keys[0];
  if (keys.length === 1 && name !== undefined && isFunction(name)) return call(name, object[name] ?? null, scope);
  const resolved = keys.map((key) => [key, resolve(object[key], scope)] as const);
  return Object.fromEntries(resolved.filter(([, child]) => child !== NO_VALUE));
}

export function isFunction(name: string): boolean {
  return name === 'Ref' || name.startsWith('Fn::');
}

type Function = (argument: Json, scope: Scope) => unknown;

const functions: Readonly<Record<string, Function>> = {
  Ref(argument, scope) {
    if (typeof argument !== 'string') refuse('Template error: every Ref object must have a single String value.');
    return scope.ref(argument);
  },
  'Fn::GetAtt'(argument, scope) {
    const parts = attributeParts(argument);
    if (!parts)
      refuse('Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute');
    return scope.attribute(parts[0], String(resolve(parts[1], scope)));
  },
  'Fn::Sub': substitute,
  'Fn::Join'(argument, scope) {
    const [delimiter, list] = Array.isArray(argument) ? [resolve(argument[0], scope), resolve(argument[1], scope)] : [];
    if (isKnownLater(list) && !Array.isArray(list)) return KNOWN_AFTER_APPLY;
    if (typeof delimiter !== 'string' || !Array.isArray(list)) {
      refuse(
        'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
      );
    }
    return withLocalUrls(list.map((item) => asText(item, 'Fn::Join')).join(delimiter), scope);
  },
  'Fn::Select'(argument, scope) {
    const [index, list] =
      Array.isArray(argument) && argument.length === 2 ? [Number(resolve(argument[0], scope)), resolve(argument[1], scope)] : [];
    if (isKnownLater(list)) return KNOWN_AFTER_APPLY;
    if (index === undefined || !Number.isInteger(index) || !Array.isArray(list)) {
      refuse('Template error: Fn::Select requires a list argument with two elements: an integer index and a list');
    }
    if (index < 0 || index >= list.length) refuse(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
    return list[index];
  },
  'Fn::Split'(argument, scope) {
    const [delimiter, text] = Array.isArray(argument) && argument.length === 2 ? [argument[0], resolve(argument[1], scope)] : [];
    if (typeof delimiter !== 'string' || typeof text !== 'string') {
      refuse(
        'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
      );
    }
    return isKnownLater(text) ? [KNOWN_AFTER_APPLY] : text.split(delimiter);
  },
  'Fn::If'(argument, scope) {
    if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') {
      refuse('Template error: Fn::If requires a list argument with three elements');
    }
    return resolve(scope.condition(argument[0]) ? argument[1] : argument[2], scope);
  },
  'Fn::FindInMap'(argument, scope) {
    const keys = Array.isArray(argument) && argument.length === 3 ? argument.map((key) => resolve(key, scope)) : [];
    if (keys.length !== 3 || keys.some((key) => typeof key !== 'string')) {
      refuse(
        'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
      );
    }
    const [map, first, second] = keys as [string, string, string];
    const found = scope.mapping(map, first, second);
    if (found === undefined) refuse(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    return found;
  },
  'Fn::ImportValue'(argument, scope) {
    return scope.importedValue(asText(resolve(argument, scope), 'Fn::ImportValue'));
  },
  'Fn::GetStackOutput'(argument, scope) {
    const { StackName, OutputName, Region, RoleArn } = (resolve(argument, scope) ?? {}) as Record<string, unknown>;
    if (RoleArn !== undefined) refuse('Fn::GetStackOutput with RoleArn is not available in the embedded endpoint: it has one account.');
    if (typeof StackName !== 'string' || typeof OutputName !== 'string') {
      refuse('Template error: every Fn::GetStackOutput object requires StackName and OutputName');
    }
    return scope.stackOutput(StackName, OutputName, Region === undefined ? undefined : String(Region));
  },
  'Fn::Base64'(argument, scope) {
    const text = resolve(argument, scope);
    if (typeof text !== 'string') refuse('Template error: every Fn::Base64 object must have a String-typed value.');
    return isKnownLater(text) ? KNOWN_AFTER_APPLY : Buffer.from(text).toString('base64');
  },
  'Fn::Cidr'(argument, scope) {
    const [block, count, bits] = Array.isArray(argument) ? argument.map((item) => resolve(item, scope)) : [];
    return isKnownLater(block) ? [KNOWN_AFTER_APPLY] : cidrBlocks(String(block), Number(count), Number(bits ?? 8));
  },
  'Fn::GetAZs'(argument, scope) {
    const region = resolve(argument, scope) || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
};

function call(name: string, argument: Json, scope: Scope): unknown {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (known) return known(argument, scope);
  if (['Fn::Transform', 'Fn::ForEach', 'Fn::ToJsonString', 'Fn::Length'].some((transform) => name.startsWith(transform))) {
    refuse(`${name} needs a transform, and transforms are not available in the embedded endpoint.`);
  }
  refuse(
    `Template error: Encountered unsupported function: ${name} Supported functions are: [${Object.keys(functions)
      .filter((supported) => supported !== 'Ref')
      .join(', ')}]`,
  );
}

const SUB_SHAPE =
  "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string";

function substitute(argument: Json, scope: Scope): string {
  const [text, variables = {}] = Array.isArray(argument) && argument.length === 2 ? argument : [argument];
  if (typeof text !== 'string' || typeof variables !== 'object' || variables === null || Array.isArray(variables)) refuse(SUB_SHAPE);
  const own = variables as JsonObject;
  const filled = text.replace(SUB_PLACE, (_, inner: string) => {
    if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
    const name = inner.trim();
    if (Object.hasOwn(own, name)) return asText(resolve(own[name], scope), 'Fn::Sub');
    const dot = name.indexOf('.');
    return asText(dot > 0 ? scope.attribute(name.slice(0, dot), name.slice(dot + 1)) : scope.ref(name), 'Fn::Sub');
  });
  return withLocalUrls(filled, scope);
}

function asText(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isKnownLater(value)) return KNOWN_AFTER_APPLY;
  refuse(`Template error: every value of ${where} must be a string, a number or a boolean`);
}

/** Templates compose `https://${DomainName}`, but the fronts of the endpoint speak plain HTTP. */
function withLocalUrls(text: string, scope: Scope): string {
  return text.replace(/https:\/\/(127\.0\.0\.1:\d+)/g, (url, host: string) => (scope.isFront(host) ? `http://${host}` : url));
}

/** IPv4 blocks of `2^bits` addresses, one after the other. */
function cidrBlocks(block: string, count: number, bits: number): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  const length = 32 - bits;
  if (!match || !(count >= 1 && count <= 256) || !(bits >= 1 && bits <= 32) || 2 ** (length - Number(match[5])) < count) {
    refuse(`Template error: Fn::Cidr cannot cut ${count} blocks of ${bits} bits from ${block}`);
  }
  const base = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0);
  return Array.from({ length: count }, (_, index) => {
    const address = base + index * 2 ** bits;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${length}`;
  });
}
