/**
 * Zips whose bytes depend on nothing but their content: entries by path, one time, two modes, no extra fields.
 * Written here rather than by a package: those take the time zone into the time, or deflate in JavaScript.
 */
import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/` separators, relative. */
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

/** 1980-01-01 00:00, the first moment that a zip can name. */
const DOS_DATE = 0x0021;
const DOS_TIME = 0;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
const MADE_BY_UNIX = (3 << 8) | VERSION;
const STORED = 0;
const DEFLATED = 8;

export function byPath(a: ZipEntry, b: ZipEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/**
 * sha256 over (path, mode, uncompressed bytes) of entries that are sorted by path: equal on every machine, while the
 * deflated bytes may differ between versions of zlib.
 */
export function contentHash(entries: readonly ZipEntry[]): string {
  const hash = createHash('sha256');
  for (const { path, executable, bytes } of entries) {
    // The lengths keep the end of one field apart from the beginning of the next.
    hash.update(`${Buffer.byteLength(path)} ${path} ${executable ? 755 : 644} ${bytes.length}\n`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** `entries` are sorted by path. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const deflated = deflateRawSync(entry.bytes);
    const [method, data] = deflated.length < entry.bytes.length ? [DEFLATED, deflated] : [STORED, entry.bytes];
    // Version to extract … length of the extra field: 26 bytes that both headers share.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION, 0);
    shared.writeUInt16LE(UTF8_NAMES, 2);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt16LE(DOS_TIME, 6);
    shared.writeUInt16LE(DOS_DATE, 8);
    shared.writeUInt32LE(crc32(entry.bytes), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(entry.bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    parts.push(signature(0x04034b50), shared, name, data);

    const attributes = Buffer.alloc(14);
    // A regular file and its permissions, in the upper half of the external attributes.
    attributes.writeUInt32LE((entry.executable ? 0o100755 : 0o100644) * 0x10000, 6);
    attributes.writeUInt32LE(offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(MADE_BY_UNIX);
    directory.push(signature(0x02014b50), madeBy, shared, attributes, name);
    offset += 4 + shared.length + name.length + data.length;
  }
  const directorySize = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directorySize, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
