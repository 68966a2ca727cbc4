/** HTTP requests as events of payload format 1.0, and its answers. */
import type { LocalRequest, LocalResponse } from '../../types.ts';
import { bodyOf, commonLogTime, type HttpEventOptions, requestHeaders, SOURCE_IP } from '../lambda/http-event.ts';

export function httpEventFormat1(request: LocalRequest, options: HttpEventOptions): Record<string, unknown> {
  const headers = capitalised(requestHeaders(request));
  const { searchParams } = request.url;
  const names = [...new Set(searchParams.keys())];
  const { body, isBase64Encoded } = bodyOf(request);
  const resource = options.routeKey === '$default' ? '$default' : options.routeKey.slice(options.routeKey.indexOf(' ') + 1);
  return {
    version: '1.0',
    resource,
    path: options.rawPath,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: names.length > 0 ? Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).at(-1)])) : null,
    multiValueQueryStringParameters: names.length > 0 ? Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])) : null,
    requestContext: {
      accountId: options.accountId,
      apiId: options.apiId,
      domainName: request.url.host,
      domainPrefix: request.url.host.split('.')[0],
      extendedRequestId: options.requestId,
      httpMethod: request.method,
      identity: { sourceIp: SOURCE_IP, userAgent: request.headers['user-agent'] ?? '' },
      path: options.rawPath,
      protocol: 'HTTP/1.1',
      requestId: options.requestId,
      requestTime: commonLogTime(options.time),
      requestTimeEpoch: options.time.getTime(),
      resourceId: options.routeKey,
      resourcePath: resource,
      stage: options.stage,
    },
    pathParameters: options.pathParameters ?? null,
    stageVariables: options.stageVariables ?? null,
    body: body ?? null,
    isBase64Encoded,
  };
}

/** Format 1.0 has names as `User-Agent`, of those that AWS itself sets. */
function capitalised(headers: Readonly<Record<string, string>>): Record<string, string> {
  const known: Readonly<Record<string, string>> = {
    'content-length': 'Content-Length',
    'content-type': 'Content-Type',
    host: 'Host',
    'user-agent': 'User-Agent',
    'x-amzn-trace-id': 'X-Amzn-Trace-Id',
    'x-forwarded-for': 'X-Forwarded-For',
    'x-forwarded-port': 'X-Forwarded-Port',
    'x-forwarded-proto': 'X-Forwarded-Proto',
  };
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [known[name] ?? name, value]));
}

/** Nothing is inferred here: without a status code it is an error of the integration. */
export function httpResponseFormat1(payload: Buffer): LocalResponse | undefined {
  let answer: Record<string, unknown>;
  try {
    answer = JSON.parse(payload.toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const status = Number(answer?.statusCode);
  const { body = '', headers = {}, multiValueHeaders = {} } = answer ?? {};
  if (!Number.isInteger(status) || status < 100 || status > 599 || (typeof body !== 'string' && body !== null)) return undefined;
  const single = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  const multiple = Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [name.toLowerCase(), [values].flat().map(String)]);
  const text = String(body ?? '');
  return {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries([...single, ...multiple]) },
    body: answer.isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}
