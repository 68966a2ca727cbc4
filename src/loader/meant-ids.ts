/**
 * In: the app as written. Out: names that stand where another mistake keeps them from being read: below an unknown key, in
 * a list that should be a map, ids of a wrong form. The mistake is told; that what they name is missing is no second one.
 */
import { isNull, type Node, textOf } from './node.ts';
import { type Schema, type SchemaSet, schemaAt } from './schema.ts';
import { rootStep, walk } from './walk.ts';

export interface MeantIds {
  /** Capital letters, dashes and the like don't count: they may be the mistake. */
  has(name: string): boolean;
}

export const NO_IDS: MeantIds = { has: () => false };

/** Stacks, constructs and ids: deeper than this no construct can have been meant. */
const DEPTH = 3;

/** Without `complete` a file could not be read: it may hold any name. */
export function meantIds(written: Node, complete: boolean, set: SchemaSet): MeantIds {
  if (!complete) return { has: () => true };
  let names: ReadonlySet<string> | undefined;
  return {
    has(name) {
      // Looked for when a name is missing, which in most apps none is.
      names ??= namesIn(written, set);
      return names.has(plain(name));
    },
  };
}

function namesIn(written: Node, set: SchemaSet): ReadonlySet<string> {
  const names = new Set<string>();
  walk(written, rootStep(set.app), {
    set,
    visit(node, { schema }) {
      if (schema.unknown) return { final: node };
      if (node.kind === 'list' && schema.type === 'object') collect(node, DEPTH, names);
      for (const [key, { value }] of node.kind === 'map' ? node.entries : []) {
        const isUnread = schemaAt(schema, key, set).unknown === true;
        if (isUnread || !hasForm(key, schema) || (schema.idPattern !== undefined && isNull(value))) names.add(plain(key));
        if (isUnread) collect(value, DEPTH, names);
      }
      return node;
    },
  });
  return names;
}

function hasForm(id: string, { idPattern }: Schema): boolean {
  return idPattern === undefined || new RegExp(idPattern).test(id);
}

function collect(node: Node, depth: number, names: Set<string>): void {
  if (depth === 0 || node.kind === 'scalar') return;
  if (node.kind === 'list') {
    for (const item of node.items) collect(item, depth, names);
    return;
  }
  for (const [key, { value }] of node.entries) {
    names.add(plain(key));
    const text = key === 'id' || key === 'name' ? textOf(value) : undefined;
    if (text !== undefined) names.add(plain(text));
    collect(value, depth - 1, names);
  }
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
