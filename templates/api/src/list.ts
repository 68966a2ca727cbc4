import { list } from './items.ts';

export async function main() {
  return { items: await list() };
}
