/** The tree that YAML becomes: values with the place each was written at, so that merging loses no line. Immutable. */
import { type ConfigValue, type Expression, expression, isExpression } from '../core/expression.ts';
import type { Place } from './source.ts';

export type Node = ScalarNode | ListNode | MapNode;

export type ScalarValue = string | number | boolean | null | Expression;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** What stands in the file where that is not the value: `1.10` of the number 1.1. */
  readonly text?: string;
  /** A YAML tag of CloudFormation's or a mistaken one: `!Ref`. */
  readonly tag?: string;
  readonly place: Place;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly tag?: string;
  readonly place: Place;
}

export interface MapNode {
  readonly kind: 'map';
  /** A Map, so that `__proto__` is a key like any other. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly tag?: string;
  readonly place: Place;
}

export interface Entry {
  /** Absent where the key was not written: the long form of a short one. */
  readonly key?: Place;
  readonly value: Node;
}

/** In place of a value that something is wrong with: it was said, and nothing more is. */
export const UNRESOLVED = expression({ kind: 'join', parts: [] });

export function scalar(value: ScalarValue, place: Place): ScalarNode {
  return { kind: 'scalar', value, place };
}

/** A map of one entry that nobody wrote: the long form of what stands at `value`. */
export function mapOfOne(key: string, value: Node): MapNode {
  return { kind: 'map', entries: new Map([[key, { value }]]), place: value.place };
}

function entry(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

export function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  let at = node;
  for (const key of path) at = entry(at, key)?.value;
  return at;
}

/** Whether some map in the tree has the key. */
export function hasKey(node: Node, key: string): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'list') return node.items.some((item) => hasKey(item, key));
  if (node.entries.has(key)) return true;
  for (const { value } of node.entries.values()) if (hasKey(value, key)) return true;
  return false;
}

/** The value of a scalar that is text. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null && node.tag === undefined;
}

/** `node` with `value` at `key`; the key keeps its place. */
export function withEntry(node: MapNode, key: string, value: Node): MapNode {
  const entries = new Map(node.entries);
  const place = node.entries.get(key)?.key;
  entries.set(key, place ? { key: place, value } : { value });
  return { ...node, entries };
}

export function withoutEntries(node: MapNode, keys: ReadonlySet<string>): MapNode {
  if (keys.size === 0) return node;
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.has(key))) };
}

/** Plain data; places are lost. */
export function toValue(node: Node): ConfigValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toValue(value)]));
}

/** In words, for messages: `a list`. */
export function describeKind(node: Node): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'nothing';
  if (isExpression(node.value)) return 'a value known only at deploy';
  return { string: 'a string', number: 'a number', boolean: 'true or false' }[typeof node.value as 'string' | 'number' | 'boolean'];
}
