import { randomUUID } from 'node:crypto';
import { save } from './notes.ts';

export async function main(event: { body?: string }) {
  const text = textOf(event.body);
  if (!text) return { statusCode: 400, body: JSON.stringify({ message: 'send { "text": "…" }' }) };
  const note = { noteId: randomUUID(), text, createdAt: new Date().toISOString() };
  await save(note);
  return { statusCode: 201, body: JSON.stringify(note), headers: { 'content-type': 'application/json' } };
}

function textOf(body: string | undefined): string | undefined {
  try {
    const { text } = JSON.parse(body ?? '');
    return typeof text === 'string' && text.trim() !== '' ? text : undefined;
  } catch {
    return undefined;
  }
}
