/** Applies the entries of `stages` that match, least exact first, each in long form before it is merged. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { JsonPath } from '../core/span.ts';
import { mergeOver } from './merge.ts';
import { child, type Entry, type MapNode, type Node, textOf, withEntry, withoutEntries } from './node.ts';
import { normalise } from './normalise.ts';
import { dereference, type Schema, type SchemaSet, schemaAt } from './schema.ts';
import { spanOf } from './source.ts';

/** Keys of a stage that override the app's own of the same name. */
export const OF_THE_APP = [
  'region',
  'account',
  'profile',
  'params',
  'tags',
  'defaults',
  'deploy',
  'stacks',
  'allowDataLoss',
  'allowRegionChange',
  'plain',
];

export interface Overridden {
  /** The app's own keys with the overrides applied. */
  readonly tree: MapNode;
  /** The keys that only stages have: `protect`, `removalPolicy`. */
  readonly settings: Node | undefined;
}

/** `tree` is in long form. */
export function applyOverrides(tree: MapNode, layers: readonly [string, Entry][], set: SchemaSet, diagnostics: Diagnostics): Overridden {
  let merged: MapNode = tree;
  let settings: Node | undefined;
  for (const [pattern, { value }] of layers) {
    const base = merged;
    const layer = withoutChangedTypes(
      merged,
      normaliseLayer(value, pattern, (path) => typeIn(base, path), set, diagnostics),
      diagnostics,
    );
    merged = mergeOver(merged, onlyAppKeys(layer)) as MapNode;
    settings = settings ? mergeOver(settings, layer) : layer;
  }
  return { tree: merged, settings };
}

export function stageSchema(set: SchemaSet): Schema {
  return dereference(schemaAt(schemaAt(set.app, 'stages', set), '*', set), set);
}

/** Says the type of the construct at a path below the app. */
export type TypeOf = (path: JsonPath) => string | undefined;

/** `typeOf` is asked for the types that the layer leaves out. */
export function normaliseLayer(layer: Node, pattern: string, typeOf: TypeOf, set: SchemaSet, diagnostics: Diagnostics): Node {
  const path = ['stages', pattern];
  return normalise(layer, { set, schema: stageSchema(set), path, typeOf: (inLayer) => typeOf(inLayer.slice(path.length)), diagnostics });
}

/** The type that `tree` gives the construct at `path`. */
export function typeIn(tree: Node, path: JsonPath): string | undefined {
  return textOf(child(tree, ...path.map(String), 'type'));
}

function onlyAppKeys(layer: Node): Node {
  if (layer.kind !== 'map') return layer;
  return { ...layer, entries: new Map([...layer.entries].filter(([key]) => OF_THE_APP.includes(key))) };
}

/** `layer` without the constructs whose type it would change: reported, and not looked at further. */
function withoutChangedTypes(base: Node, layer: Node, diagnostics: Diagnostics): Node {
  const stacks = child(layer, 'stacks');
  if (layer.kind !== 'map' || stacks?.kind !== 'map') return layer;
  const entries = new Map(stacks.entries);
  for (const [stackId, stack] of stacks.entries) {
    const constructs = child(stack.value, 'constructs');
    if (stack.value.kind !== 'map' || constructs?.kind !== 'map') continue;
    const changed = new Set<string>();
    for (const [id, one] of constructs.entries) {
      const type = child(one.value, 'type');
      const [from, to] = [typeIn(base, ['stacks', stackId, 'constructs', id]), textOf(type)];
      if (!type || from === undefined || to === undefined || from === to) continue;
      diagnostics.report('E2008', ['stacks', stackId, 'constructs', id, 'type'], { id, from, to }, { span: spanOf(type.place) });
      changed.add(id);
    }
    entries.set(stackId, { ...stack, value: withEntry(stack.value, 'constructs', withoutEntries(constructs, changed)) });
  }
  return withEntry(layer, 'stacks', { ...stacks, entries });
}
