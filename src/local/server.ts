/**
 * In: HTTP requests of AWS SDKs and of the browser. Out: the answer of the service that the request was signed for, and a
 * line in the request log. Must never know what a service does.
 */

import { AwsError } from './protocols/aws-error.ts';
import type { ReceivedRequest } from './protocols/http.ts';
import { jsonError, restJsonError, targetOperation } from './protocols/json.ts';
import { queryError, queryParameters } from './protocols/query.ts';
import { credentialScope } from './protocols/sigv4.ts';
import { xmlDocument } from './protocols/xml.ts';
import type { LocalRequest, LocalResponse, Principal, Service } from './types.ts';

export interface LoggedRequest {
  readonly time: string;
  readonly service: string;
  readonly operation: string;
  readonly write: boolean;
  readonly principal: Principal;
  readonly status: number;
}

export interface RequestLog {
  add(entry: LoggedRequest): void;
  entries(): readonly LoggedRequest[];
}

const LOG_LENGTH = 10_000;

export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    add(entry) {
      entries.push(entry);
      // Cut seldom: a shift for each request would cost more than the request.
      if (entries.length > 2 * LOG_LENGTH) entries = entries.slice(-LOG_LENGTH);
    },
    entries: () => entries.slice(-LOG_LENGTH),
  };
}

const READS =
  /^(Get|List|Describe|Head|Query$|Scan$|BatchGet|TransactGet|Filter|Lookup|Search|Validate|Estimate|Detect|AssumeRole|Test|Simulate)/;

/** Gives each request to its service. */
export function createDispatcher(services: ReadonlyMap<string, Service>, log: RequestLog) {
  return async (request: LocalRequest): Promise<LocalResponse> => {
    const name = serviceName(request);
    const service = services.get(name);
    const operation = operationName(request, service);
    const response = service ? await service.handle(request) : errorResponse(request, notEmulated(name));
    const write = /^[A-Z]+ /.test(operation) ? request.method !== 'GET' && request.method !== 'HEAD' : !READS.test(operation);
    log.add({ time: new Date().toISOString(), service: name, operation, write, principal: request.principal, status: response.status });
    return response;
  };
}

/** Unsigned requests can only mean S3: a browser that reads an object. */
function serviceName(request: LocalRequest): string {
  return credentialScope(request)?.service ?? 's3';
}

function operationName(request: LocalRequest, service: Service | undefined): string {
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return (
    targetOperation(request) ??
    (form ? queryParameters(request).get('Action') : undefined) ??
    service?.operationOf?.(request) ??
    `${request.method} ${request.url.pathname}`
  );
}

function notEmulated(name: string): AwsError {
  return new AwsError('NotImplemented', `The embedded endpoint has no service '${name}'.`, 501);
}

/** An error that arises before a service is asked, in the protocol that the client seems to speak. */
export function errorResponse(request: ReceivedRequest, error: AwsError): LocalResponse {
  const type = request.headers['content-type'] ?? '';
  if (credentialScope(request)?.service === 's3') {
    return {
      status: error.statusCode,
      headers: { 'content-type': 'application/xml' },
      body: xmlDocument({ Error: { Code: error.code, Message: error.message } }),
    };
  }
  if (request.headers['x-amz-target']) return jsonError(type.endsWith('1.1') ? '1.1' : '1.0', error);
  if (type.startsWith('application/json')) return restJsonError(error);
  return queryError('http://webservices.amazon.com/', error);
}
