/** Cycles between the resources of one stack: broken by composed forms where there are any, reported otherwise. */
import { findCycle } from '../core/graph.ts';
import { attributeOf, type Directory } from './directory.ts';
import type { PlacedResource, StackDraft } from './drafts.ts';
import type { Places } from './references.ts';
import type { Report } from './report.ts';
import { stronglyConnected } from './strongly-connected.ts';
import { type Reference, walk } from './walk.ts';

interface Need {
  readonly target: string;
  /** The reference it comes from; none where the resource names the other by itself. */
  readonly reference?: Extract<Reference, { readonly kind: 'attribute' }>;
}

/** Tells of a resource and an attribute of a construct in the same stack whether the composed form must stand there. */
export type IsComposed = (logicalId: string, construct: string, attribute: string) => boolean;

export function breakCycles(draft: StackDraft, directory: Directory, places: Places, report: Report): IsComposed {
  const needs = new Map([...draft.resources].map(([id, placed]) => [id, needsOf(placed, draft.stack.id, directory)]));
  if (!findCycle(targets(needs))) return () => false;
  const component = stronglyConnected(targets(needs));
  const isComposed = (from: string, { target, reference }: Need) =>
    reference !== undefined && component.get(from) === component.get(target) && hasComposed(reference, directory);
  const left = new Map([...needs].map(([from, all]) => [from, all.filter((need) => !isComposed(from, need))]));
  const cycle = findCycle(targets(left));
  if (cycle) reportCycle(cycle, left, draft, places, report);
  const composed = new Set<string>();
  for (const [from, all] of needs) {
    for (const need of all)
      if (need.reference && isComposed(from, need)) composed.add(keyOf(from, need.reference.construct, need.reference.attribute));
  }
  return (from, construct, attribute) => composed.has(keyOf(from, construct, attribute));
}

function needsOf({ resource }: PlacedResource, stack: string, directory: Directory): readonly Need[] {
  const found: Need[] = [];
  walk(resource, {
    name: (target) => found.push({ target }),
    expression: (reference) => {
      if (reference.kind !== 'attribute' || directory.get(reference.construct)?.stack.id !== stack) return;
      const value = attributeOf(directory, reference.construct, reference.attribute)?.value;
      walk(value, { name: (target) => found.push({ target, reference }) });
    },
  });
  const dependsOn = resource.DependsOn ?? [];
  for (const target of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) if (typeof target === 'string') found.push({ target });
  return found;
}

function targets(needs: ReadonlyMap<string, readonly Need[]>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map([...needs].map(([id, all]) => [id, new Set(all.map(({ target }) => target))]));
}

function hasComposed({ construct, attribute }: { construct: string; attribute: string }, directory: Directory): boolean {
  return attributeOf(directory, construct, attribute)?.composed !== undefined;
}

function reportCycle(
  cycle: readonly string[],
  needs: ReadonlyMap<string, readonly Need[]>,
  draft: StackDraft,
  places: Places,
  report: Report,
): void {
  const steps = cycle.slice(1).map((target, index) => (needs.get(cycle[index] ?? '') ?? []).filter((need) => need.target === target));
  const reference = steps.flat().find((need) => need.reference)?.reference;
  const path = (reference && places.get(reference)) ?? draft.resources.get(cycle[0] ?? '')?.origin.path ?? draft.stack.path;
  const written = reference && `\${${reference.construct}.${reference.attribute}}`;
  report('E3004', path, { cycle, reference: written }, { part: 'value', text: written });
}

function keyOf(from: string, construct: string, attribute: string): string {
  return `${from} ${construct}.${attribute}`;
}
