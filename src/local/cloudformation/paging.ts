/** Pages of lists: a token is the number of items before the page. */
import { refuse } from './refusal.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

export function page<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const decoded = token === undefined ? '0' : Buffer.from(token, 'base64url').toString();
  if (!/^\d+$/.test(decoded)) refuse('Invalid NextToken');
  const start = Number(decoded);
  const end = start + size;
  const more = end < items.length;
  return { items: items.slice(start, end), ...(more && { nextToken: Buffer.from(String(end)).toString('base64url') }) };
}
