/** The CORS rules of a bucket, applied to preflights and to answers. */

import { AwsError } from '../../protocols/aws-error.ts';
import { asList, type XmlElement } from '../../protocols/xml.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import { wildcard } from '../iam/policy.ts';
import { errorResponse } from './response.ts';

interface Rule {
  readonly AllowedOrigin: string | readonly string[];
  readonly AllowedMethod: string | readonly string[];
  readonly AllowedHeader?: string | readonly string[];
  readonly ExposeHeader?: string | readonly string[];
  readonly MaxAgeSeconds?: string | number;
}

/** Headers that let the page of the request's origin see the answer. */
export function corsHeaders(settings: XmlElement | undefined, request: LocalRequest): Record<string, string> {
  const { origin } = request.headers;
  const rule = origin === undefined ? undefined : matchingRule(settings, origin, request.method, []);
  return rule && origin !== undefined ? ruleHeaders(rule, origin) : {};
}

export function preflight(settings: XmlElement | undefined, request: LocalRequest): LocalResponse {
  const { origin } = request.headers;
  const method = request.headers['access-control-request-method'];
  const asked = (request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (origin === undefined || method === undefined) {
    return errorResponse(new AwsError('BadRequest', 'Insufficient information. Origin request header needed.', 400));
  }
  const rule = matchingRule(settings, origin, method, asked);
  if (!rule) {
    const message =
      settings === undefined
        ? 'CORSResponse: CORS is not enabled for this bucket.'
        : "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
    return errorResponse(new AwsError('AccessForbidden', message, 403, { Method: method, ResourceType: 'OBJECT' }));
  }
  return {
    status: 200,
    headers: {
      ...ruleHeaders(rule, origin),
      ...(asked.length > 0 ? { 'access-control-allow-headers': asked.join(', ') } : {}),
      ...(rule.MaxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.MaxAgeSeconds) }),
    },
  };
}

function matchingRule(settings: XmlElement | undefined, origin: string, method: string, headers: readonly string[]): Rule | undefined {
  return asList<Rule>(settings?.CORSRule).find(
    (rule) =>
      asList<string>(rule.AllowedOrigin).some((pattern) => wildcard(pattern, origin)) &&
      asList<string>(rule.AllowedMethod).includes(method) &&
      headers.every((header) => asList<string>(rule.AllowedHeader).some((pattern) => wildcard(pattern.toLowerCase(), header))),
  );
}

function ruleHeaders(rule: Rule, origin: string): Record<string, string> {
  const everyone = asList<string>(rule.AllowedOrigin).includes('*');
  const exposed = asList<string>(rule.ExposeHeader);
  return {
    'access-control-allow-origin': everyone ? '*' : origin,
    'access-control-allow-methods': asList<string>(rule.AllowedMethod).join(', '),
    ...(everyone ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(exposed.length > 0 ? { 'access-control-expose-headers': exposed.join(', ') } : {}),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
