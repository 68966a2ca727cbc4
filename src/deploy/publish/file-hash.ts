import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Above this a file is read piece by piece: sites hold videos. */
const WHOLE = 1024 * 1024;

/** sha256, hex. */
export async function fileHash(file: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  if (size <= WHOLE) hash.update(await readFile(file));
  else await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
