/** Names of constructs and stacks that stand outside of `${…}`: in `bind`, `permissions`, `dependsOn` and the like. */

import type { Diagnostics } from '../core/diagnostic.ts';
import { respell } from '../core/fix.ts';
import type { JsonPath } from '../core/span.ts';
import { entriesOf } from './check-ids.ts';
import type { MeantIds } from './meant-ids.ts';
import { child, type Entry, type MapNode, type Node, scalar, UNRESOLVED } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { suggestion } from './suggestion.ts';
import { pathOf, rootStep, walk } from './walk.ts';

export interface ReferenceScope {
  readonly set: SchemaSet;
  readonly stage: string;
  /** Id → whether it is there in this stage. */
  readonly constructs: ReadonlyMap<string, boolean>;
  /** Ids of all stacks as written, switched off or not. */
  readonly stacks: readonly string[];
  readonly meant: MeantIds;
  readonly diagnostics: Diagnostics;
}

/** As in a statement of IAM's; here a permission has `actions`, `resources`, `conditions`. */
const IAM_KEYS = new Set(['Action', 'Condition', 'Effect', 'NotAction', 'NotResource', 'Principal', 'Resource', 'Sid']);

/** `tree` without what stands below names of no construct: of that nothing can be said. */
export function checkReferences(tree: Node, scope: ReferenceScope): Node {
  const checked = walk(tree, rootStep(scope.set.app), {
    set: scope.set,
    visit(node, step) {
      const { schema } = step;
      if (schema.construct && node.kind === 'scalar' && typeof node.value === 'string') checkConstruct(node.value, pathOf(step), scope);
      if (schema.keysAre === 'construct' && node.kind === 'map') {
        const keys = [...node.entries.keys()].filter((key) => !schema.properties || !Object.hasOwn(schema.properties, key));
        const statement = schema.properties?.actions && keys.find((key) => IAM_KEYS.has(key) && !scope.constructs.has(key));
        if (statement !== undefined) {
          const hint = 'write `actions` and `resources`: `{ actions: [s3:GetObject], resources: [<arn>] }`';
          scope.diagnostics.report('E2001', [...pathOf(step), statement], { key: statement, owner: 'a permission' }, { hint });
          return { final: scalar(UNRESOLVED, node.place) };
        }
        for (const key of keys) checkConstruct(key, [...pathOf(step), key], scope);
        return withoutValues(node, new Set(keys.filter((key) => !scope.constructs.has(key))));
      }
      return node;
    },
  });
  const stacks = new Set(scope.stacks);
  for (const [id, stack] of entriesOf(child(tree, 'stacks'))) {
    const needed = child(stack.value, 'dependsOn');
    if (needed?.kind === 'list') checkStacks(needed.items, stacks, ['stacks', id, 'dependsOn'], scope);
  }
  const allowed = child(tree, 'allowRegionChange');
  if (allowed?.kind === 'list') checkStacks(allowed.items, stacks, ['allowRegionChange'], scope);
  return checked;
}

function withoutValues(node: MapNode, keys: ReadonlySet<string>): MapNode {
  if (keys.size === 0) return node;
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    keys.has(key) ? { ...entry, value: scalar(UNRESOLVED, entry.value.place) } : entry,
  ]);
  return { ...node, entries: new Map(entries) };
}

function checkConstruct(id: string, path: JsonPath, { constructs, stage, meant, diagnostics }: ReferenceScope): void {
  const present = constructs.get(id);
  if (present) return;
  // A permission to lose data may outlive the construct, and name one of another stage.
  if (path[0] === 'allowDataLoss') return;
  if (present === false) {
    diagnostics.report('E2015', path, { id, stage });
    return;
  }
  if (meant.has(id)) return;
  const hint = suggestion(id, constructs.keys());
  diagnostics.report('E2014', path, { id }, { ...(hint !== undefined && { hint }), ...respell(id, constructs.keys()) });
}

function checkStacks(items: readonly Node[], stacks: ReadonlySet<string>, base: JsonPath, { meant, diagnostics }: ReferenceScope): void {
  items.forEach((item, index) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return;
    if (stacks.has(item.value) || meant.has(item.value)) return;
    const hint = suggestion(item.value, stacks);
    diagnostics.report(
      'E2016',
      [...base, index],
      { id: item.value },
      { ...(hint !== undefined && { hint }), ...respell(item.value, stacks) },
    );
  });
}
