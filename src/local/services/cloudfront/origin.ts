/** Fetches from an origin: a bucket in the name of the distribution, or an HTTP server. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { S3Service } from '../s3/index.ts';
import { CACHE_POLICIES, type Forwarding, ORIGIN_REQUEST_POLICIES } from './managed-policies.ts';
import type { Behavior, Distribution, Origin } from './model.ts';

/** `path` is the viewer's, without query, as sent. */
export type FetchOrigin = (distribution: Distribution, behavior: Behavior, request: LocalRequest, path: string) => Promise<LocalResponse>;

const CONDITIONAL = ['range', 'if-none-match', 'if-match', 'if-modified-since', 'if-unmodified-since', 'if-range'];
/** What belongs to the connection, not to the request. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-authorization', 'expect'];
const READ_TIMEOUT = 30_000;

export function createOriginFetcher(s3: () => S3Service, isFront: (host: string) => boolean): FetchOrigin {
  return async (distribution, behavior, request, path) => {
    const origin = distribution.config.Origins.find(({ Id }) => Id === behavior.TargetOriginId);
    if (!origin) return { status: 502, body: 'The distribution has no such origin.\n' };
    const target = `${origin.OriginPath ?? ''}${path}`;
    const bucket = origin.S3OriginConfig && /^(.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.exec(origin.DomainName)?.[1];
    if (bucket !== undefined) return fetchFromBucket(s3(), distribution, origin, request, `/${bucket}${target}`);
    return fetchFromServer(origin, forwarding(behavior), request, target, isFront(origin.DomainName));
  };
}

function fetchFromBucket(
  s3: S3Service,
  distribution: Distribution,
  origin: Origin,
  request: LocalRequest,
  target: string,
): Promise<LocalResponse> {
  const names = [...CONDITIONAL, ...(request.method === 'OPTIONS' ? CORS_REQUEST : [])];
  const sent: LocalRequest = {
    method: request.method,
    url: new URL(`http://s3.amazonaws.com${target}`),
    // The query must not reach S3: it would name sub-resources.
    target,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => names.includes(name))),
    body: request.body,
    principal: { kind: 'anonymous' },
  };
  if (!origin.OriginAccessControlId) return s3.handle(sent);
  return s3.handleFor({ service: 'cloudfront.amazonaws.com', sourceArn: distribution.arn }, sent);
}

const CORS_REQUEST = ['origin', 'access-control-request-method', 'access-control-request-headers'];

function forwarding({ CachePolicyId, OriginRequestPolicyId }: Behavior): Forwarding {
  const byRequestPolicy = OriginRequestPolicyId === undefined ? undefined : ORIGIN_REQUEST_POLICIES[OriginRequestPolicyId];
  return byRequestPolicy ?? CACHE_POLICIES[CachePolicyId] ?? 'nothing';
}

function fetchFromServer(
  origin: Origin,
  forwarded: Forwarding,
  request: LocalRequest,
  target: string,
  isLocal: boolean,
): Promise<LocalResponse> {
  const { search } = request.url;
  const headers: Record<string, string | string[] | undefined> = { 'user-agent': 'Amazon CloudFront', via: '1.1 cloudfront' };
  for (const [name, value] of Object.entries(request.headers)) {
    const always = CONDITIONAL.includes(name) || name.startsWith('content-') || name === 'accept-encoding';
    const all = forwarded === 'all' || (forwarded === 'all-but-host' && name !== 'host');
    if ((always || all) && !HOP_BY_HOP.includes(name)) headers[name] = value;
  }
  for (const { HeaderName, HeaderValue } of origin.OriginCustomHeaders ?? []) headers[HeaderName.toLowerCase()] = HeaderValue;
  headers.host ??= origin.DomainName;
  const url = `${isLocal ? 'http' : 'https'}://${origin.DomainName}${target}${forwarded === 'nothing' ? '' : search}`;
  return new Promise((resolve) => {
    const answer = (response: IncomingMessage) => {
      const kept = Object.entries(response.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
      resolve({
        status: response.statusCode ?? 502,
        headers: Object.fromEntries(kept) as Record<string, string | string[]>,
        body: response,
      });
    };
    const sent = (isLocal ? httpRequest : httpsRequest)(url, { method: request.method, headers, timeout: READ_TIMEOUT }, answer);
    sent.once('timeout', () => sent.destroy(new Error('timed out')));
    sent.once('error', (error) =>
      resolve({ status: error.message === 'timed out' ? 504 : 502, body: `CloudFront could not reach the origin: ${error.message}\n` }),
    );
    sent.end(request.body);
  });
}
