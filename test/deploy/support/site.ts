/** A site as `StaticSite` makes it, as small as it can be: a bucket, a distribution, and the step that fills them. */
import type { PublishStep } from '../../../src/core/stages.ts';
import type { TestStack } from './assembly.ts';

export const web: TestStack = {
  resources: {
    SiteBucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Delete', Properties: {} },
    SiteDistribution: {
      Type: 'AWS::CloudFront::Distribution',
      Properties: {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          Origins: [
            {
              Id: 'bucket',
              DomainName: { 'Fn::GetAtt': ['SiteBucket', 'RegionalDomainName'] },
              OriginAccessControlId: { Ref: 'SiteAccess' },
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
          ],
          DefaultCacheBehavior: {
            TargetOriginId: 'bucket',
            ViewerProtocolPolicy: 'allow-all',
            CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
          },
        },
      },
    },
    SiteAccess: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: 'site',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
  },
  outputs: {
    Bucket: { Ref: 'SiteBucket' },
    Distribution: { Ref: 'SiteDistribution' },
    Url: { 'Fn::Sub': 'https://${SiteDistribution.DomainName}' },
  },
};

/** Built from `web/page.txt` and the text that the stack `core` gives. */
export const siteStep: PublishStep = {
  id: 'Site',
  kind: 'site',
  stack: 'web',
  region: 'us-east-1',
  source: 'web',
  build: { command: 'mkdir -p dist && cat page.txt > dist/index.html && printf " %s" "$TEXT" >> dist/index.html', output: 'dist' },
  environment: { TEXT: { from: 'output', stack: 'core', output: 'Text' } },
  cache: [],
  bucket: { from: 'output', stack: 'web', output: 'Bucket' },
  distribution: { from: 'output', stack: 'web', output: 'Distribution' },
  dependsOn: ['core', 'web'],
  path: ['stacks', 'web', 'constructs', 'Site'],
};
