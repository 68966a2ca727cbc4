import { put } from './items.ts';

interface Request {
  pathParameters: { id: string };
  body?: string;
  isBase64Encoded: boolean;
}

export async function main({ pathParameters, body = '{}', isBase64Encoded }: Request) {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  return put({ ...JSON.parse(text), id: pathParameters.id });
}
