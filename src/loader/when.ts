/** `when:` on stacks and constructs: what is switched off in this stage is taken out. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import { STAGE_PATTERN } from './ids.ts';
import { child, type Entry, type MapNode, type Node, textOf, withEntry } from './node.ts';
import { spanOf } from './source.ts';
import { matchesStage } from './stage.ts';

const STAGES = new RegExp(STAGE_PATTERN);

export interface WhenScope {
  /** Ids of all constructs as written: a stage's `null` may have taken some out of the tree. */
  readonly written: Iterable<string>;
  readonly stage: string;
  readonly local: boolean;
  /** Keys of `stages`. */
  readonly declared: readonly string[];
  /** Gives a `when` its values. */
  resolve(when: Node, path: JsonPath): Node;
  readonly diagnostics: Diagnostics;
}

export interface Switched {
  readonly tree: MapNode;
  /** Id → whether it is there; those of switched-off stacks too. */
  readonly constructs: ReadonlyMap<string, boolean>;
}

/** `tree` is in long form. */
export function switchOff(tree: MapNode, scope: WhenScope): Switched {
  const constructs = new Map<string, boolean>([...scope.written].map((id) => [id, false]));
  const stacks = child(tree, 'stacks');
  if (stacks?.kind !== 'map') return { tree, constructs };
  const keptStacks = new Map<string, Entry>();
  for (const [stackId, stack] of stacks.entries) {
    const stackOn = isOn(stack.value, ['stacks', stackId], scope);
    const inside = child(stack.value, 'constructs');
    const kept = new Map<string, Entry>();
    for (const [id, one] of inside?.kind === 'map' ? inside.entries : []) {
      const on = isOn(one.value, ['stacks', stackId, 'constructs', id], scope) && stackOn;
      // The same id may stand twice, once per stage.
      constructs.set(id, on || constructs.get(id) === true);
      if (on) kept.set(id, one);
    }
    if (!stackOn) continue;
    const value =
      stack.value.kind === 'map' && inside?.kind === 'map'
        ? withEntry(stack.value, 'constructs', { ...inside, entries: kept })
        : stack.value;
    keptStacks.set(stackId, { ...stack, value });
  }
  return { tree: withEntry(tree, 'stacks', { ...stacks, entries: keptStacks }), constructs };
}

function isOn(node: Node, path: JsonPath, scope: WhenScope): boolean {
  const when = child(node, 'when');
  if (when === undefined) return true;
  const resolved = scope.resolve(when, [...path, 'when']);
  return namesNoStage(resolved) || holds(resolved, scope);
}

/** `!prod` and the like, however deep: validation has to see it. */
function namesNoStage(when: Node | undefined): boolean {
  if (when === undefined) return false;
  const stages = child(when, 'stage');
  const items = stages?.kind === 'list' ? stages.items : [];
  return items.some((item) => textOf(item) !== undefined && !STAGES.test(textOf(item) ?? '')) || namesNoStage(child(when, 'not'));
}

/** Every key must hold. What is malformed is left to validation and counts as on. */
function holds(when: Node, scope: WhenScope): boolean {
  if (when.kind !== 'map') return true;
  return [...when.entries].every(([key, { value }]) => {
    switch (key) {
      case 'stage':
        return namesOf(value, scope).some((pattern) => matchesStage(pattern, scope.stage));
      case 'not':
        return value.kind !== 'map' || !holds(value, scope);
      case 'local':
        return value.kind !== 'scalar' || value.value === scope.local;
      default:
        return true;
    }
  });
}

function namesOf(node: Node, scope: WhenScope): readonly string[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    const name = item.value;
    const known = scope.declared.some((declared) => declared === name || matchesStage(declared, name));
    if (!known && name !== scope.stage && scope.declared.length > 0) {
      const near = nearest(name, scope.declared);
      scope.diagnostics.report(
        'E1208',
        [],
        { name },
        { span: spanOf(item.place), ...(near !== undefined && { hint: `did you mean \`${near}\`?` }) },
      );
    }
    return [name];
  });
}
