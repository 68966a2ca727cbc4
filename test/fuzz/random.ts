/** Numbers that a seed decides (mulberry32), and choices made with them. */
export interface Random {
  /** From 0 to `limit`, exclusive. */
  below(limit: number): number;
  one<Item>(items: readonly Item[]): Item;
}

export function randomOf(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, one: (items) => items[below(items.length)] as (typeof items)[number] };
}
