/** Files below a folder. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkedFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** Absolute, links resolved. */
  readonly file: string;
  readonly size: number;
}

/**
 * All files, sorted by path. Links are followed once each and never in circles; one that leads nowhere is left out.
 * `enter` says which names count, with their path.
 */
export async function walk(
  folder: string,
  enter: (name: string, path: string, isFolder: boolean) => boolean,
): Promise<readonly WalkedFile[]> {
  const found: WalkedFile[] = [];
  const visit = async (real: string, prefix: string, above: readonly string[]): Promise<void> => {
    for (const { name } of await readdir(real, { withFileTypes: true })) {
      const path = prefix + name;
      const file = await realpath(join(real, name)).catch(() => undefined);
      if (file === undefined) continue;
      const kind = await stat(file);
      if (!enter(name, path, kind.isDirectory())) continue;
      if (kind.isFile()) found.push({ path, file, size: kind.size });
      else if (kind.isDirectory() && !above.includes(file)) await visit(file, `${path}/`, [...above, file]);
    }
  };
  const start = await realpath(folder);
  await visit(start, '', [start]);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
