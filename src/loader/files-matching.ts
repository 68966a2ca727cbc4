/** The files that a pattern stands for: `*`, `?`, `[ab]`, `{a,b}`, and `**` for any folders. The only importer of picomatch. */
import { join } from 'node:path';
import { type Reader, staysInside } from './read-file.ts';

const PATTERN = /[*?[{]/;

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
