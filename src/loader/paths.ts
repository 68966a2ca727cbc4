/** Paths of the configuration: relative to the root, with `/`, never out of it. */
import { dirname, join } from 'node:path';
import { normalisePath, staysInside } from './read-file.ts';

/** `undefined`: `written` leaves the root. */
export function checkedPath(written: string, kind: 'file' | 'folder' | 'handler', root: string): string | undefined {
  const path = normalisePath(written);
  if (path === undefined) return undefined;
  // A handler's file has no extension here: its folder decides.
  const absolute = join(root, kind === 'handler' ? dirname(path) : path);
  return isInside(root, absolute) ? path : undefined;
}

/** Handlers share a few folders: each is looked at once. */
const inside = new Map<string, boolean>();

function isInside(root: string, absolute: string): boolean {
  const key = `${root}\0${absolute}`;
  const known = inside.get(key);
  if (known !== undefined) return known;
  const result = staysInside(root, absolute);
  inside.set(key, result);
  return result;
}
