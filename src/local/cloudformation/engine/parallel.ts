/** Work over a graph: each node once what it needs is done, a bounded number at once. */
import { dependentsIn, type ResourceGraph } from '../resource-graph.ts';

const AT_ONCE = 16;

/**
 * `work` says whether it succeeded; what needs a node that did not is never started. Once `halted` holds, nothing new is
 * started; what runs is waited for.
 */
export async function overGraph(graph: ResourceGraph, work: (id: string) => Promise<boolean>, halted: () => boolean): Promise<void> {
  const waiting = new Map([...graph].map(([id, needs]) => [id, needs.length]));
  const dependents = dependentsIn(graph);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  const running = new Set<Promise<void>>();
  const run = async (id: string): Promise<void> => {
    if (!(await work(id))) return;
    for (const dependent of dependents.get(id) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  };
  while (true) {
    while (ready.length > 0 && running.size < AT_ONCE && !halted()) {
      const task = run(ready.shift() as string);
      const tracked: Promise<void> = task.finally(() => running.delete(tracked));
      running.add(tracked);
    }
    if (running.size === 0) return;
    await Promise.race(running);
  }
}

/** The graph with its edges turned round, for deletions; needs outside of it are left out. */
export function reversed(graph: ResourceGraph): ResourceGraph {
  return dependentsIn(graph);
}
