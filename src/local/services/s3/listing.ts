/** Pages of a bucket's keys: prefix, delimiter, continuation. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { XmlElement } from '../../protocols/xml.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { byUtf8 } from './object-store.ts';

const LARGEST_PAGE = 1000;

interface Page {
  readonly objects: readonly StoredObject[];
  readonly prefixes: readonly string[];
  /** The last key or common prefix that was given, where more follow. */
  readonly next?: string;
}

function page(store: ObjectStore, prefix: string, delimiter: string, after: string, limit: number): Page {
  const keys = store.keys();
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (let at = firstFrom(keys, byUtf8(after, prefix) > 0 ? after : prefix); at < keys.length; at++) {
    const key = keys[at] ?? '';
    if (!key.startsWith(prefix)) break;
    if (after !== '' && byUtf8(key, after) <= 0) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    // What rolls up into a prefix of this page or of the one before is no entry of its own.
    if (common !== undefined && (common === prefixes.at(-1) || common === after)) continue;
    if (objects.length + prefixes.length === limit) return { objects, prefixes, next: last };
    last = common ?? key;
    const object = store.get(key);
    if (common !== undefined) prefixes.push(common);
    else if (object) objects.push(object);
  }
  return { objects, prefixes };
}

/** Index of the first key that is not below `start`. */
function firstFrom(keys: readonly string[], start: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byUtf8(keys[middle] ?? '', start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pageSize(query: URLSearchParams, name: string): number {
  const size = Number(query.get(name) ?? LARGEST_PAGE);
  if (!Number.isInteger(size) || size < 0) throw new AwsError('InvalidArgument', `Provided ${name} not an integer or within integer range`);
  return Math.min(size, LARGEST_PAGE);
}

function encoder(query: URLSearchParams) {
  const encoded = query.get('encoding-type') === 'url';
  // S3 leaves slashes readable.
  return (text: string) => (encoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
}

const token = {
  encode: (key: string) => Buffer.from(key).toString('base64'),
  decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
};

export function listObjectsV2(name: string, store: ObjectStore, query: URLSearchParams, account: string): XmlElement {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const continuation = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const limit = pageSize(query, 'max-keys');
  const text = encoder(query);
  const after = continuation === null ? (startAfter ?? '') : token.decode(continuation);
  const { objects, prefixes, next } = limit === 0 ? { objects: [], prefixes: [] } : page(store, prefix, delimiter, after, limit);
  return {
    Name: name,
    Prefix: text(prefix),
    ...(delimiter === '' ? {} : { Delimiter: text(delimiter) }),
    ...(startAfter === null ? {} : { StartAfter: text(startAfter) }),
    ...(continuation === null ? {} : { ContinuationToken: continuation }),
    ...(next === undefined ? {} : { NextContinuationToken: token.encode(next) }),
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    KeyCount: objects.length + prefixes.length,
    MaxKeys: limit,
    IsTruncated: next !== undefined,
    Contents: objects.map((object) => entry(object, text, query.get('fetch-owner') === 'true' ? account : undefined)),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: text(common) })),
  };
}

export function listObjects(name: string, store: ObjectStore, query: URLSearchParams, account: string): XmlElement {
  const [prefix, delimiter, marker] = [query.get('prefix') ?? '', query.get('delimiter') ?? '', query.get('marker') ?? ''];
  const limit = pageSize(query, 'max-keys');
  const text = encoder(query);
  const { objects, prefixes, next } = limit === 0 ? { objects: [], prefixes: [] } : page(store, prefix, delimiter, marker, limit);
  return {
    Name: name,
    Prefix: text(prefix),
    Marker: text(marker),
    ...(delimiter === '' ? {} : { Delimiter: text(delimiter) }),
    ...(next === undefined || delimiter === '' ? {} : { NextMarker: text(next) }),
    ...(query.has('encoding-type') ? { EncodingType: 'url' } : {}),
    MaxKeys: limit,
    IsTruncated: next !== undefined,
    Contents: objects.map((object) => entry(object, text, account)),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: text(common) })),
  };
}

function entry(object: StoredObject, text: (key: string) => string, owner: string | undefined): XmlElement {
  return {
    Key: text(object.key),
    LastModified: object.modified,
    ETag: `"${object.etag}"`,
    Size: object.size,
    StorageClass: 'STANDARD',
    ...(owner === undefined ? {} : { Owner: { ID: owner, DisplayName: owner } }),
  };
}
