/** Dependency order and cycles. */

/** Ids in an order in which each comes after what it needs; ties by id. `undefined` where there is a cycle. */
export function topologicalOrder(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const remaining = new Map([...needs].map(([id, on]) => [id, [...on].filter((one) => needs.has(one)).length]));
  const neededBy = new Map<string, string[]>();
  for (const [id, on] of needs) for (const one of on) neededBy.set(one, [...(neededBy.get(one) ?? []), id]);
  const ready = [...remaining]
    .filter(([, count]) => count === 0)
    .map(([id]) => id)
    .sort();
  const order: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    const freed = (neededBy.get(id) ?? []).filter((next) => {
      const count = (remaining.get(next) ?? 0) - 1;
      remaining.set(next, count);
      return count === 0;
    });
    if (freed.length > 0) {
      ready.push(...freed);
      ready.sort();
    }
  }
  return order.length === needs.size ? order : undefined;
}

/** One cycle as a path that ends where it starts (`a → b → a`), the smallest id first; `undefined` where there is none. */
export function findCycle(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of [...needs.keys()].sort()) {
    // Iterative depth-first search: an app's graph may be deeper than the call stack.
    const trail: { id: string; rest: string[] }[] = [{ id: start, rest: next(needs, start) }];
    const onTrail = new Set([start]);
    while (trail.length > 0) {
      const top = trail[trail.length - 1] as { id: string; rest: string[] };
      const step = top.rest.shift();
      if (step === undefined) {
        done.add(top.id);
        onTrail.delete(top.id);
        trail.pop();
      } else if (onTrail.has(step)) {
        const cycle = trail.map(({ id }) => id);
        return rotate(cycle.slice(cycle.indexOf(step)));
      } else if (!done.has(step)) {
        trail.push({ id: step, rest: next(needs, step) });
        onTrail.add(step);
      }
    }
  }
  return undefined;
}

function next(needs: ReadonlyMap<string, ReadonlySet<string>>, id: string): string[] {
  return [...(needs.get(id) ?? [])].filter((one) => needs.has(one)).sort();
}

function rotate(cycle: readonly string[]): readonly string[] {
  const smallest = cycle.indexOf([...cycle].sort()[0] as string);
  const turned = [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
  return [...turned, turned[0] as string];
}
