/** Which operation of S3's API a request is, and the permission it needs: method, path and query tell, nothing names it. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Address {
  readonly bucket?: string;
  readonly key?: string;
}

/** Sub-resources of a bucket that are plain settings, with the operation's noun. */
export const BUCKET_SETTINGS: Readonly<Record<string, string>> = {
  accelerate: 'BucketAccelerateConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  lifecycle: 'BucketLifecycleConfiguration',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

const VERBS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** Bucket and key of `/<bucket>/<key>`. Taken from the target as sent: dot segments are legal in keys. */
export function addressOf(target: string): Address {
  const path = (/^[^?]*/.exec(target)?.[0] ?? '').slice(1);
  const slash = path.indexOf('/');
  const bucket = decodeURIComponent(slash < 0 ? path : path.slice(0, slash));
  const key = slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1));
  return { ...(bucket === '' ? {} : { bucket }), ...(key === '' ? {} : { key }) };
}

/** Undefined where S3 has no such operation. */
export function operationOf(method: string, address: Address, query: URLSearchParams, headers: IncomingHttpHeaders): string | undefined {
  if (method === 'OPTIONS') return 'Preflight';
  if (!address.bucket) return method === 'GET' ? 'ListBuckets' : undefined;
  return address.key === undefined ? bucketOperation(method, query) : objectOperation(method, query, headers);
}

function bucketOperation(method: string, query: URLSearchParams): string | undefined {
  const verb = VERBS[method];
  if (verb) {
    for (const [name, noun] of Object.entries(BUCKET_SETTINGS)) if (query.has(name)) return verb + noun;
    if (query.has('policy')) return `${verb}BucketPolicy`;
    if (query.has('acl')) return `${verb}BucketAcl`;
  }
  switch (method) {
    case 'PUT':
      return 'CreateBucket';
    case 'DELETE':
      return 'DeleteBucket';
    case 'HEAD':
      return 'HeadBucket';
    case 'POST':
      return query.has('delete') ? 'DeleteObjects' : 'PostObject';
    case 'GET':
      if (query.has('location')) return 'GetBucketLocation';
      if (query.has('policyStatus')) return 'GetBucketPolicyStatus';
      if (query.has('uploads')) return 'ListMultipartUploads';
      if (query.has('versions')) return 'ListObjectVersions';
      return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
    default:
      return undefined;
  }
}

function objectOperation(method: string, query: URLSearchParams, headers: IncomingHttpHeaders): string | undefined {
  const verb = VERBS[method];
  if (verb && query.has('tagging')) return `${verb}ObjectTagging`;
  if (verb && query.has('acl')) return `${verb}ObjectAcl`;
  const upload = query.has('uploadId');
  switch (method) {
    case 'PUT':
      if (upload) return headers['x-amz-copy-source'] === undefined ? 'UploadPart' : 'UploadPartCopy';
      return headers['x-amz-copy-source'] === undefined ? 'PutObject' : 'CopyObject';
    case 'GET':
      if (upload) return 'ListParts';
      return query.has('attributes') ? 'GetObjectAttributes' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return upload ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return upload ? 'CompleteMultipartUpload' : undefined;
    default:
      return undefined;
  }
}

/** Permissions that are not called like their operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  CopyObject: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** `s3:GetObject`; nothing for an operation that checks what it touches one by one. */
export function actionOf(operation: string): string | undefined {
  return operation === 'DeleteObjects' || operation === 'Preflight' ? undefined : `s3:${ACTIONS[operation] ?? operation}`;
}
