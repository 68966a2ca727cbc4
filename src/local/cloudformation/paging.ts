/** Pages of lists. Tokens say where the next page begins. */
import { refuse } from './refusal.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

export function page<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const start = position(token) ?? 0;
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length && { nextToken: tokenAt(end) }) };
}

/** The last page first, each in reverse; items that are added meanwhile don't shift the pages. */
export function pageFromEnd<Item>(items: readonly Item[], token: string | undefined, size: number): Page<Item> {
  const end = position(token) ?? items.length;
  const start = Math.max(0, end - size);
  return { items: items.slice(start, end).reverse(), ...(start > 0 && { nextToken: tokenAt(start) }) };
}

function position(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  return /^\d+$/.test(text) ? Number(text) : refuse('Invalid NextToken');
}

function tokenAt(place: number): string {
  return Buffer.from(String(place)).toString('base64url');
}
