/** The JSON 1.0 and 1.1 protocols (DynamoDB, Logs, Events): `X-Amz-Target` names the operation; and errors of REST-JSON (Lambda). */
import { randomUUID } from 'node:crypto';
import type { LocalRequest, LocalResponse } from '../types.ts';
import { AwsError, asAwsError } from './aws-error.ts';

export type JsonVersion = '1.0' | '1.1';
export type JsonObject = Readonly<Record<string, unknown>>;
export type JsonOperation = (input: JsonObject, request: LocalRequest) => unknown | Promise<unknown>;

/** Operation of an `X-Amz-Target: DynamoDB_20120810.PutItem`. */
export function targetOperation(request: Pick<LocalRequest, 'headers'>): string | undefined {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target.slice(target.lastIndexOf('.') + 1) : undefined;
}

/** A handler for a service whose operations are a table. */
export function serveJson(version: JsonVersion, operations: Readonly<Record<string, JsonOperation>>) {
  return async (request: LocalRequest): Promise<LocalResponse> => {
    const name = targetOperation(request) ?? '';
    try {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw new AwsError('UnknownOperationException', `The embedded endpoint has no operation ${name || '(none named)'}.`);
      return jsonResponse(version, (await operation(parseBody(request), request)) ?? {});
    } catch (error) {
      return jsonError(version, asAwsError(error));
    }
  };
}

function parseBody(request: LocalRequest): JsonObject {
  try {
    return request.body.length > 0 ? (JSON.parse(request.body.toString('utf8')) as JsonObject) : {};
  } catch {
    throw new AwsError('SerializationException', 'The body of the request is not JSON.');
  }
}

function jsonResponse(version: JsonVersion, value: unknown, status = 200): LocalResponse {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}

export function jsonError(version: JsonVersion, error: AwsError): LocalResponse {
  return jsonResponse(version, { __type: error.code, message: error.message, ...error.fields }, error.statusCode);
}

/** REST-JSON: the code travels in a header. */
export function restJsonResponse(value: unknown, status = 200): LocalResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() },
    body: value === undefined ? '' : JSON.stringify(value),
  };
}

export function restJsonError(error: AwsError): LocalResponse {
  const response = restJsonResponse(
    { Type: error.statusCode < 500 ? 'User' : 'Service', message: error.message, ...error.fields },
    error.statusCode,
  );
  return { ...response, headers: { ...response.headers, 'x-amzn-errortype': error.code } };
}
