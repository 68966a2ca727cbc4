/** Links the resources and outputs of one stack, references that would close a cycle in their composed form. */
import { findCycle } from '../core/graph.ts';
import type { CfnResource, CfnValue, StackConfig } from '../core/stages.ts';
import { breakCycles, type IsComposed } from './cycles.ts';
import type { StackDraft } from './drafts.ts';
import { link, type Wiring } from './link.ts';
import type { Places } from './references.ts';
import type { Report } from './report.ts';
import { sortedMap } from './sorted-map.ts';

export interface LinkedResources {
  readonly resources: Readonly<Record<string, CfnResource>>;
  /** The stack's own `outputs`. */
  readonly ownOutputs: Readonly<Record<string, CfnValue>>;
  readonly conditions: Readonly<Record<string, CfnValue>>;
  readonly mappings: Readonly<Record<string, CfnValue>>;
}

export function linkStack(draft: StackDraft, wiring: Wiring, places: Places, report: Report): LinkedResources {
  const met = new Map<string, Set<string>>();
  const linked = linkAll(draft, wiring, (from, construct) => {
    const origin = draft.resources.get(from)?.origin.construct ?? '';
    met.set(origin, (met.get(origin) ?? new Set()).add(construct));
    return false;
  });
  return mayHaveCycle(draft, met) ? linkAll(draft, wiring, breakCycles(draft, wiring.directory, places, report)) : linked;
}

/**
 * Resources of one construct never need each other, so that a cycle leads over constructs that do, or over names that the user wrote.
 * Nearly no stack has either: looking at constructs first spares most apps the search among all resources.
 */
function mayHaveCycle({ stack }: StackDraft, met: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const isPlain = Object.keys(stack.resources).length === 0 && stack.constructs.every(({ config }) => config.overrides === undefined);
  const all = new Map([...met.values()].flatMap((ids) => [...ids]).map((id) => [id, new Set<string>() as ReadonlySet<string>]));
  return !isPlain || findCycle(new Map([...all, ...met])) !== undefined;
}

function linkAll({ stack, resources }: StackDraft, wiring: Wiring, isComposed: IsComposed): LinkedResources {
  const linked = [...resources].map(([id, { resource }]) => {
    const place = { stack: stack.id, isComposed: (construct: string, attribute: string) => isComposed(id, construct, attribute) };
    return [id, link(resource, place, wiring) as unknown as CfnResource] as const;
  });
  const place = { stack: stack.id, isComposed: () => false };
  const linkEach = (values: StackConfig['outputs']) =>
    sortedMap(Object.entries(values).map(([name, value]) => [name, link(value, place, wiring)]));
  return {
    resources: sortedMap(linked),
    ownOutputs: linkEach(stack.outputs),
    conditions: linkEach(stack.conditions),
    mappings: linkEach(stack.mappings),
  };
}
