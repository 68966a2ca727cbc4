/** Dependency order and cycles. */

/** Ids in an order in which each comes after what it needs; ties by id. `undefined` where there is a cycle. */
export function topologicalOrder(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const remaining = new Map([...needs].map(([id, on]) => [id, [...on].filter((one) => needs.has(one)).length]));
  const neededBy = new Map<string, string[]>();
  for (const [id, on] of needs) {
    for (const one of on) {
      const users = neededBy.get(one);
      if (users) users.push(id);
      else neededBy.set(one, [id]);
    }
  }
  const ready: string[] = [];
  for (const [id, count] of remaining) if (count === 0) put(ready, id);
  const order: string[] = [];
  for (let id = takeFirst(ready); id !== undefined; id = takeFirst(ready)) {
    order.push(id);
    for (const next of neededBy.get(id) ?? []) {
      const count = (remaining.get(next) ?? 0) - 1;
      remaining.set(next, count);
      if (count === 0) put(ready, next);
    }
  }
  return order.length === needs.size ? order : undefined;
}

/** `heap` is a binary heap: no id comes before the one at half its index. */
function put(heap: string[], id: string): void {
  let at = heap.push(id) - 1;
  for (let parent = (at - 1) >> 1; at > 0 && id < (heap[parent] as string); parent = (at - 1) >> 1) {
    heap[at] = heap[parent] as string;
    at = parent;
  }
  heap[at] = id;
}

function takeFirst(heap: string[]): string | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && (heap[child + 1] as string) < (heap[child] as string)) child += 1;
    if (last <= (heap[child] as string)) break;
    heap[at] = heap[child] as string;
    at = child;
  }
  heap[at] = last;
  return first;
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
