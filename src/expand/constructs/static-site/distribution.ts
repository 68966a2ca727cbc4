/** The site's CloudFront distribution. */
import { physicalName } from '../../../core/names.ts';
import type { Draft, ExpandContext } from '../../construct.ts';
import { attribute, ref } from '../../kit/intrinsics.ts';
import type { StaticSiteConfig } from './index.ts';

/** AWS's managed policy CachingOptimized: compression, and the files' own `Cache-Control` decides. */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
/** CloudFront's limit for comments. */
const COMMENT_LENGTH = 128;

export function distribution(config: StaticSiteConfig, context: ExpandContext): Draft {
  return {
    type: 'AWS::CloudFront::Distribution',
    properties: {
      DistributionConfig: {
        Comment: physicalName(context.app.stage, context.app.app, context.id, COMMENT_LENGTH),
        Enabled: true,
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        DefaultRootObject: config.indexPage,
        Origins: [
          {
            Id: 'bucket',
            DomainName: attribute(context.logicalId('Bucket'), 'RegionalDomainName'),
            OriginAccessControlId: ref(context.logicalId('OriginAccessControl')),
            // Required beside an origin access control, and empty with it.
            S3OriginConfig: { OriginAccessIdentity: '' },
          },
        ],
        DefaultCacheBehavior: {
          TargetOriginId: 'bucket',
          ViewerProtocolPolicy: 'redirect-to-https',
          AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
          Compress: true,
          CachePolicyId: CACHING_OPTIMIZED,
        },
        CustomErrorResponses: errorResponses(config),
      },
    },
  };
}

/** S3 answers 403 for what isn't there, since CloudFront may not list the bucket; 404 is there for when it may. */
function errorResponses({ spa, errorPage, indexPage }: StaticSiteConfig) {
  if (errorPage !== undefined) return [403, 404].map((ErrorCode) => ({ ErrorCode, ResponseCode: 404, ResponsePagePath: `/${errorPage}` }));
  if (spa === false) return undefined;
  return [403, 404].map((ErrorCode) => ({ ErrorCode, ResponseCode: 200, ResponsePagePath: `/${indexPage}` }));
}
