/** Did-you-mean as a hint. */
import { nearest } from '../core/nearest.ts';

/** With the list of all names where none is near and they are few. */
export function suggestion(wrong: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = nearest(wrong, all);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return all.length > 0 && all.length <= 12 ? `known here: ${all.join(', ')}` : undefined;
}
