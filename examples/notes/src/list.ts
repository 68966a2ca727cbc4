import { all } from './notes.ts';

export async function main() {
  return { statusCode: 200, body: JSON.stringify(await all()), headers: { 'content-type': 'application/json' } };
}
