/** Paths of the configuration: relative to the root, with `/`, never out of it. */
import { dirname, join } from 'node:path';
import { normalisePath, type Reader, staysInside } from './read-file.ts';
import type { SourceFile } from './source.ts';

/** `undefined`: `written`, as it stands in a file, leaves the root. */
export function checkedPath(written: string, standsIn: SourceFile, kind: 'file' | 'folder' | 'handler', from: Reader): string | undefined {
  const path = normalisePath(written, standsIn);
  if (path === undefined) return undefined;
  // A handler's file has no extension here: its folder decides.
  const folder = kind === 'handler' ? dirname(path) : path;
  // Handlers share a few folders: each is looked at once.
  const known = from.inside.get(folder);
  const inside = known ?? staysInside(from, join(from.root, folder));
  from.inside.set(folder, inside);
  return inside ? path : undefined;
}
