/** Takes each `when` out of what has it, and validates it: the validators of stacks, constructs and items do not know it. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { child, hasKey, type Node, toValue, withoutEntries } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { validateWhen } from './validate.ts';
import { pathOf, type Step, type Walk, walk } from './walk.ts';

const KEY = new Set(['when']);

export interface WhensOptions extends Pick<Walk, 'typeOf'> {
  readonly set: SchemaSet;
  /** An override. */
  readonly partial: boolean;
  readonly diagnostics: Diagnostics;
}

/** `tree` has its values, in their types; its root is at `start`. */
export function withoutWhens(tree: Node, start: Step, { set, partial, diagnostics, ...how }: WhensOptions): Node {
  if (!hasKey(tree, 'when')) return tree;
  return walk(tree, start, {
    ...how,
    set,
    visit(node, step) {
      const when = step.schema.switchable ? child(node, 'when') : undefined;
      if (when === undefined || node.kind !== 'map') return node;
      validateWhen(toValue(when), [...pathOf(step), 'when'], { set, diagnostics, partial });
      return withoutEntries(node, KEY);
    },
  });
}
