import { type Expression, expression, isExpression } from '../../core/expression.ts';
import type { JsonPath } from '../../core/span.ts';
import type { ExpandContext, Self } from '../construct.ts';

/** A reference of a construct to its own attribute, for the resources of its grants; `suffix` is what AWS's ARN format asks for (`/index/*`). */
export function own(self: Self, attribute: string, suffix = ''): Expression {
  const value = expression({ kind: 'attribute', construct: self.id, attribute });
  return suffix === '' ? value : expression({ kind: 'join', parts: [value, suffix] });
}

/** The same resource on behalf of the permission at `path`: that is where a cycle over it is told. */
export function resourceFor(resource: string | Expression, path: JsonPath, context: ExpandContext): string | Expression {
  if (!isExpression(resource)) return resource;
  if (resource.kind === 'attribute') return context.attribute(resource.construct, resource.attribute, path);
  if (resource.kind !== 'join') return resource;
  return expression({ kind: 'join', parts: resource.parts.map((part) => resourceFor(part, path, context)) });
}
