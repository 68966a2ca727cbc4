/** The folder of an assembly and the cache beside it. Every file appears whole or not at all. */
import { hash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ZipRecord {
  /** sha256 of the content; the file's name. */
  readonly hash: string;
  readonly size: number;
  /** base64 sha256 of the zip. */
  readonly codeSha256: string;
}

/** Two runs at once never see each other's half-written files. */
export function writeWhole(file: string, bytes: string | Uint8Array): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    if (isFolder(file)) rmSync(file, { recursive: true, force: true });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * A file whose name is the hash of what is in it. In one step where there is none of that name: whoever reads it half
 * written, or cut off for good, sees by the hash that it isn't whole.
 */
export function writeHashed(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes, { flag: 'wx' });
  } catch {
    writeWhole(file, bytes);
  }
}

export function zipRecord(content: string, bytes: Uint8Array): ZipRecord {
  return { hash: content, size: bytes.length, codeSha256: hash('sha256', bytes, 'base64') };
}

export function isIntact(file: string, { size, codeSha256 }: ZipRecord): boolean {
  try {
    const bytes = readFileSync(file);
    return bytes.length === size && hash('sha256', bytes, 'base64') === codeSha256;
  } catch {
    return false;
  }
}

/** The same file under a second name; a copy where the file system has no hard links. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
    return;
  } catch {
    // Something is there already, perhaps broken, or links are not to be had.
  }
  writeWhole(to, readFileSync(from));
}

/** In place of a file: somebody else's doing, but no reason to fail. */
function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

/** Removes what nothing refers to, unless it is so young that another run may be about to use it. */
export function sweep(folder: string, keep: ReadonlySet<string>, now: number, age = 60 * 60 * 1000): void {
  const old = now - age;
  for (const name of readdirSync(folder)) {
    if (keep.has(name)) continue;
    try {
      const file = join(folder, name);
      if (statSync(file).ctimeMs < old) rmSync(file, { recursive: true });
    } catch {
      // Another run was faster.
    }
  }
}
