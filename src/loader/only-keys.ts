/** Files beside the app file say a part of what an app can say: the rest is told, and left out. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { type MapNode, withoutEntries } from './node.ts';
import { spanOf } from './source.ts';

/** `owner` is the file in words; `hint` says what it may hold. */
export function onlyKeys(tree: MapNode, allowed: readonly string[], owner: string, hint: string, diagnostics: Diagnostics): MapNode {
  const others = [...tree.entries].filter(([key]) => !allowed.includes(key));
  for (const [key, { key: place, value }] of others) {
    const near = nearest(key, allowed);
    const span = spanOf(place ?? value.place);
    diagnostics.report('E2001', [key], { key, owner }, { span, hint: near === undefined ? hint : `did you mean \`${near}\`?` });
  }
  return withoutEntries(tree, new Set(others.map(([key]) => key)));
}
