/**
 * In: a folder of files. Out: a private bucket behind CloudFront, and the step that builds and uploads.
 * Never lets anyone but its own distribution read the bucket.
 */
import { cut, physicalName } from '../../../core/names.ts';
import type { ConfigOf } from '../../config-of.ts';
import type { Construct, DraftValue, ExpandContext, Self } from '../../construct.ts';
import { attribute, join, ref } from '../../kit/intrinsics.ts';
import { cacheRules } from './cache.ts';
import { distribution } from './distribution.ts';
import { schema } from './schema.ts';

export type StaticSiteConfig = ConfigOf<typeof schema>;

/** S3's limit of a whole name, of which the account-regional namespace adds `-<account>-<region>-an`. */
const BUCKET_NAME_LENGTH = 63;
const ACCOUNT_LENGTH = 12;
/** CloudFront's limit for the name of an origin access control. */
const ACCESS_CONTROL_NAME_LENGTH = 64;

export const construct: Construct<StaticSiteConfig> = {
  type: 'StaticSite',
  schema,
  describe(_config, self) {
    const bucket = self.logicalId('Bucket');
    const distributionId = self.logicalId('Distribution');
    return {
      attributes: {
        url: { value: { 'Fn::Join': ['', ['https://', attribute(distributionId, 'DomainName')]] } },
        bucketName: { value: ref(bucket) },
        distributionId: { value: ref(distributionId) },
        distributionDomain: { value: attribute(distributionId, 'DomainName') },
      },
      levels: {},
      bindings: ['url'],
      shown: ['url'],
    };
  },
  expand(config, context) {
    if (config.spa === true && config.errorPage !== undefined) context.report('E3031', [...context.path, 'errorPage'], {});
    const { path, build, environment, cache } = config;
    if (!build && Object.keys(environment).length > 0) {
      context.report('E3045', [...context.path, 'environment'], { key: 'environment', because: 'only a `build` gets it' });
    }
    return {
      resources: {
        Bucket: {
          type: 'AWS::S3::Bucket',
          // What is in it comes from the deploy and can be made again.
          deletionPolicy: 'Delete',
          updateReplacePolicy: 'Delete',
          properties: {
            BucketNamePrefix: bucketPrefix(context),
            BucketNamespace: 'account-regional',
            BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
            OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy: true,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          },
        },
        BucketPolicy: {
          type: 'AWS::S3::BucketPolicy',
          properties: { Bucket: ref(context.logicalId('Bucket')), PolicyDocument: readByDistribution(context) },
        },
        OriginAccessControl: {
          type: 'AWS::CloudFront::OriginAccessControl',
          properties: {
            OriginAccessControlConfig: {
              // Unique in the whole account: it ends in the region.
              Name: physicalName(context.app.stage, context.app.app, `${context.id}-${context.stack.region}`, ACCESS_CONTROL_NAME_LENGTH),
              OriginAccessControlOriginType: 's3',
              SigningBehavior: 'always',
              SigningProtocol: 'sigv4',
            },
          },
        },
        Distribution: distribution(config, context),
      },
      site: {
        source: path,
        ...(build && { build }),
        environment,
        cache: [...cacheRules(build !== undefined), ...cache],
        bucket: 'bucketName',
        distribution: 'distributionId',
      },
    };
  },
};

function bucketPrefix({ app, stack, id }: Self): string {
  const suffix = 1 + ACCOUNT_LENGTH + 1 + stack.region.length + '-an'.length;
  return cut(`${app.stage}-${app.app}-${id}`.toLowerCase(), BUCKET_NAME_LENGTH - suffix);
}

function readByDistribution(context: ExpandContext): DraftValue {
  const bucketArn = attribute(context.logicalId('Bucket'), 'Arn');
  const id = ref(context.logicalId('Distribution'));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: join([bucketArn, '/*']),
        Condition: {
          StringEquals: {
            'AWS:SourceArn': join(['arn:', ref('AWS::Partition'), ':cloudfront::', ref('AWS::AccountId'), ':distribution/', id]),
          },
        },
      },
    ],
  };
}
