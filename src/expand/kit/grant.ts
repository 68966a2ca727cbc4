import { type Expression, expression } from '../../core/expression.ts';
import type { Self } from '../construct.ts';

/** A reference of a construct to its own attribute, for the resources of its grants; `suffix` is what AWS's ARN format asks for (`/index/*`). */
export function own(self: Self, attribute: string, suffix = ''): Expression {
  const value = expression({ kind: 'attribute', construct: self.id, attribute });
  return suffix === '' ? value : expression({ kind: 'join', parts: [value, suffix] });
}
