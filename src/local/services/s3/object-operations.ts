/** Operations on single objects. */
import { readFileSync } from 'node:fs';
import { AwsError } from '../../protocols/aws-error.ts';
import { asList, parseXml } from '../../protocols/xml.ts';
import type { Call, Operation } from './call.ts';
import { checksumHeader } from './checksum.ts';
import { headerTags, objectHeaders } from './object-headers.ts';
import type { StoredObject } from './object-store.ts';
import { addressOf } from './operation.ts';
import { hex, readPayload } from './payload.ts';
import { checkAtCommit, checkDelete, checkWrite, noSuchKey } from './preconditions.ts';
import { httpDate, needObject, readObject } from './read-object.ts';
import { emptyResponse, xmlResponse } from './response.ts';

const LONGEST_KEY = 1024;

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

function writtenHeaders(object: StoredObject): Record<string, string> {
  const { 'x-amz-server-side-encryption': encryption = 'AES256' } = object.headers;
  return { etag: `"${object.etag}"`, 'x-amz-server-side-encryption': encryption, ...object.checksums };
}
