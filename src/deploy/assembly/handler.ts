/** `src/list.main` → the source file and the export. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Diagnostics, Severity } from '../../core/diagnostic.ts';
import { nearest } from '../../core/nearest.ts';
import type { JsonPath } from '../../core/span.ts';
import type { FunctionAsset } from '../../core/stages.ts';
import { isInside, resolved } from './inside.ts';

export type NodeAsset = Extract<FunctionAsset, { kind: 'node' }>;

/** Where a key of the function's `bundle` stands; of the function where it comes from `defaults`. */
export function bundlePath({ path }: NodeAsset, key: string): JsonPath {
  return [...path.slice(0, -1), 'bundle', key];
}

export interface Handler {
  /** Relative to the root, with its extension. */
  readonly file: string;
  readonly name: string;
}

/** In the order of preference where several files have the name. */
export const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

export type FindHandler = (asset: NodeAsset) => Handler | undefined;

/**
 * One per run: each folder is listed once, so that names are compared by case on every file system. `missing`: how bad it is where a file
 * is not there; `hooks.beforeBuild` may make it before it is needed.
 */
export function handlerFinder(root: string, diagnostics: Diagnostics, missing: Severity = 'error'): FindHandler {
  const listings = new Map<string, ReadonlyMap<string, Dirent>>();
  const realRoot = realpathSync(root);

  function list(folder: string): ReadonlyMap<string, Dirent> {
    let entries = listings.get(folder);
    if (!entries) {
      const real = resolved(join(root, folder));
      // A folder that is reached by a link to outside has nothing to offer.
      entries = real !== undefined && isInside(realRoot, real) ? read(real) : new Map();
      listings.set(folder, entries);
    }
    return entries;
  }

  return (asset) => {
    const dot = asset.handler.lastIndexOf('.');
    const stem = posix.normalize(asset.handler.slice(0, dot));
    const name = asset.handler.slice(dot + 1);
    const folder = posix.dirname(stem);
    const entries = list(folder);
    const base = posix.basename(stem);
    const extension = EXTENSIONS.find((one) => isFile(entries.get(base + one), join(root, folder)));
    const found = extension && entries.get(base + extension);
    if (!found) {
      const args = { handler: asset.handler, file: stem, nearest: suggestion(stem, name) };
      diagnostics.report('E4001', asset.path, args, { part: 'value', severity: missing });
      return undefined;
    }
    const file = posix.join(folder, found.name);
    if (found.isSymbolicLink() && !isInside(realRoot, resolved(join(root, file)) ?? '/')) {
      diagnostics.report('E4003', asset.path, { file }, { part: 'value' });
      return undefined;
    }
    return { file, name };
  };

  /** The nearest handler among the files of the folder, else the same file name in a nearby folder. */
  function suggestion(stem: string, name: string): string | undefined {
    const folder = posix.dirname(stem);
    const here = stems(folder);
    const inFolder = nearest(posix.basename(stem), here);
    if (inFolder !== undefined) return `${posix.join(folder, inFolder)}.${name}`;
    const parent = posix.dirname(folder);
    const folders = [...list(parent).values(), ...list('.').values()].filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const near = [folder, ...folders.flatMap((one) => [one, posix.join(parent, one)])];
    const elsewhere = near.find((one) => stems(one).includes(posix.basename(stem)));
    return elsewhere === undefined ? undefined : `${posix.join(elsewhere, posix.basename(stem))}.${name}`;
  }

  function stems(folder: string): string[] {
    return [...list(folder).keys()].flatMap((name) => {
      const extension = EXTENSIONS.find((one) => name.endsWith(one));
      return extension === undefined ? [] : [name.slice(0, -extension.length)];
    });
  }
}

/** `exports`: of the handler's file. */
export function checkExport(asset: NodeAsset, { file, name }: Handler, exports: readonly string[], diagnostics: Diagnostics): void {
  if (exports.includes(name)) return;
  diagnostics.report('E4002', asset.path, { file, name, exports, nearest: nearest(name, exports) }, { part: 'value' });
}

/** Or a link to one, or to nothing. Whatever else it is must not be opened: a pipe would let us wait for ever. */
function isFile(entry: Dirent | undefined, folder: string): boolean {
  if (!entry?.isSymbolicLink()) return entry?.isFile() === true;
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isFile() !== false;
}

function read(folder: string): ReadonlyMap<string, Dirent> {
  try {
    return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, entry]));
  } catch {
    return new Map();
  }
}
