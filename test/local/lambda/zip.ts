/** A zip archive of a few files, written here so that the tests do not lean on the code that they test. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFileInput {
  readonly content: string | Buffer;
  /** `0o100755`; a symbolic link is `0o120777`. */
  readonly mode?: number;
}

export function zip(files: Readonly<Record<string, string | Buffer | ZipFileInput>>): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, file] of Object.entries(files)) {
    const { content, mode = 0o100644 } = typeof file === 'string' || Buffer.isBuffer(file) ? { content: file } : file;
    const data = Buffer.from(content);
    const packed = deflateRawSync(data);
    const names = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(names.length, 22);
    local.push(Buffer.from('PK\x03\x04', 'latin1'), common, names, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, names);
    offset += 4 + common.length + names.length + packed.length;
  }
  const size = directory.reduce((total, part) => total + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...directory, end]);
}
