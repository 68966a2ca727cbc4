/** One walk for every step that needs to know the schema at each node. */
import type { JsonPath } from '../core/span.ts';
import { type Entry, type Node, textOf } from './node.ts';
import { constructSchema, type Schema, type SchemaSet, schemaAt } from './schema.ts';

export interface Step {
  readonly schema: Schema;
  /** The key or index of this node; absent at the root. */
  readonly key: string | number | undefined;
  readonly above: Step | undefined;
  /** Foreign `${…}` stays literal here and below. */
  readonly foreign: boolean;
  /** Raw CloudFormation here and below. */
  readonly cloudFormation: boolean;
}

/** Steps are made for every node, paths only for those that something is said about. */
export function pathOf(step: Step): JsonPath {
  const path: (string | number)[] = [];
  for (let at: Step | undefined = step; at?.key !== undefined; at = at.above) path.push(at.key);
  return path.reverse();
}

export interface Final {
  readonly final: Node;
}

export interface Walk {
  readonly set: SchemaSet;
  /** What a node becomes, before its children are visited; `final` where they need no visit. Returns the node itself to leave it. */
  visit(node: Node, step: Step): Node | Final;
  /** The type of a construct that says none itself: the base of an override. */
  typeOf?(path: JsonPath): string | undefined;
}

const TOP = { key: undefined, above: undefined, foreign: false, cloudFormation: false } as const;

/** Where a walk of the part at `path` begins. */
export function rootStep(schema: Schema, path: JsonPath = []): Step {
  const [top, ...keys] = [{ ...TOP, schema: {} }, ...path] as const;
  const above = keys.slice(0, -1).reduce<Step>((step, key) => enter({}, key, step), top);
  return keys.length === 0 ? enter(schema, undefined, top) : enter(schema, keys.at(-1), above);
}

function enter(schema: Schema, key: string | number | undefined, above: Step): Step {
  const cloudFormation = above.cloudFormation || schema.cloudFormation === true;
  return { schema, key, above, cloudFormation, foreign: above.foreign || cloudFormation || schema.passThrough === true };
}

/** A new tree; parts in which nothing changed are shared with the old one. */
export function walk(before: Node, outer: Step, how: Walk): Node {
  if (outer.schema.unknown) return before;
  const step = outer.schema.constructByType ? { ...outer, schema: schemaOfConstruct(before, outer, how) } : outer;
  const visited = how.visit(before, step);
  if ('final' in visited) return visited.final;
  const node = visited;
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    let changed = false;
    const items = node.items.map((item, index) => {
      const next = walk(item, below(step, index, how), how);
      changed ||= next !== item;
      return next;
    });
    return changed ? { ...node, items } : node;
  }
  let entries: Map<string, Entry> | undefined;
  for (const [key, entry] of node.entries) {
    const value = walk(entry.value, below(step, key, how), how);
    if (value === entry.value) continue;
    entries ??= new Map(node.entries);
    entries.set(key, { ...entry, value });
  }
  return entries ? { ...node, entries } : node;
}

function below(step: Step, key: string | number, how: Walk): Step {
  return enter(schemaAt(step.schema, key, how.set), key, step);
}

function schemaOfConstruct(node: Node, step: Step, how: Walk): Schema {
  const type = node.kind === 'map' ? textOf(node.entries.get('type')?.value) : undefined;
  return constructSchema(type ?? how.typeOf?.(pathOf(step)), how.set);
}
