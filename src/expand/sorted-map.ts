/** A map with sorted keys: the same bytes whatever the order in the file. */
export function sortedMap<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const all = new Map(entries);
  // Names alone are sorted without a call for each comparison.
  return Object.fromEntries([...all.keys()].sort().map((key) => [key, all.get(key) as Value]));
}
