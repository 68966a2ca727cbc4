import { randomUUID } from 'node:crypto';
import { save } from './notes.ts';

interface Request {
  body?: string;
  isBase64Encoded: boolean;
}

export async function main({ body = '', isBase64Encoded }: Request) {
  const text = textOf(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  if (!text) return { statusCode: 400, body: JSON.stringify({ message: 'send { "text": "…" }' }) };
  const note = { noteId: randomUUID(), text, createdAt: new Date().toISOString() };
  await save(note);
  return { statusCode: 201, body: JSON.stringify(note), headers: { 'content-type': 'application/json' } };
}

function textOf(body: string): string | undefined {
  try {
    const { text } = JSON.parse(body);
    return typeof text === 'string' && text.trim() !== '' ? text : undefined;
  } catch {
    return undefined;
  }
}
