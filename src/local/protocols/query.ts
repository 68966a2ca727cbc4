/** The Query protocol (STS, IAM, CloudFormation): a form with an `Action` in, XML out. */
import { randomUUID } from 'node:crypto';
import type { LocalRequest, LocalResponse } from '../types.ts';
import { AwsError, asAwsError } from './aws-error.ts';
import { type XmlElement, type XmlNode, xmlDocument } from './xml.ts';

export type QueryOperation = (parameters: URLSearchParams, request: LocalRequest) => XmlNode | Promise<XmlNode>;

/** Parameters of a form, or of the query string where a client sends none. */
export function queryParameters(request: LocalRequest): URLSearchParams {
  return request.body.length > 0 ? new URLSearchParams(request.body.toString('utf8')) : request.url.searchParams;
}

/** `Tags.member.1.Key=…` as `[{ Key: … }]`, in order; a list of plain values gives them under `''`. */
export function queryList(parameters: URLSearchParams, name: string): Record<string, string>[] {
  const items = new Map<number, Record<string, string>>();
  for (const [key, value] of parameters) {
    if (!key.startsWith(`${name}.member.`)) continue;
    const [index = '', ...field] = key.slice(name.length + '.member.'.length).split('.');
    const item = items.get(Number(index)) ?? {};
    item[field.join('.')] = value;
    items.set(Number(index), item);
  }
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** A handler for a service whose operations are a table. */
export function serveQuery(namespace: string, operations: Readonly<Record<string, QueryOperation>>) {
  return async (request: LocalRequest): Promise<LocalResponse> => {
    const parameters = queryParameters(request);
    const action = parameters.get('Action') ?? '';
    try {
      const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
      if (!operation) throw new AwsError('InvalidAction', `Could not find operation ${action} for version ${parameters.get('Version')}`);
      return queryResponse(namespace, action, await operation(parameters, request));
    } catch (error) {
      return queryError(namespace, asAwsError(error));
    }
  };
}

export function queryResponse(namespace: string, action: string, result: XmlNode): LocalResponse {
  const root: XmlElement = {
    [`${action}Response`]: {
      '@xmlns': namespace,
      [`${action}Result`]: result ?? undefined,
      ResponseMetadata: { RequestId: randomUUID() },
    },
  };
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xmlDocument(root) };
}

export function queryError(namespace: string, error: AwsError): LocalResponse {
  const root: XmlElement = {
    ErrorResponse: {
      '@xmlns': namespace,
      Error: { Type: error.statusCode < 500 ? 'Sender' : 'Receiver', Code: error.code, Message: error.message },
      RequestId: randomUUID(),
    },
  };
  return { status: error.statusCode, headers: { 'content-type': 'text/xml' }, body: xmlDocument(root) };
}
