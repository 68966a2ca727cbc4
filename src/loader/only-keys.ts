/** Files beside the app file say a part of what an app can say: the rest is told, and left out. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { describeKind, type Entry, type MapNode, textOf } from './node.ts';
import { schemaSet } from './schema.gen.ts';
import { spanOf } from './source.ts';

/** `owner` is the file in words; `hint` says what it may hold. */
export function onlyKeys(
  tree: MapNode,
  allowed: Readonly<Record<string, 'map' | 'text'>>,
  owner: string,
  hint: string,
  diagnostics: Diagnostics,
): MapNode {
  const kept = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const wanted = Object.hasOwn(allowed, key) ? allowed[key] : undefined;
    const { value } = entry;
    if (wanted === undefined) {
      const near = Object.hasOwn(schemaSet.app.properties ?? {}, key) ? undefined : nearest(key, Object.keys(allowed));
      const options = { span: spanOf(entry.key ?? value.place), hint: near === undefined ? hint : `did you mean \`${near}\`?` };
      diagnostics.report('E2001', [key], { key, owner }, options);
    } else if (wanted === 'map' ? value.kind === 'map' : textOf(value) !== undefined) {
      kept.set(key, entry);
    } else {
      const args = { name: key, expected: `a ${wanted}`, found: describeKind(value) };
      diagnostics.report('E2003', [key], args, { span: spanOf(value.place) });
    }
  }
  return { ...tree, entries: kept };
}
