/** Compression at the edge, for what CloudFront would compress. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { LocalRequest, LocalResponse } from '../../types.ts';

const SMALLEST = 1_000;
const LARGEST = 10_000_000;
const TYPES = /^(text\/|application\/(javascript|json|xml|wasm|manifest\+json|[a-z.-]+\+(json|xml))|image\/svg\+xml|font\/(ttf|otf))/;
/** Quick rather than small: it is done for each request. */
const BROTLI_QUALITY = 4;

export async function compressed(request: LocalRequest, response: LocalResponse): Promise<LocalResponse> {
  const { body, headers = {} } = response;
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  const type = String(headers['content-type'] ?? '');
  if (response.status !== 200 || !encoding || headers['content-encoding'] !== undefined || !TYPES.test(type) || body === undefined)
    return response;
  const size = Number(
    headers['content-length'] ?? (typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.byteLength(body) : Number.NaN),
  );
  if (!(size >= SMALLEST && size <= LARGEST)) return response;
  const plain = typeof body === 'string' || Buffer.isBuffer(body) ? body : await collected(body);
  const packed =
    encoding === 'br'
      ? await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
      : await promisify(gzip)(plain);
  const etag = String(headers.etag ?? '');
  return {
    status: response.status,
    headers: {
      ...headers,
      'content-encoding': encoding,
      'content-length': String(packed.length),
      vary: 'Accept-Encoding',
      ...(etag.startsWith('"') ? { etag: `W/${etag}` } : {}),
    },
    body: packed,
  };
}

async function collected(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
