/** Unpacks a deployment package. Nothing is ever written outside the given folder, whatever the names in the archive. */
import { chmod, mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const ENCRYPTED = 1;
const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;

export class BadZipError extends Error {
  override readonly name = 'BadZipError';
}

export interface ZipEntry {
  readonly name: string;
  readonly mode: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly method: number;
  readonly crc: number;
  readonly offset: number;
}

export function readDirectory(zip: Buffer): ZipEntry[] {
  const end = findEnd(zip);
  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new BadZipError('no directory entry');
    if (zip.readUInt16LE(at + 8) & ENCRYPTED) throw new BadZipError('encrypted');
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      mode: zip.readUInt32LE(at + 38) >>> 16,
      size: zip.readUInt32LE(at + 24),
      compressedSize: zip.readUInt32LE(at + 20),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      offset: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(zip: Buffer): number {
  for (let at = zip.length - 22; at >= 0 && at >= zip.length - 22 - 0xffff; at--) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new BadZipError('no end of the directory');
}

export async function unzip(zip: Buffer, entries: readonly ZipEntry[], folder: string): Promise<void> {
  const links: ZipEntry[] = [];
  for (const entry of entries) {
    const path = pathInside(folder, entry.name);
    if (entry.name.endsWith('/')) await mkdir(path, { recursive: true });
    else if ((entry.mode & FILE_TYPE) === SYMLINK) links.push(entry);
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await contentOf(zip, entry));
      if (entry.mode & 0o111) await chmod(path, 0o755);
    }
  }
  // Links last, so that no file is ever written through one.
  for (const entry of links) {
    const path = pathInside(folder, entry.name);
    const target = (await contentOf(zip, entry)).toString('utf8');
    await mkdir(dirname(path), { recursive: true });
    const parent = await realpath(dirname(path));
    if (isAbsolute(target) || !isInside(await realpath(folder), resolve(parent, target))) throw new BadZipError('a link that leaves');
    await symlink(target, path);
  }
}

function pathInside(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (name.includes('\0') || name.includes('\\') || isAbsolute(name) || !isInside(folder, path))
    throw new BadZipError('a path that leaves');
  return path;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

async function contentOf(zip: Buffer, entry: ZipEntry): Promise<Buffer> {
  const { offset, compressedSize, size } = entry;
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== LOCAL_ENTRY) throw new BadZipError('no local entry');
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const stored = zip.subarray(start, start + compressedSize);
  let content: Buffer;
  try {
    // What it is said to hold is all that is unpacked: a small archive must not fill the disk.
    content = entry.method === 0 ? stored : await inflate(stored, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw new BadZipError('damaged data');
  }
  if (![0, 8].includes(entry.method) || content.length !== size || crc32(content) !== entry.crc) throw new BadZipError('damaged data');
  return content;
}
