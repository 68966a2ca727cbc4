/** Which stack must be there before which: by references and by `dependsOn`. */
import { findCycle, topologicalOrder } from '../core/graph.ts';
import type { AppConfig } from '../core/stages.ts';
import type { Edge } from './link.ts';
import type { Places } from './references.ts';
import type { Report } from './report.ts';

export interface StackOrder {
  /** In deploy order, ties by id. */
  readonly order: readonly string[];
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

export function orderStacks(app: AppConfig, edges: readonly Edge[], places: Places, report: Report): StackOrder {
  const needs = new Map(app.stacks.map(({ id }) => [id, new Set<string>()]));
  for (const { id, dependsOn } of app.stacks) for (const on of [...dependsOn].sort()) needs.get(id)?.add(on);
  for (const { from, to } of edges) needs.get(from)?.add(to);
  const cycle = findCycle(needs);
  if (cycle) reportCycle(cycle, app, edges, places, report);
  return { order: topologicalOrder(needs) ?? [...needs.keys()].sort(), needs };
}

function reportCycle(cycle: readonly string[], app: AppConfig, edges: readonly Edge[], places: Places, report: Report): void {
  const steps = cycle.slice(1).map((to, index) => {
    const from = cycle[index] ?? '';
    const edge = edges.find((one) => one.from === from && one.to === to && places.has(one.reference));
    const stack = app.stacks.find(({ id }) => id === from);
    const path = (edge && places.get(edge.reference)) ?? [...(stack?.path ?? []), 'dependsOn', stack?.dependsOn.indexOf(to) ?? 0];
    const reference = edge && `${edge.reference.construct}.${edge.reference.attribute}`;
    const related = { message: `\`${from}\` needs \`${to}\` through \`${reference ?? 'dependsOn'}\``, path };
    return { related, text: reference && `\${${reference}}` };
  });
  const [first] = steps;
  const related = steps.length > 1 ? { related: steps.map((step) => step.related) } : {};
  report('E3003', first?.related.path ?? [], { cycle }, { part: 'value', text: first?.text, ...related });
}
