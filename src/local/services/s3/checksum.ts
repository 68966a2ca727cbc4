/** The checksums that S3 clients send, by the name in their header. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../protocols/aws-error.ts';

const ALGORITHMS: Readonly<Record<string, (body: Buffer) => string>> = {
  crc32: (body) => uint32(crc32(body)),
  crc32c: (body) => uint32(crc32c(body)),
  crc64nvme: (body) => crc64nvme(body),
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
};

const PREFIX = 'x-amz-checksum-';

/** The checksum headers among `headers` and trailers, each compared with the body. */
export function verifyChecksums(body: Buffer, headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const verified: Record<string, string> = {};
  for (const [name, sent] of Object.entries(headers)) {
    const algorithm = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : '';
    const compute = ALGORITHMS[algorithm];
    if (!compute || typeof sent !== 'string') continue;
    if (compute(body) !== sent) {
      throw new AwsError('BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
    }
    verified[name] = sent;
  }
  return verified;
}

export function checksumHeader(algorithm: string, body: Buffer): Record<string, string> {
  const name = algorithm.toLowerCase();
  const compute = ALGORITHMS[name];
  if (!compute) throw new AwsError('InvalidRequest', `The checksum algorithm '${algorithm}' is not supported.`);
  return { [PREFIX + name]: compute(body) };
}

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

let table32c: Uint32Array | undefined;

function crc32c(body: Buffer): number {
  table32c ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of body) crc = (table32c[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc;
}

let table64: BigUint64Array | undefined;

/** The polynomial of the NVMe specification, reflected. Two halves: a BigInt for each byte would take seconds per megabyte. */
function crc64nvme(body: Buffer): string {
  table64 ??= BigUint64Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c9329ac4bc9b5n : value >> 1n;
    return value;
  });
  const halves = new Uint32Array(table64.buffer);
  let low = 0xffffffff;
  let high = 0xffffffff;
  for (const byte of body) {
    const at = ((low ^ byte) & 0xff) * 2;
    low = ((low >>> 8) | (high << 24)) ^ (halves[at] ?? 0);
    high = (high >>> 8) ^ (halves[at + 1] ?? 0);
  }
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(~high >>> 0, 0);
  bytes.writeUInt32BE(~low >>> 0, 4);
  return bytes.toString('base64');
}
