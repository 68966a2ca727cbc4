/** `AWS::S3::Bucket` and `AWS::S3::BucketPolicy`. */
import type { XmlElement } from '../protocols/xml.ts';
import type { Services } from '../services/index.ts';
import { regionalBucketName } from '../services/s3/bucket-name.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'S3';
const LONGEST_NAME = 63;

export function providers(services: Services): ResourceProvider[] {
  const { buckets } = services.s3;

  const provided = (name: string): ProvidedResource => ({
    physicalId: name,
    attributes: bucketAttributes(name, buckets.need(name).region),
  });

  const bucket: ResourceProvider = {
    type: 'AWS::S3::Bucket',
    create: (properties, context) =>
      handled(SERVICE, () => {
        refuseUnknown(properties, BUCKET_PROPERTIES, 'S3 buckets');
        const name = bucketName(properties, context);
        if (buckets.get(name)) throw new ProviderError('AlreadyExists', `${name} already exists`, SERVICE, 409);
        buckets.create(name, context.region);
        buckets.set(name, bucketSettings(properties, context.tags));
        return provided(name);
      }),
    update: (name, properties, _previous, context) =>
      handled(SERVICE, () => {
        refuseUnknown(properties, BUCKET_PROPERTIES, 'S3 buckets');
        buckets.set(name, bucketSettings(properties, context.tags));
        return provided(name);
      }),
    delete: (name) => handled(SERVICE, () => (buckets.get(name) ? buckets.delete(name) : undefined)),
    read: async (name) => (buckets.get(name) ? provided(name) : undefined),
  };

  const put = (properties: Properties) => buckets.setPolicy(String(properties.Bucket), properties.PolicyDocument);
  const policy: ResourceProvider = {
    type: 'AWS::S3::BucketPolicy',
    create: (properties) =>
      handled(SERVICE, () => {
        const name = String(properties.Bucket);
        if (buckets.need(name).policy)
          throw new ProviderError('AlreadyExists', `The bucket policy already exists on bucket ${name}.`, SERVICE, 409);
        put(properties);
        return { physicalId: name, attributes: {} };
      }),
    update: (name, properties) =>
      handled(SERVICE, () => {
        put(properties);
        return { physicalId: name, attributes: {} };
      }),
    delete: (name) => handled(SERVICE, () => (buckets.get(name) ? buckets.setPolicy(name, undefined) : undefined)),
    read: async (name) => (buckets.get(name)?.policy ? { physicalId: name, attributes: {} } : undefined),
  };

  return [bucket, policy];
}

const BUCKET_PROPERTIES = [
  'AccessControl',
  'BucketEncryption',
  'BucketName',
  'BucketNamePrefix',
  'BucketNamespace',
  'CorsConfiguration',
  'LifecycleConfiguration',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  'Tags',
  'VersioningConfiguration',
];

function bucketName(properties: Properties, context: ProviderContext): string {
  const { BucketName: name, BucketNamePrefix: prefix, BucketNamespace: namespace, AccessControl: acl } = properties;
  const refuse = (message: string) => new ProviderError('InvalidRequest', message, SERVICE);
  if (acl !== undefined && acl !== 'Private')
    throw refuse("Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
  const regional = namespace === 'account-regional';
  if (prefix !== undefined && name !== undefined) throw refuse('BucketName and BucketNamePrefix cannot be specified together.');
  if (prefix !== undefined && !regional) throw refuse('BucketNamePrefix requires BucketNamespace to be account-regional.');
  const suffix = regionalBucketName('', context.account, context.region);
  if (typeof name === 'string') {
    if (regional && !name.endsWith(suffix)) throw refuse('The specified bucket is not valid.');
    return name;
  }
  if (!regional) return context.generatedName(LONGEST_NAME, { lowerCase: true });
  return `${typeof prefix === 'string' ? prefix : context.generatedName(LONGEST_NAME - suffix.length, { lowerCase: true })}${suffix}`;
}

function bucketAttributes(name: string, region: string): Record<string, string> {
  return {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  };
}

type Fields = Readonly<Record<string, unknown>>;
const list = (value: unknown) => (value ?? []) as readonly Fields[];

/** Every setting that CloudFormation governs, in the shape of S3's API; undefined = as if never set. */
function bucketSettings(properties: Properties, stackTags: Properties): Record<string, XmlElement | undefined> {
  const block = properties.PublicAccessBlockConfiguration as Fields | undefined;
  const own = list(properties.Tags).map(({ Key, Value }) => [Key, Value]);
  const tags: Fields = { ...stackTags, ...Object.fromEntries(own) };
  const encryption = (properties.BucketEncryption as Fields | undefined)?.ServerSideEncryptionConfiguration;
  const versioning = properties.VersioningConfiguration as XmlElement | undefined;
  const corsRules = (properties.CorsConfiguration as Fields | undefined)?.CorsRules;
  const lifecycle = (properties.LifecycleConfiguration as Fields | undefined)?.Rules;
  return {
    encryption: { Rule: encryption ? list(encryption).map(encryptionRule) : [encryptionRule({})] },
    ownershipControls: (properties.OwnershipControls
      ? { Rule: list((properties.OwnershipControls as Fields).Rules) }
      : ENFORCED) as XmlElement,
    publicAccessBlock: Object.fromEntries(
      PUBLIC_ACCESS_PARTS.map((part) => [part, block ? String(block[part] ?? false) === 'true' : true]),
    ),
    versioning,
    cors: corsRules ? { CORSRule: list(corsRules).map(corsRule) } : undefined,
    lifecycle: lifecycle ? { Rule: list(lifecycle).map(lifecycleRule) } : undefined,
    tagging:
      Object.keys(tags).length > 0
        ? { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) })) } }
        : undefined,
  };
}

const ENFORCED = { Rule: [{ ObjectOwnership: 'BucketOwnerEnforced' }] };
const PUBLIC_ACCESS_PARTS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

function encryptionRule({ ServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' }, BucketKeyEnabled = false }: Fields): XmlElement {
  return { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault, BucketKeyEnabled } as XmlElement;
}

function corsRule({ Id, AllowedOrigins, AllowedMethods, AllowedHeaders, ExposedHeaders, MaxAge }: Fields): XmlElement {
  return {
    ID: Id,
    AllowedOrigin: AllowedOrigins,
    AllowedMethod: AllowedMethods,
    AllowedHeader: AllowedHeaders,
    ExposeHeader: ExposedHeaders,
    MaxAgeSeconds: MaxAge,
  } as XmlElement;
}

/** The endpoint keeps lifecycle rules and expires nothing. */
function lifecycleRule(rule: Fields): XmlElement {
  const { Id, Prefix, Status, ExpirationInDays, ExpirationDate, Transitions, NoncurrentVersionExpirationInDays, ...rest } = rule;
  const expiration =
    ExpirationInDays !== undefined || ExpirationDate !== undefined ? { Days: ExpirationInDays, Date: ExpirationDate } : undefined;
  const noncurrent = NoncurrentVersionExpirationInDays === undefined ? undefined : { NoncurrentDays: NoncurrentVersionExpirationInDays };
  return {
    ID: Id,
    Filter: { Prefix: Prefix ?? '' },
    Status,
    Expiration: expiration,
    Transition: list(Transitions).map(({ StorageClass, TransitionInDays }) => ({ Days: TransitionInDays, StorageClass })),
    NoncurrentVersionExpiration: rest.NoncurrentVersionExpiration ?? noncurrent,
    AbortIncompleteMultipartUpload: rest.AbortIncompleteMultipartUpload,
  } as unknown as XmlElement;
}
