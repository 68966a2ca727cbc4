/** Files below a folder. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isInside } from '../assembly/inside.ts';

export interface WalkedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Absolute, links resolved. */
  readonly file: string;
  readonly size: number;
}

export interface Walked {
  /** Sorted by path. */
  readonly files: readonly WalkedFile[];
  /** Paths of links that lead out of `border`, or nowhere: they are not followed. */
  readonly away: readonly string[];
}

export interface WalkOptions {
  /** Absolute, links resolved: the folder that links must not leave. */
  readonly border: string;
  enter(name: string, path: string, isFolder: boolean): boolean;
}

/** Links inside `border` are followed, never in circles. */
export async function walk(folder: string, { border, enter }: WalkOptions): Promise<Walked> {
  const files: WalkedFile[] = [];
  const away: string[] = [];
  const visit = async (real: string, prefix: string, above: readonly string[]): Promise<void> => {
    for (const entry of await readdir(real, { withFileTypes: true })) {
      const path = prefix + entry.name;
      const file = entry.isSymbolicLink() ? await realpath(join(real, entry.name)).catch(() => undefined) : join(real, entry.name);
      const kind = file !== undefined && isInside(border, file) ? await stat(file) : undefined;
      if (!enter(entry.name, path, kind?.isDirectory() ?? false)) continue;
      if (file === undefined || !kind) away.push(path);
      else if (kind.isFile()) files.push({ path, file, size: kind.size });
      else if (kind.isDirectory() && !above.includes(file)) await visit(file, `${path}/`, [...above, file]);
    }
  };
  const start = await realpath(folder);
  await visit(start, '', [start]);
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), away: away.sort() };
}
