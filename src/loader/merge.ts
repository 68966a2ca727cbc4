/** Stage overrides: maps merge, lists and scalars replace, `null` removes. Every leaf keeps the place it was written at. */
import { type Entry, isNull, type Node } from './node.ts';

export function mergeOver(base: Node, over: Node): Node {
  if (base.kind !== 'map' || over.kind !== 'map') return over.kind === 'map' ? withoutNulls(over) : over;
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, one] of over.entries) {
    if (isNull(one.value)) {
      entries.delete(key);
      continue;
    }
    const before = entries.get(key);
    const value = before ? mergeOver(before.value, one.value) : withoutNulls(one.value);
    // A key that both wrote stays at the base's line where its value is still partly from there.
    const place = before && value.kind === 'map' ? (before.key ?? one.key) : (one.key ?? before?.key);
    entries.set(key, place ? { key: place, value } : { value });
  }
  return { ...base, entries };
}

/** A part that has nothing to override: its `null`s remove nothing. */
function withoutNulls(node: Node): Node {
  if (node.kind !== 'map') return node;
  const entries = new Map<string, Entry>();
  for (const [key, one] of node.entries) if (!isNull(one.value)) entries.set(key, { ...one, value: withoutNulls(one.value) });
  return { ...node, entries };
}
