/** Groups of nodes that reach each other (Tarjan), without recursion: a stack may be deeper than the call stack. */
export function stronglyConnected(needs: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const component = new Map<string, number>();
  let components = 0;
  for (const start of needs.keys()) {
    if (index.has(start)) continue;
    const trail = [enter(start)];
    for (let top = trail.at(-1); top; top = trail.at(-1)) {
      const { id, rest } = top;
      const next = rest.pop();
      if (next !== undefined) {
        if (!index.has(next)) trail.push(enter(next));
        else if (!component.has(next)) lower(id, index.get(next));
        continue;
      }
      trail.pop();
      const parent = trail.at(-1);
      if (parent) lower(parent.id, low.get(id));
      if (low.get(id) === index.get(id)) {
        for (let member = open.pop(); member !== undefined; member = member === id ? undefined : open.pop())
          component.set(member, components);
        components++;
      }
    }
  }
  return component;

  function enter(id: string): { id: string; rest: string[] } {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    open.push(id);
    return { id, rest: [...(needs.get(id) ?? [])].filter((one) => needs.has(one)) };
  }

  function lower(id: string, to: number | undefined): void {
    low.set(id, Math.min(low.get(id) ?? 0, to ?? 0));
  }
}
