/** Which resource needs which: from `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`. */
import { referencesOf } from './references.ts';
import { refuse } from './refusal.ts';
import type { Template, TemplateResource } from './template.ts';

/** Logical id → logical ids that must be there first, among those in `present`. */
export type ResourceGraph = ReadonlyMap<string, readonly string[]>;

/** `present`: the resources whose condition holds; all, where conditions aren't decided yet. */
export function resourceGraph(template: Template, present: ReadonlySet<string>): ResourceGraph {
  return new Map([...present].map((id) => [id, dependenciesOf(template.Resources[id] as TemplateResource, present)]));
}

function dependenciesOf(resource: TemplateResource, present: ReadonlySet<string>): string[] {
  const written = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? []);
  const referred = referencesOf(resource.Properties)
    .filter((reference) => reference.kind !== 'condition')
    .map((reference) => reference.name);
  return [...new Set([...written, ...referred])].filter((id) => present.has(id));
}

/** The graph's ids, each after those it needs. Throws AWS's refusal of a circle. */
export function inOrder(graph: ResourceGraph): string[] {
  const waiting = new Map([...graph].map(([id, needs]) => [id, needs.length]));
  const dependents = dependentsIn(graph);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  const order: string[] = [];
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    order.push(next);
    waiting.delete(next);
    for (const dependent of dependents.get(next) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  if (waiting.size > 0) refuse(`Circular dependency between resources: [${circleIn(graph, new Set(waiting.keys())).join(', ')}]`);
  return order;
}

/** Of what is left over, only the members of circles: what merely needs one is no part of it. */
function circleIn(graph: ResourceGraph, left: Set<string>): string[] {
  const dependents = dependentsIn(graph);
  for (let leaves = [...left]; leaves.length > 0; ) {
    leaves = [...left].filter((id) => !(dependents.get(id) ?? []).some((dependent) => left.has(dependent)));
    for (const id of leaves) left.delete(id);
  }
  return [...left].sort();
}

/** The graph the other way round: logical id → those that need it. */
export function dependentsIn(graph: ResourceGraph): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, needs] of graph) for (const need of needs) dependents.get(need)?.push(id);
  return dependents;
}
