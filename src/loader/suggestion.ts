/** Did-you-mean as a hint. */
import { nearest } from '../core/nearest.ts';

/** Parts shorter than this say nothing. */
const SHORTEST_PART = 3;

/** With the list of all names where none is near and they are few. */
export function suggestion(wrong: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = nearest(wrong, all) ?? holding(wrong, all);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return all.length > 0 && all.length <= 12 ? `known here: ${all.join(', ')}` : undefined;
}

/** `memorySize` for `memory`, `origins` for `allowOrigins`: the one name of which the other is a part. */
function holding(wrong: string, all: readonly string[]): string | undefined {
  const found = all.filter((name) => {
    const [part = '', whole = ''] = [wrong.toLowerCase(), name.toLowerCase()].sort((a, b) => a.length - b.length);
    return part.length >= SHORTEST_PART && whole.includes(part);
  });
  return found.length === 1 ? found[0] : undefined;
}
