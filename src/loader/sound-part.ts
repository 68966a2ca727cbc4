/** What is left of an app without its wrong constructs: it can still be expanded, so that all problems are told at once. */
import type { Diagnostic } from '../core/diagnostic.ts';
import { child, type MapNode, type Node, withEntry, withoutEntries } from './node.ts';

/** `undefined`: something else is wrong, or nothing is left. */
export function soundPart(tree: Node, problems: readonly Diagnostic[]): MapNode | undefined {
  const wrong = wrongConstructs(problems);
  const stacks = child(tree, 'stacks');
  if (!wrong || tree.kind !== 'map' || stacks?.kind !== 'map') return undefined;
  const kept = [...stacks.entries].flatMap(([id, entry]) => {
    const ids = wrong.get(id);
    const value = ids ? withoutConstructs(entry.value, ids) : entry.value;
    return value ? [[id, { ...entry, value }] as const] : [];
  });
  return kept.length > 0 ? withEntry(tree, 'stacks', { ...stacks, entries: new Map(kept) }) : undefined;
}

/** By stack. */
function wrongConstructs(problems: readonly Diagnostic[]): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  const wrong = new Map<string, Set<string>>();
  for (const { severity, path } of problems) {
    if (severity !== 'error') continue;
    const [top, stack, part, construct] = path.map(String);
    if (top !== 'stacks' || stack === undefined || part !== 'constructs' || construct === undefined) return undefined;
    wrong.set(stack, (wrong.get(stack) ?? new Set()).add(construct));
  }
  return wrong;
}

/** Raw CloudFormation goes too: it may name resources of what is taken out. */
function withoutConstructs(stack: Node, ids: ReadonlySet<string>): MapNode | undefined {
  const constructs = child(stack, 'constructs');
  if (stack.kind !== 'map' || constructs?.kind !== 'map') return undefined;
  const overridden = [...constructs.entries].filter(([, { value }]) => child(value, 'overrides')).map(([id]) => id);
  const left = withoutEntries(constructs, new Set([...ids, ...overridden]));
  return left.entries.size > 0 ? withEntry(withoutEntries(stack, new Set(['resources', 'outputs'])), 'constructs', left) : undefined;
}
