/**
 * In: the text of a valid app file. Out: every place in it that the schema says something about, and so can be broken.
 * Free maps (environment, tags, fields, raw CloudFormation, …) have none: what stands there is the user's own.
 */
import { wholeSchema } from '../../scripts/whole-schema.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { child, type Entry, type MapNode, type Node, textOf } from '../../src/loader/node.ts';
import { parse } from '../../src/loader/parse.ts';
import type { Schema, SchemaSet } from '../../src/loader/schema.ts';
import { type Place, sourceFile } from '../../src/loader/source.ts';
import { rootStep, type Step, walk } from '../../src/loader/walk.ts';

interface FullSchema extends Schema {
  readonly required?: readonly string[];
}

/** An entry of a map whose keys the schema knows. */
export interface EntryPlace {
  readonly kind: 'entry';
  readonly map: MapNode;
  /** Where the map's own key begins. */
  readonly parent: number;
  readonly key: string;
  readonly entry: Entry & { readonly key: NonNullable<Entry['key']> };
  /** All keys that the map may have. */
  readonly known: readonly string[];
  readonly required: boolean;
}

export interface ValuePlace {
  readonly kind: 'value';
  readonly node: Node;
  readonly schema: Schema;
  /** Where its key begins and ends, where it has one. */
  readonly key: Place | undefined;
}

export interface Places {
  readonly entries: readonly EntryPlace[];
  readonly values: readonly ValuePlace[];
  /** Ids of constructs and stacks that the file declares. */
  readonly ids: readonly string[];
}

const set = wholeSchema as unknown as SchemaSet;

/** Nothing of a node that an alias or a merge key shows twice: a change of it has several meanings. */
export function placesIn(text: string): Places {
  const root = parse(sourceFile('app.yml', text), new Diagnostics());
  if (root?.kind !== 'map') throw new Error('the file is no map');
  const types = typesOf(root);
  const entries: EntryPlace[] = [];
  const values: ValuePlace[] = [];
  const shown = new Map<number, number>();
  const keys = new Map<Node, Place>();
  walk(root, rootStep(set.app), {
    set,
    typeOf: (path) => types.get(String(path.at(-1))),
    visit(node, step) {
      const { start } = node.place;
      shown.set(start, (shown.get(start) ?? 0) + 1);
      if (isFree(step)) return { final: node };
      for (const { key, value } of node.kind === 'map' ? node.entries.values() : []) if (key) keys.set(value, key);
      values.push({ kind: 'value', node, schema: step.schema, key: keys.get(node) });
      const { properties, additionalProperties, required } = step.schema as FullSchema;
      if (node.kind !== 'map' || !properties || additionalProperties !== false) return node;
      const known = Object.keys(properties);
      for (const [key, entry] of node.entries) {
        if (!entry.key || !known.includes(key)) continue;
        const place = { ...entry, key: entry.key };
        entries.push({
          kind: 'entry',
          map: node,
          parent: keys.get(node)?.start ?? start,
          key,
          entry: place,
          known,
          required: required?.includes(key) ?? false,
        });
      }
      return node;
    },
  });
  const isOnce = ({ place }: Node) => shown.get(place.start) === 1;
  const stacks = child(root, 'stacks');
  return {
    entries: entries.filter(({ map, entry }) => isOnce(map) && isOnce(entry.value) && map.place.start <= entry.key.start),
    values: values.filter(({ node }) => isOnce(node)),
    ids: [...types.keys(), ...(stacks?.kind === 'map' ? stacks.entries.keys() : [])],
  };
}

function isFree({ schema, cloudFormation, foreign }: Step): boolean {
  return cloudFormation || foreign || Object.keys(schema).length === 0;
}

/** The type of each construct of the app itself, by its id: overrides leave it out. */
function typesOf(root: Node): ReadonlyMap<string, string> {
  const stacks = child(root, 'stacks');
  const types = new Map<string, string>();
  for (const { value } of stacks?.kind === 'map' ? stacks.entries.values() : []) {
    const constructs = child(value, 'constructs');
    for (const [id, { value: construct }] of constructs?.kind === 'map' ? constructs.entries : []) {
      const type = textOf(child(construct, 'type'));
      if (type !== undefined) types.set(id, type);
    }
  }
  return types;
}
