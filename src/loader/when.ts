/** `when:` on stacks, constructs and items: what is switched off in this stage is taken out. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import { stacksOf } from './check-ids.ts';
import { STAGE_PATTERN } from './ids.ts';
import { child, hasKey, type MapNode, type Node, scalar, textOf } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { spanOf } from './source.ts';
import { matchesStage } from './stage.ts';
import { pathOf, rootStep, walk } from './walk.ts';

const STAGES = new RegExp(STAGE_PATTERN);

export interface WhenScope {
  readonly set: SchemaSet;
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
  /** Places in the tree as it was: what is there is switched off. */
  readonly off: readonly JsonPath[];
}

/** In place of what is switched off, so that what comes after it in a list keeps its index as long as problems are told. */
const OFF = scalar(null, { file: { name: '', text: '', lineStarts: [0] }, start: 0, end: 0 });

/** `tree` is in long form. */
export function switchOff(tree: MapNode, scope: WhenScope): Switched {
  const off: JsonPath[] = [];
  const marked = !hasKey(tree, 'when')
    ? tree
    : walk(tree, rootStep(scope.set.app), {
        set: scope.set,
        visit(node, step) {
          const when = step.schema.switchable ? child(node, 'when') : undefined;
          if (when === undefined) return node;
          const path = pathOf(step);
          if (isOn(scope.resolve(when, [...path, 'when']), scope)) return node;
          off.push(path);
          return { final: OFF };
        },
      });
  const on = (off.length > 0 ? withoutOff(marked) : marked) as MapNode;
  const there = stacksOf(on);
  const all = [...scope.written, ...stacksOf(tree).keys()];
  return { tree: on, constructs: new Map(all.map((id) => [id, there.has(id)])), off };
}

function withoutOff(node: Node): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.filter((item) => item !== OFF).map(withoutOff) };
  const kept = [...node.entries].filter(([, { value }]) => value !== OFF);
  return { ...node, entries: new Map(kept.map(([key, one]) => [key, { ...one, value: withoutOff(one.value) }])) };
}

function isOn(when: Node, scope: WhenScope): boolean {
  return namesNoStage(when) || holds(when, scope);
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
