/** Files of the project that go into a zip as they are. */
import { closeSync, type Dirent, openSync, readdirSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isInside, resolved } from './inside.ts';
import type { ZipEntry } from './zip.ts';

/** `changed`: when the newest of the files last changed, in milliseconds since the epoch. */
export type Found =
  | { readonly kind: 'files'; readonly entries: readonly ZipEntry[]; readonly changed: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside'; readonly file: string };

/**
 * The file or all files of the folder `source` (relative to `root`), placed at `to` ('' = the zip's root). Links are
 * followed, but not out of `root`.
 */
export function readFiles(root: string, source: string, to: string): Found {
  const realRoot = realpathSync(root);
  const entries: ZipEntry[] = [];
  let changed = 0;
  const walk = (file: string, place: string, above: readonly string[]): Exclude<Found, { kind: 'files' }> | undefined => {
    const real = resolved(join(root, file));
    if (real === undefined) return { kind: 'missing' };
    if (!isInside(realRoot, real)) return { kind: 'outside', file };
    const found = statSync(real);
    changed = Math.max(changed, found.ctimeMs);
    if (found.isFile()) {
      entries.push({ path: place, executable: (found.mode & 0o111) !== 0, bytes: readFileSync(real) });
    } else if (found.isDirectory() && !above.includes(real)) {
      for (const { name } of sorted(readdirSync(real, { withFileTypes: true }))) {
        const problem = walk(`${file}/${name}`, place === '' ? name : `${place}/${name}`, [...above, real]);
        if (problem) return problem;
      }
    }
    return undefined;
  };
  return walk(source, to, []) ?? { kind: 'files', entries, changed };
}

/** Does the file begin as zips do? */
export function isZip(file: string): boolean {
  const start = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, start, 0, 4, 0);
  } finally {
    closeSync(handle);
  }
  // "PK" and the signature of a first entry, or of an empty archive's end.
  return start.readUInt32LE() === 0x04034b50 || start.readUInt32LE() === 0x06054b50;
}

function sorted(entries: readonly Dirent[]): readonly Dirent[] {
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}
