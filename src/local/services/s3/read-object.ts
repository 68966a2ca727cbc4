/** GetObject and HeadObject. */
import { createReadStream, openSync, readFileSync } from 'node:fs';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalResponse } from '../../types.ts';
import type { Call } from './call.ts';
import { OVERRIDABLE_HEADERS } from './object-headers.ts';
import type { StoredObject } from './object-store.ts';
import { noSuchKey, notModified } from './preconditions.ts';
import { emptyResponse } from './response.ts';

/** Larger bodies are streamed from their file. */
const STREAM_FROM = 1024 ** 2;

/** A caller that may not list the bucket isn't told that a key is missing. */
export function needObject(call: Call): StoredObject {
  const object = call.buckets.objects(call.bucket).get(call.key);
  if (object) return object;
  call.allow('s3:ListBucket', call.bucket);
  throw noSuchKey(call.key);
}

export function readObject(call: Call, withBody: boolean): LocalResponse {
  const object = needObject(call);
  if (notModified(call.request.headers, object)) return emptyResponse(304, { etag: `"${object.etag}"`, 'last-modified': httpDate(object) });

  const range = withBody ? rangeOf(call.request.headers.range, object.size) : undefined;
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const headers: Record<string, string> = {
    'x-amz-server-side-encryption': 'AES256',
    ...object.headers,
    ...responseOverrides(call),
    ...(call.request.headers['x-amz-checksum-mode'] === 'ENABLED' && !range ? object.checksums : {}),
    ...(Object.keys(object.tags).length > 0 ? { 'x-amz-tagging-count': String(Object.keys(object.tags).length) } : {}),
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    etag: `"${object.etag}"`,
    'last-modified': httpDate(object),
    ...(range ? { 'content-range': `bytes ${start}-${end}/${object.size}` } : {}),
  };
  const path = call.buckets.objects(call.bucket).bodyPath(object.file);
  const status = range ? 206 : 200;
  if (!withBody || object.size === 0) return { status, headers };
  return { status, headers, body: end - start < STREAM_FROM ? readFileSync(path).subarray(start, end + 1) : streamFrom(path, start, end) };
}

/** Opened at once: a write that replaces the object while it is read removes the file's name only. */
function streamFrom(path: string, start: number, end: number): NodeJS.ReadableStream {
  return createReadStream(path, { fd: openSync(path, 'r'), start, end });
}

/** Undefined where the whole object is to be sent; S3 ignores what is no single range. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: size,
      Headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}

/** `response-content-type=…` of signed URLs. */
function responseOverrides(call: Call): Record<string, string> {
  const overrides = OVERRIDABLE_HEADERS.map((name) => [name, call.query.get(`response-${name}`)]).filter(([, value]) => value !== null);
  return Object.fromEntries(overrides);
}

export function httpDate(object: StoredObject): string {
  return new Date(object.modified).toUTCString();
}
