/** HTTP requests as events of payload format 2.0, and answers of functions as HTTP responses: API Gateway's and function URLs'. */
import { randomBytes } from 'node:crypto';
import type { LocalRequest, LocalResponse } from '../../types.ts';

export interface HttpEventOptions {
  readonly requestId: string;
  readonly time: Date;
  readonly accountId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly routeKey: string;
  /** As the service gives it: decoded by API Gateway, as sent by function URLs. */
  readonly rawPath: string;
  /** `requestContext.http.path`, decoded by both. */
  readonly path: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** Function URLs leave the header in place beside `cookies`. */
  readonly keepCookieHeader: boolean;
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

/** Of the connection between a client and the first server. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function requestHeaders(request: LocalRequest): Record<string, string> {
  const entries = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined || CONNECTION_HEADERS.has(name) ? [] : [[name, Array.isArray(value) ? value.join(',') : value] as const],
  );
  const headers = Object.fromEntries(entries);
  const forwarded = headers['x-forwarded-for'];
  return {
    ...headers,
    'content-length': String(request.body.length),
    'x-amzn-trace-id':
      headers['x-amzn-trace-id'] ?? `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': forwarded ? `${forwarded}, ${SOURCE_IP}` : SOURCE_IP,
    'x-forwarded-port': headers['x-forwarded-port'] ?? request.url.port,
    // The truth, not AWS's `https`: what is built from it must work here.
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
  };
}

export const SOURCE_IP = '127.0.0.1';

export function httpEvent(request: LocalRequest, options: HttpEventOptions): Record<string, unknown> {
  const { cookie, ...withoutCookie } = requestHeaders(request);
  const headers = cookie !== undefined && options.keepCookieHeader ? { ...withoutCookie, cookie } : withoutCookie;
  const domainName = request.url.host;
  const query = joinedQuery(request.url.searchParams);
  const { body, isBase64Encoded } = bodyOf(request);
  return {
    version: '2.0',
    routeKey: options.routeKey,
    rawPath: options.rawPath,
    rawQueryString: rawQuery(request),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/).filter(Boolean) }),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: options.accountId,
      apiId: options.apiId,
      ...(options.authorizer ? { authorizer: options.authorizer } : {}),
      domainName,
      domainPrefix: domainName.split('.')[0] ?? domainName,
      http: {
        method: request.method,
        path: options.path,
        protocol: 'HTTP/1.1',
        sourceIp: SOURCE_IP,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: options.requestId,
      routeKey: options.routeKey,
      stage: options.stage,
      time: commonLogTime(options.time),
      timeEpoch: options.time.getTime(),
    },
    ...(options.pathParameters ? { pathParameters: options.pathParameters } : {}),
    ...(options.stageVariables ? { stageVariables: options.stageVariables } : {}),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}

/** The query byte for byte. */
export function rawQuery(request: LocalRequest): string {
  const target = request.target ?? `${request.url.pathname}${request.url.search}`;
  const at = target.indexOf('?');
  return at < 0 ? '' : target.slice(at + 1);
}

/** The path byte for byte. */
export function rawPath(request: LocalRequest): string {
  return (request.target ?? request.url.pathname).split('?')[0] ?? '/';
}

function joinedQuery(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]));
}

/** Anything else is base64 on AWS, also forms and bodies without a type. */
const TEXT_TYPES = /^(text\/.*|application\/(json|xml|javascript))$/;

export function bodyOf(request: LocalRequest): { readonly body?: string; readonly isBase64Encoded: boolean } {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const isBase64Encoded = !TEXT_TYPES.test(type);
  return { body: request.body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `23/Nov/2026:08:55:00 +0000` */
export function commonLogTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${date}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}

/** What a function answered by format 2.0; undefined where it is not of that form, which is an error of the integration. */
export function httpResponse(payload: Buffer, defaultType: string): LocalResponse | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(answer) || answer.statusCode === undefined) {
    const body = typeof answer === 'string' ? answer : payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const headers = responseHeaders(answer, defaultType);
  if (!headers) return undefined;
  if (answer.body === undefined || answer.body === null) return { status, headers, body: '' };
  if (typeof answer.body !== 'string') return undefined;
  return { status, headers, body: answer.isBase64Encoded === true ? Buffer.from(answer.body, 'base64') : answer.body };
}

/** Headers and cookies of an answer, also of the prelude of a streamed one. */
export function responseHeaders(
  answer: Readonly<Record<string, unknown>>,
  defaultType: string,
): Record<string, string | string[]> | undefined {
  const given = answer.headers ?? {};
  const cookies = answer.cookies ?? [];
  if (!isObject(given) || !Array.isArray(cookies)) return undefined;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase();
    if (value === undefined || value === null || CONNECTION_HEADERS.has(key) || key === 'content-length') continue;
    headers[key] = String(value);
  }
  headers['content-type'] ??= defaultType;
  if (cookies.length > 0) headers['set-cookie'] = cookies.map(String);
  return headers;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
