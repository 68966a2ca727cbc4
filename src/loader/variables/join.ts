/** Pieces of a text that become one value: a string where all are known, else an expression. */

import { type Expression, expression, isExpression } from '../../core/expression.ts';
import type { Node } from '../node.ts';
import { UNRESOLVED } from '../node.ts';

/** `undefined`: a map, a list or nothing can't stand inside a text. */
export function asText(node: Node): string | Expression | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  return isExpression(node.value) ? node.value : (node.text ?? String(node.value));
}

export function join(pieces: readonly (string | Expression)[]): string | Expression {
  if (pieces.includes(UNRESOLVED)) return UNRESOLVED;
  const parts: (string | Expression)[] = [];
  for (const piece of pieces.flatMap((one) => (isExpression(one) && one.kind === 'join' ? one.parts : [one]))) {
    const last = parts.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece;
    else if (piece !== '') parts.push(piece);
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : expression({ kind: 'join', parts });
}
