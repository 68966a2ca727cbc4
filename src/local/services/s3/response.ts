/** Answers of the REST-XML protocol as S3 writes it. */
import { randomBytes } from 'node:crypto';
import type { AwsError } from '../../protocols/aws-error.ts';
import { type XmlElement, type XmlNode, xmlDocument } from '../../protocols/xml.ts';
import type { LocalResponse } from '../../types.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlResponse(root: string, content: XmlElement, headers: Readonly<Record<string, string>> = {}): LocalResponse {
  const body = xmlDocument({ [root]: { '@xmlns': NAMESPACE, ...content } });
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): LocalResponse {
  return { status, headers };
}

export function errorResponse(error: AwsError, resource = '/'): LocalResponse {
  const { Headers, ...fields } = error.fields as { Headers?: Record<string, string> } & Record<string, XmlNode>;
  const content = { Code: error.code, Message: error.message, ...fields, Resource: resource, RequestId: requestId() };
  return { status: error.statusCode, headers: { 'content-type': 'application/xml', ...Headers }, body: xmlDocument({ Error: content }) };
}

export function requestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
