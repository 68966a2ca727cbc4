/** Operations on single objects. */
import { createReadStream, openSync, readFileSync } from 'node:fs';
import { AwsError } from '../../protocols/aws-error.ts';
import { asList, parseXml } from '../../protocols/xml.ts';
import type { LocalResponse } from '../../types.ts';
import type { Call, Operation } from './call.ts';
import { checksumHeader } from './checksum.ts';
import type { StoredObject } from './object-store.ts';
import { addressOf } from './operation.ts';
import { hex, readPayload } from './payload.ts';
import { checkAtCommit, checkDelete, checkWrite, noSuchKey, notModified } from './preconditions.ts';
import { emptyResponse, xmlResponse } from './response.ts';

const LONGEST_KEY = 1024;
const LARGEST_METADATA = 2048;
const OVERRIDABLE_HEADERS = ['content-type', 'cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];
const KEPT_HEADERS = [
  ...OVERRIDABLE_HEADERS,
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];
/** Larger bodies are streamed from their file. */
const STREAM_FROM = 1024 ** 2;

export const objectOperations: Readonly<Record<string, Operation>> = {
  async PutObject(call) {
    checkKey(call.key);
    const store = call.buckets.objects(call.bucket);
    checkWrite(call.request.headers, call.key, store.get(call.key));
    refuseAcl(call);
    const { body, checksums } = readPayload(call.request);
    const object = await writeObject(call, body, {
      headers: objectHeaders(call),
      tags: headerTags(call),
      checksums,
      etag: hex('md5', body),
    });
    return emptyResponse(200, writtenHeaders(object));
  },

  async CopyObject(call) {
    checkKey(call.key);
    const { source, body } = await readSource(call);
    const replace = call.request.headers['x-amz-metadata-directive'] === 'REPLACE';
    const replaceTags = call.request.headers['x-amz-tagging-directive'] === 'REPLACE';
    const { bucket, key } = addressOf(sourceTarget(call));
    if (bucket === call.bucket && key === call.key && !replace) {
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    checkWrite(call.request.headers, call.key, call.buckets.objects(call.bucket).get(call.key));
    const algorithm = call.request.headers['x-amz-checksum-algorithm'];
    const object = await writeObject(call, body, {
      headers: replace ? objectHeaders(call) : source.headers,
      tags: replaceTags ? headerTags(call) : source.tags,
      checksums: typeof algorithm === 'string' ? checksumHeader(algorithm, body) : source.checksums,
      etag: hex('md5', body),
    });
    return xmlResponse('CopyObjectResult', { LastModified: object.modified, ETag: `"${object.etag}"` });
  },

  async GetObject(call) {
    return readObject(call, true);
  },
  async HeadObject(call) {
    return readObject(call, false);
  },

  async DeleteObject(call) {
    const store = call.buckets.objects(call.bucket);
    checkDelete(call.request.headers, store.get(call.key));
    store.delete(call.key);
    return emptyResponse(204);
  },

  async GetObjectAttributes(call) {
    const object = needObject(call);
    const asked = String(call.request.headers['x-amz-object-attributes'] ?? '')
      .split(',')
      .map((name) => name.trim());
    const checksum = Object.entries(object.checksums).map(([name, value]) => [
      `Checksum${name.slice('x-amz-checksum-'.length).toUpperCase()}`,
      value,
    ]);
    return xmlResponse(
      'GetObjectAttributesResponse',
      {
        ETag: asked.includes('ETag') ? object.etag : undefined,
        Checksum: asked.includes('Checksum') && checksum.length > 0 ? Object.fromEntries(checksum) : undefined,
        StorageClass: asked.includes('StorageClass') ? 'STANDARD' : undefined,
        ObjectSize: asked.includes('ObjectSize') ? object.size : undefined,
      },
      { 'last-modified': httpDate(object) },
    );
  },

  async GetObjectTagging(call) {
    const tags = Object.entries(needObject(call).tags).map(([Key, Value]) => ({ Key, Value }));
    return xmlResponse('Tagging', { TagSet: { Tag: tags } });
  },
  async PutObjectTagging(call) {
    const { Tagging } = parseXml(readPayload(call.request).body.toString('utf8')) as { Tagging?: { TagSet?: { Tag?: unknown } } };
    const tags = asList<{ Key: string; Value: string }>(Tagging?.TagSet?.Tag).map(({ Key, Value }) => [Key, Value]);
    call.buckets.objects(call.bucket).commit({ ...needObject(call), tags: Object.fromEntries(tags) });
    return emptyResponse(200);
  },
  async DeleteObjectTagging(call) {
    call.buckets.objects(call.bucket).commit({ ...needObject(call), tags: {} });
    return emptyResponse(204);
  },
};

/** Puts a body under the call's key, if the conditions of the request still hold when the body is on disk. */
export async function writeObject(
  call: Call,
  body: Buffer,
  rest: Pick<StoredObject, 'headers' | 'tags' | 'checksums' | 'etag'>,
): Promise<StoredObject> {
  const store = call.buckets.objects(call.bucket);
  const file = await store.writeBody(body);
  try {
    call.buckets.need(call.bucket);
    checkAtCommit(call.request.headers, call.key, store.get(call.key));
  } catch (error) {
    store.discardBody(file);
    throw error;
  }
  const object: StoredObject = { key: call.key, file, size: body.length, modified: new Date().toISOString(), ...rest };
  store.commit(object);
  return object;
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > LONGEST_KEY) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, { MaxSizeAllowed: LONGEST_KEY, Size: Buffer.byteLength(key) });
  }
}

/** What of the request's headers belongs to the object. */
export function objectHeaders(call: Call): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of Object.entries(call.request.headers)) {
    if (typeof value !== 'string') continue;
    if (name.startsWith('x-amz-meta-')) metadata += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value);
    else if (!KEPT_HEADERS.includes(name)) continue;
    kept[name] = value;
  }
  if (metadata > LARGEST_METADATA) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, { Size: metadata });
  }
  const encoding = (kept['content-encoding'] ?? '').split(',').map((name) => name.trim());
  const ownEncoding = encoding.filter((name) => name !== 'aws-chunked' && name !== '').join(',');
  const { 'content-encoding': _, ...others } = kept;
  return ownEncoding === '' ? others : { ...others, 'content-encoding': ownEncoding };
}

export function headerTags(call: Call): Record<string, string> {
  const header = call.request.headers['x-amz-tagging'];
  return typeof header === 'string' ? Object.fromEntries(new URLSearchParams(header)) : {};
}

export function refuseAcl(call: Call): void {
  const acl = call.request.headers['x-amz-acl'];
  if (acl === undefined || acl === 'bucket-owner-full-control') return;
  throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
}

/** The object that `x-amz-copy-source` names, if the caller may read it. */
export async function readSource(call: Call): Promise<{ source: StoredObject; body: Buffer }> {
  const { bucket, key } = addressOf(sourceTarget(call));
  if (bucket === undefined || key === undefined) throw new AwsError('InvalidArgument', 'Invalid copy source object key');
  call.allow('s3:GetObject', bucket, key);
  const store = call.buckets.objects(bucket);
  const source = store.get(key);
  if (!source) throw noSuchKey(key);
  return { source, body: readFileSync(store.bodyPath(source.file)) };
}

function sourceTarget(call: Call): string {
  const source = String(call.request.headers['x-amz-copy-source']);
  return source.startsWith('/') ? source : `/${source}`;
}

/** A caller that may not list the bucket isn't told that a key is missing. */
function needObject(call: Call): StoredObject {
  const object = call.buckets.objects(call.bucket).get(call.key);
  if (object) return object;
  call.allow('s3:ListBucket', call.bucket);
  throw noSuchKey(call.key);
}

function readObject(call: Call, withBody: boolean): LocalResponse {
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

function writtenHeaders(object: StoredObject): Record<string, string> {
  const { 'x-amz-server-side-encryption': encryption = 'AES256' } = object.headers;
  return { etag: `"${object.etag}"`, 'x-amz-server-side-encryption': encryption, ...object.checksums };
}

function httpDate(object: StoredObject): string {
  return new Date(object.modified).toUTCString();
}
