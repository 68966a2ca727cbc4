/** `AWS::CloudFront::Distribution` and `AWS::CloudFront::OriginAccessControl`. */
import type { CloudFrontService } from '../services/cloudfront/index.ts';
import type { AccessControl, AccessControlConfig, Behavior, Distribution, DistributionConfig } from '../services/cloudfront/model.ts';
import type { Services } from '../services/index.ts';
import type { Properties, ProvidedResource, ProviderContext, ResourceProvider } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'CloudFront';

export function providers({ cloudfront }: Services): ResourceProvider[] {
  return [distributionProvider(cloudfront), accessControlProvider(cloudfront)];
}

/** A creation that was cut off and is run again finds what it made. */
const callerReference = ({ stackId, logicalId }: ProviderContext) => `${stackId}/${logicalId}`;

const CONFIG = [
  'CacheBehaviors',
  'Comment',
  'CustomErrorResponses',
  'DefaultCacheBehavior',
  'DefaultRootObject',
  'Enabled',
  'HttpVersion',
  'IPV6Enabled',
  'Origins',
  'PriceClass',
];
const ORIGIN = [
  'ConnectionAttempts',
  'ConnectionTimeout',
  'CustomOriginConfig',
  'DomainName',
  'Id',
  'OriginAccessControlId',
  'OriginCustomHeaders',
  'OriginPath',
  'S3OriginConfig',
];
const BEHAVIOR = [
  'AllowedMethods',
  'CachePolicyId',
  'CachedMethods',
  'Compress',
  'OriginRequestPolicyId',
  'PathPattern',
  'TargetOriginId',
  'ViewerProtocolPolicy',
];

function distributionProvider(cloudfront: CloudFrontService): ResourceProvider {
  const provided = ({ id }: Distribution): ProvidedResource => ({
    physicalId: id,
    attributes: { Id: id, DomainName: cloudfront.domainOf(id) },
  });
  const tagsOf = (properties: Properties, context: ProviderContext) => {
    const own = ((properties.Tags ?? []) as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
    return { ...context.tags, ...Object.fromEntries(own) };
  };

  return {
    type: 'AWS::CloudFront::Distribution',
    create: (properties, context) =>
      handled(SERVICE, async () =>
        provided(await cloudfront.putDistribution(callerReference(context), config(properties), tagsOf(properties, context))),
      ),
    update: (id, properties, _previous, context) =>
      handled(SERVICE, async () => {
        const { callerReference: reference } = cloudfront.distributions.need(id);
        return provided(await cloudfront.putDistribution(reference, config(properties), tagsOf(properties, context)));
      }),
    delete: (id) => handled(SERVICE, () => (cloudfront.distributions.get(id) ? cloudfront.deleteDistribution(id) : undefined)),
    async read(id) {
      const distribution = cloudfront.distributions.get(id);
      return distribution && provided(distribution);
    },
  };
}

/** CloudFormation may hand over texts for booleans and numbers. */
function config(properties: Properties): DistributionConfig {
  const given = properties.DistributionConfig as DistributionConfig & Record<string, unknown>;
  refuseUnknown(given, CONFIG, 'CloudFront distributions');
  for (const origin of given.Origins ?? []) refuseUnknown(origin, ORIGIN, 'CloudFront origins');
  const behavior = <B extends Behavior>(one: B): B => {
    refuseUnknown(one, BEHAVIOR, 'CloudFront behaviors');
    return { ...one, Compress: String(one.Compress ?? false) === 'true' };
  };
  return {
    ...given,
    Enabled: String(given.Enabled) === 'true',
    Origins: given.Origins ?? [],
    DefaultCacheBehavior: behavior(given.DefaultCacheBehavior),
    CacheBehaviors: (given.CacheBehaviors ?? []).map(behavior),
    CustomErrorResponses: (given.CustomErrorResponses ?? []).map((response) => ({ ...response, ErrorCode: Number(response.ErrorCode) })),
  };
}

function accessControlProvider({ distributions }: CloudFrontService): ResourceProvider {
  const provided = ({ id }: AccessControl): ProvidedResource => ({ physicalId: id, attributes: { Id: id } });
  const given = (properties: Properties) => properties.OriginAccessControlConfig as AccessControlConfig;

  return {
    type: 'AWS::CloudFront::OriginAccessControl',
    create: (properties, context) =>
      handled(SERVICE, () => provided(distributions.putAccessControl(callerReference(context), given(properties)))),
    update: (id, properties, _previous, context) =>
      handled(SERVICE, () => {
        const reference = distributions.accessControl(id)?.callerReference ?? callerReference(context);
        return provided(distributions.putAccessControl(reference, given(properties)));
      }),
    delete: (id) => handled(SERVICE, () => (distributions.accessControl(id) ? distributions.deleteAccessControl(id) : undefined)),
    async read(id) {
      const control = distributions.accessControl(id);
      return control && provided(control);
    },
  };
}
