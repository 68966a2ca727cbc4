/** The files that a pattern stands for: `*`, `?`, `[ab]`, `{a,b}`, and `**` for any folders. The only importer of picomatch. */
import { join } from 'node:path';
import { type Reader, staysInside } from './read-file.ts';

const PATTERN = /[*?[{]/;
/** A pattern is tried on every file, and each wildcard multiplies what is tried. */
const MAX_LENGTH = 200;
const MAX_WILDCARDS = 3;

/** Few wildcards: at most three in the name of a file or folder, and three `**`. */
export function isSimple(pattern: string): boolean {
  const segments = pattern.split('/');
  const stars = (text: string) => text.match(/[*?]+/g)?.length ?? 0;
  const deep = segments.filter((one) => one.includes('**')).length;
  return pattern.length <= MAX_LENGTH && deep <= MAX_WILDCARDS && segments.every((one) => stars(one) <= MAX_WILDCARDS);
}

export function isPattern(path: string): boolean {
  return PATTERN.test(path);
}

/** Sorted; `pattern` and the files are relative to the root. Folders that are links, hidden ones and `node_modules` are not searched. */
export async function filesMatching(pattern: string, from: Reader): Promise<readonly string[]> {
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch(pattern, { nonegate: true, noextglob: true });
  const segments = pattern.split('/');
  const literal = segments.findIndex(isPattern);
  const deepest = segments.some((one) => one.includes('**')) ? Number.POSITIVE_INFINITY : segments.length;
  const found: string[] = [];
  const search = (folder: readonly string[]) => {
    for (const name of from.disk.names(join(from.root, ...folder)) ?? []) {
      const path = [...folder, name.replace(/\/$/, '')];
      if (!name.endsWith('/')) {
        if (matches(path.join('/'))) found.push(path.join('/'));
      } else if (path.length < deepest && !name.startsWith('.') && name !== 'node_modules/') {
        search(path);
      }
    }
  };
  const folder = segments.slice(0, literal);
  if (staysInside(from, join(from.root, ...folder))) search(folder);
  return found.sort();
}
