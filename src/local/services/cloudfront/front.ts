/** What a viewer gets from a distribution. Nothing is cached: every request asks the origin. */
import { randomBytes } from 'node:crypto';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import { wildcard } from '../iam/policy.ts';
import { compressed } from './compression.ts';
import type { Behavior, Distribution } from './model.ts';
import type { FetchOrigin } from './origin.ts';

/** The loopback address counts as HTTPS here: a redirect to it would lead nowhere. */
export async function serveViewer(distribution: Distribution, request: LocalRequest, fetchOrigin: FetchOrigin): Promise<LocalResponse> {
  const { config } = distribution;
  if (!config.Enabled) return refusal(403, 'The distribution is disabled.');
  const sentPath = (request.target ?? request.url.pathname).split('?')[0] ?? '/';
  const path = sentPath === '/' && config.DefaultRootObject ? `/${config.DefaultRootObject}` : sentPath;
  const behavior = behaviorFor(distribution, path);
  if (!(behavior.AllowedMethods ?? ['GET', 'HEAD']).includes(request.method)) {
    return refusal(403, 'This distribution is not configured to allow the HTTP request method that was used for this request.');
  }
  const answer = await fetchOrigin(distribution, behavior, request, path);
  const shown = await customError(distribution, request, answer, fetchOrigin);
  return withEdgeHeaders(behavior.Compress ? await compressed(request, shown) : shown);
}

function behaviorFor({ config }: Distribution, path: string): Behavior {
  const matches = ({ PathPattern: pattern }: { PathPattern: string }) => wildcard(pattern.startsWith('/') ? pattern : `/${pattern}`, path);
  return config.CacheBehaviors?.find(matches) ?? config.DefaultCacheBehavior;
}

/** The page that the distribution shows in place of an origin's error. If that fails too, the viewer gets the page's error. */
async function customError(
  distribution: Distribution,
  request: LocalRequest,
  answer: LocalResponse,
  fetchOrigin: FetchOrigin,
): Promise<LocalResponse> {
  const rule = distribution.config.CustomErrorResponses?.find(({ ErrorCode }) => ErrorCode === answer.status);
  if (!rule?.ResponsePagePath) return answer;
  discard(answer);
  const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
  const { range: _, ...headers } = request.headers;
  const asked: LocalRequest = { ...request, method, headers, body: Buffer.alloc(0) };
  const page = await fetchOrigin(distribution, behaviorFor(distribution, rule.ResponsePagePath), asked, rule.ResponsePagePath);
  return page.status === 200 ? { ...page, status: Number(rule.ResponseCode ?? answer.status) } : page;
}

function discard({ body }: LocalResponse): void {
  if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) body.resume();
}

function withEdgeHeaders(response: LocalResponse): LocalResponse {
  const { 'x-amz-request-id': _, ...headers } = response.headers ?? {};
  const failed = response.status >= 400;
  return {
    ...response,
    headers: {
      ...headers,
      via: '1.1 cloudfront',
      'x-cache': failed ? 'Error from cloudfront' : 'Miss from cloudfront',
      'x-amz-cf-id': randomBytes(24).toString('base64url'),
    },
  };
}

function refusal(status: number, message: string): LocalResponse {
  return withEdgeHeaders({ status, headers: { 'content-type': 'text/plain' }, body: `${message}\n` });
}
