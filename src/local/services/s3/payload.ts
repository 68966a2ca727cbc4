/** The body of an upload as the client meant it: chunked framing taken off, length and checksums compared. */
import { createHash } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalRequest } from '../../types.ts';
import { verifyChecksums } from './checksum.ts';

export interface Payload {
  readonly body: Buffer;
  readonly checksums: Readonly<Record<string, string>>;
}

export function readPayload(request: Pick<LocalRequest, 'headers' | 'body'>): Payload {
  const { headers } = request;
  const contentHash = headers['x-amz-content-sha256'];
  const chunked = typeof contentHash === 'string' && contentHash.startsWith('STREAMING-');
  const { body, trailers } = chunked ? decodeChunks(request.body) : { body: request.body, trailers: {} };

  const announced = headers['x-amz-decoded-content-length'];
  if (chunked && announced !== undefined && Number(announced) !== body.length) {
    throw new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header.');
  }
  if (typeof contentHash === 'string' && /^[0-9a-f]{64}$/.test(contentHash) && contentHash !== hex('sha256', body)) {
    throw new AwsError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  const md5 = headers['content-md5'];
  if (typeof md5 === 'string' && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return { body, checksums: verifyChecksums(body, { ...headers, ...trailers }) };
}

/** `aws-chunked`: `<size in hex>[;chunk-signature=…]\r\n<bytes>\r\n`, a chunk of size 0, then trailers. */
function decodeChunks(encoded: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = encoded.indexOf('\r\n', position);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(encoded.toString('latin1', position, lineEnd), 16);
    if (Number.isNaN(size) || lineEnd + 2 + size > encoded.length) {
      throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    }
    position = lineEnd + 2;
    if (size === 0) break;
    chunks.push(encoded.subarray(position, position + size));
    position += size + 2;
  }
  const trailers = encoded
    .toString('latin1', position)
    .split('\r\n')
    .map((line) => /^([^:]+):\s*(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']) => [name.toLowerCase(), value]);
  return { body: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}

export function hex(algorithm: 'md5' | 'sha256', data: Buffer): string {
  return createHash(algorithm).update(data).digest('hex');
}
