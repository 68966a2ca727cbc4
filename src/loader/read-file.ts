/** Reads text files below the project's root, and nothing else: bounded, UTF-8, no way out by `..` or symlink. */
import { dirname, isAbsolute, join, posix, relative, sep } from 'node:path';
import type { Disk } from './disk.ts';
import type { Node } from './node.ts';
import { type SourceFile, type SourceFiles, sourceFile } from './source.ts';

export type ReadProblem = 'missing' | 'outside' | 'too-big' | 'not-text' | 'unreadable';

/** In characters. */
const MAX_PATH = 8192;

export interface Reader {
  readonly disk: Disk;
  /** Absolute and free of symlinks. */
  readonly root: string;
  readonly files: SourceFiles;
  /** What was parsed, by name; `undefined`: not readable as YAML. */
  readonly trees: Map<string, Node | undefined>;
  /** Paths that were followed, and whether they stay below the root. */
  readonly inside: Map<string, boolean>;
}

export function reader(root: string, disk: Disk): Reader {
  return { disk, root: disk.realPath(root) || root, files: new Map(), trees: new Map(), inside: new Map() };
}

/** The text of `name` (relative to the root), which stays in the folder `within`; files are read once. */
export function readText(from: Reader, name: string, within = from.root): SourceFile | ReadProblem {
  const known = from.files.get(name);
  if (known) return known;
  const absolute = join(from.root, name);
  if (!staysInside({ disk: from.disk, root: within }, absolute)) return 'outside';
  const bytes = from.disk.read(absolute);
  if (typeof bytes === 'string') return bytes;
  const text = decode(bytes);
  if (text === undefined) return 'not-text';
  const file = sourceFile(name, text);
  from.files.set(name, file);
  return file;
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * `written` is relative to the folder of the file it stands in; a leading `/` means the root. Out: relative to the root,
 * without `.` and `..`; `undefined` where it leaves the root.
 */
export function normalisePath(written: string, standsIn: Pick<SourceFile, 'name'>): string | undefined {
  // No system has such a path, and Node.js takes the square of its length for one that only leads upwards.
  if (written.length > MAX_PATH) return undefined;
  const slashed = written.replaceAll('\\', '/');
  const path = slashed.startsWith('/') ? posix.normalize(`.${slashed}`) : posix.join(posix.dirname(standsIn.name), slashed);
  if (path === '..' || path.startsWith('../')) return undefined;
  return path === '.' ? path : path.replace(/\/$/, '');
}

/** Follows symlinks of the longest part of `absolute` that exists. */
export function staysInside({ root, disk }: Pick<Reader, 'root' | 'disk'>, absolute: string): boolean {
  const real = disk.realPath(absolute);
  const parent = dirname(absolute);
  if (real === undefined && parent !== absolute) return staysInside({ root, disk }, parent);
  if (!real) return false;
  const below = relative(root, real);
  return below === '' || !(below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below));
}
