import { type Expression, isExpression } from '../../core/expression.ts';
import type { DraftValue, ExpandContext } from '../construct.ts';

/** A reference in the place of a whole list: one to a list stands for it, any other is its only item. */
export function listOf(value: readonly (string | Expression)[] | Expression, context: ExpandContext): DraftValue {
  if (!isExpression(value)) return value;
  const isList = value.kind === 'attribute' && context.find(value.construct)?.attributes[value.attribute]?.type === 'CommaDelimitedList';
  return isList ? value : [value];
}
