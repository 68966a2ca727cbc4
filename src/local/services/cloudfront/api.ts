/** The part of CloudFront's API that reads distributions and invalidates paths. */
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { queryError } from '../../protocols/query.ts';
import { asList, parseXml, type XmlElement, type XmlNode, xmlDocument } from '../../protocols/xml.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { Distributions } from './distributions.ts';
import type { Distribution, DistributionConfig, Invalidation } from './model.ts';

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';
const PREFIX = '/2020-05-31/';

interface Route {
  readonly operation: string;
  readonly parts: readonly string[];
}

/** Which operation a request is; REST-XML names it nowhere. */
export function routeOf(request: Pick<LocalRequest, 'method' | 'url'>): Route | undefined {
  const [kind, ...parts] = request.url.pathname.replace(PREFIX, '').split('/');
  const shape = `${request.method} ${kind} ${parts.map((part, at) => (at % 2 === 0 ? '*' : part)).join(' ')}`.trim();
  const operation = OPERATIONS[shape];
  return request.url.pathname.startsWith(PREFIX) && operation ? { operation, parts } : undefined;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  'GET distribution': 'ListDistributions',
  'GET distribution *': 'GetDistribution',
  'GET distribution * config': 'GetDistributionConfig',
  'GET distribution * invalidation': 'ListInvalidations',
  'POST distribution * invalidation': 'CreateInvalidation',
  'GET distribution * invalidation *': 'GetInvalidation',
  'GET origin-access-control *': 'GetOriginAccessControl',
};

export function createCloudFrontApi(distributions: Distributions, domainOf: (id: string) => string) {
  return async (request: LocalRequest): Promise<LocalResponse> => {
    try {
      const route = routeOf(request);
      if (!route) throw new AwsError('NotImplemented', `The embedded endpoint has no ${request.method} ${request.url.pathname}.`, 501);
      return run(route, request);
    } catch (error) {
      return queryError(NAMESPACE, asAwsError(error));
    }
  };

  function run({ operation, parts: [id = '', , invalidationId] }: Route, request: LocalRequest): LocalResponse {
    switch (operation) {
      case 'ListDistributions': {
        const items = distributions.list().map((distribution) => summary(distribution, domainOf(distribution.id)));
        return answer('DistributionList', { Marker: '', MaxItems: 100, IsTruncated: false, ...quantity('DistributionSummary', items) });
      }
      case 'GetDistribution': {
        const distribution = distributions.need(id);
        const content = {
          ...heading(distribution, domainOf(id)),
          InProgressInvalidationBatches: 0,
          DistributionConfig: configXml(distribution),
        };
        return answer('Distribution', content, { etag: etagOf(distribution) });
      }
      case 'GetDistributionConfig': {
        const distribution = distributions.need(id);
        return answer('DistributionConfig', configXml(distribution), { etag: etagOf(distribution) });
      }
      case 'ListInvalidations': {
        const items = distributions.invalidations(distributions.need(id).id).map((invalidation) => ({
          Id: invalidation.id,
          CreateTime: invalidation.created,
          Status: 'Completed',
        }));
        return answer('InvalidationList', { Marker: '', MaxItems: 100, IsTruncated: false, ...quantity('InvalidationSummary', items) });
      }
      case 'CreateInvalidation': {
        const { InvalidationBatch: batch } = parseXml(request.body.toString('utf8')) as { InvalidationBatch?: BatchXml };
        const paths = asList<string>(batch?.Paths?.Items?.Path);
        if (!batch || paths.length === 0 || Number(batch.Paths?.Quantity) !== paths.length) {
          throw new AwsError('InconsistentQuantities', 'The value of Quantity and the size of Items do not match.');
        }
        const invalidation = distributions.invalidate(id, batch.CallerReference, paths);
        return { ...answer('Invalidation', invalidationXml(invalidation)), status: 201 };
      }
      case 'GetInvalidation': {
        const found = distributions.invalidations(distributions.need(id).id).find((invalidation) => invalidation.id === invalidationId);
        if (!found) throw new AwsError('NoSuchInvalidation', 'The specified invalidation does not exist.', 404);
        return answer('Invalidation', invalidationXml(found));
      }
      default: {
        const control = distributions.accessControl(id);
        if (!control) throw new AwsError('NoSuchOriginAccessControl', 'The specified origin access control does not exist.', 404);
        const config = { ...control.config } as unknown as XmlElement;
        return answer('OriginAccessControl', { Id: control.id, OriginAccessControlConfig: config }, { etag: control.id });
      }
    }
  }
}

interface BatchXml {
  readonly CallerReference: string;
  readonly Paths?: { readonly Quantity: string; readonly Items?: { readonly Path?: unknown } };
}

function answer(root: string, content: XmlElement, headers: Readonly<Record<string, string>> = {}): LocalResponse {
  const body = xmlDocument({ [root]: { '@xmlns': NAMESPACE, ...content } });
  return { status: 200, headers: { 'content-type': 'text/xml', ...headers }, body };
}

/** CloudFront's lists carry their length. */
function quantity(name: string, items: readonly XmlNode[]): XmlElement {
  return { Quantity: items.length, ...(items.length > 0 ? { Items: { [name]: items } } : {}) };
}

function etagOf(distribution: Distribution): string {
  return `E${Date.parse(distribution.modified).toString(36).toUpperCase()}`;
}

function heading({ id, arn, modified }: Distribution, domain: string): XmlElement {
  return { Id: id, ARN: arn, Status: 'Deployed', LastModifiedTime: modified, DomainName: domain };
}

function summary(distribution: Distribution, domain: string): XmlElement {
  const { Comment = '', Enabled } = distribution.config;
  return { ...heading(distribution, domain), ...shared(distribution.config), Comment, Enabled };
}

function configXml({ callerReference, config }: Distribution): XmlElement {
  const { Comment = '', Enabled, DefaultRootObject = '' } = config;
  return { CallerReference: callerReference, ...shared(config), DefaultRootObject, Comment, Enabled };
}

function shared({ Origins, DefaultCacheBehavior, CacheBehaviors = [], CustomErrorResponses = [] }: DistributionConfig): XmlElement {
  const behavior = ({ AllowedMethods = ['GET', 'HEAD'], ...rest }: object & { AllowedMethods?: readonly string[] }) => ({
    ...(rest as XmlElement),
    AllowedMethods: quantity('Method', AllowedMethods),
  });
  return {
    Origins: quantity(
      'Origin',
      Origins.map(({ OriginCustomHeaders = [], ...origin }) => ({
        ...(origin as unknown as XmlElement),
        CustomHeaders: quantity('OriginCustomHeader', OriginCustomHeaders as unknown as XmlNode[]),
      })),
    ),
    DefaultCacheBehavior: behavior(DefaultCacheBehavior),
    CacheBehaviors: quantity('CacheBehavior', CacheBehaviors.map(behavior)),
    CustomErrorResponses: quantity('CustomErrorResponse', CustomErrorResponses as unknown as XmlNode[]),
  };
}

function invalidationXml({ id, created, callerReference, paths }: Invalidation): XmlElement {
  return {
    Id: id,
    Status: 'Completed',
    CreateTime: created,
    InvalidationBatch: { Paths: quantity('Path', paths), CallerReference: callerReference },
  };
}
