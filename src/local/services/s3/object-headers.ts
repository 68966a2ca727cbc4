/** Headers of an upload that belong to the object and come back with it. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { Call } from './call.ts';

const LARGEST_METADATA = 2048;
export const OVERRIDABLE_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const KEPT_HEADERS = [
  ...OVERRIDABLE_HEADERS,
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
];

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
