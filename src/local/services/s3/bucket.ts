/** Buckets: their settings and policies, kept in one file. */
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { asList, type XmlElement } from '../../protocols/xml.ts';
import { readState, writeState } from '../../state-file.ts';
import { parsePolicy } from '../iam/document.ts';
import type { PolicyDocument, Statement } from '../iam/policy.ts';
import { checkBucketName } from './bucket-name.ts';
import { openUploads, type Uploads } from './multipart.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly created: string;
  /** Settings by their sub-resource (`versioning`, `cors` …), in the shape of S3's XML. */
  readonly settings: Readonly<Record<string, XmlElement>>;
  readonly policy?: PolicyDocument;
}

/** What every new bucket has. */
const INITIAL_SETTINGS: Bucket['settings'] = {
  encryption: { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false } },
  ownershipControls: { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } },
  publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
};

export interface Buckets {
  get(name: string): Bucket | undefined;
  /** Throws `NoSuchBucket`. */
  need(name: string): Bucket;
  list(): readonly Bucket[];
  create(name: string, region: string): Bucket;
  delete(name: string): void;
  /** Changes the given settings; `undefined` removes one. */
  set(name: string, settings: Readonly<Record<string, XmlElement | undefined>>): void;
  setPolicy(name: string, policy: unknown): void;
  objects(name: string): ObjectStore;
  uploads(name: string): Uploads;
  load(): void;
}

export function createBuckets(directory: string, account: string): Buckets {
  const file = join(directory, 'buckets.json');
  let buckets: Record<string, Bucket> = {};
  const stores = new Map<string, ObjectStore>();
  const folder = (name: string) => join(directory, name);

  const put = (bucket: Bucket) => {
    buckets[bucket.name] = bucket;
    writeState(file, buckets);
    return bucket;
  };
  const need = (name: string): Bucket => {
    const bucket = buckets[name];
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
    return bucket;
  };
  const objects = (name: string): ObjectStore => {
    let store = stores.get(name);
    if (!store) {
      need(name);
      store = openObjectStore(folder(name));
      stores.set(name, store);
    }
    return store;
  };

  return {
    get: (name) => buckets[name],
    need,
    list: () => Object.values(buckets).sort((a, b) => (a.name < b.name ? -1 : 1)),
    create(name, region) {
      checkBucketName(name);
      const existing = buckets[name];
      if (existing) {
        // The oldest region answers as it always did.
        if (region === 'us-east-1' && existing.region === region) return existing;
        const message = 'Your previous request to create the named bucket succeeded and you already own it.';
        throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: name });
      }
      return put({ name, region, created: new Date().toISOString(), settings: INITIAL_SETTINGS });
    },
    delete(name) {
      need(name);
      const store = objects(name);
      if (store.keys().length > 0)
        throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name });
      delete buckets[name];
      writeState(file, buckets);
      stores.delete(name);
      store.destroy();
    },
    set(name, changes) {
      const bucket = need(name);
      const settings = Object.entries({ ...bucket.settings, ...changes }).filter(([, value]) => value !== undefined);
      put({ ...bucket, settings: Object.fromEntries(settings) as Bucket['settings'] });
    },
    setPolicy(name, value) {
      const { policy: _, ...bucket } = need(name);
      if (value === undefined) {
        put(bucket);
        return;
      }
      const policy = parsePolicy(value, 'resource', 'MalformedPolicy');
      checkPolicy(bucket, policy, account);
      put({ ...bucket, policy });
    },
    objects,
    uploads: (name) => openUploads(join(folder(need(name).name), 'uploads')),
    load() {
      buckets = readState(file, buckets);
    },
  };
}

export function blocksPublicAccess(bucket: Bucket, part: 'BlockPublicPolicy' | 'RestrictPublicBuckets'): boolean {
  return String(bucket.settings.publicAccessBlock?.[part]) === 'true';
}

function checkPolicy(bucket: Bucket, policy: PolicyDocument, account: string): void {
  const arn = `arn:aws:s3:::${bucket.name}`;
  const statements = asList<Statement>(policy.Statement);
  for (const resource of statements.flatMap((statement) => asList<string>(statement.Resource ?? statement.NotResource))) {
    if (resource !== '*' && resource !== arn && !resource.startsWith(`${arn}/`) && !resource.startsWith(`${arn}*`)) {
      throw new AwsError('MalformedPolicy', 'Policy has invalid resource', 400, { Detail: resource });
    }
  }
  if (blocksPublicAccess(bucket, 'BlockPublicPolicy') && isPublic(policy)) {
    throw new AwsError(
      'AccessDenied',
      `User: arn:aws:iam::${account}:root is not authorized to perform: s3:PutBucketPolicy on resource: "${arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      403,
    );
  }
}

/** Conditions that keep a statement for everyone from being for everyone. */
const LIMITING_KEYS = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

export function isPublic(policy: PolicyDocument): boolean {
  return asList<Statement>(policy.Statement).some((statement) => {
    const { Effect, Principal, Condition } = statement;
    const everyone = Principal === '*' || (typeof Principal === 'object' && asList(Principal.AWS).includes('*'));
    const limited = Object.values(Condition ?? {}).some((keys) => Object.keys(keys).some((key) => LIMITING_KEYS.has(key.toLowerCase())));
    return Effect === 'Allow' && everyone && !limited;
  });
}
