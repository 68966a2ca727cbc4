/** Validates the app and each of its constructs by the schema of its type. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { entriesOf } from './check-ids.ts';
import { child, type Node, textOf, toValue } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { validateApp, validateConstruct } from './validate.ts';

export function validateAll(tree: Node, set: SchemaSet, diagnostics: Diagnostics): void {
  const options = { set, diagnostics, partial: false };
  validateApp(toValue(tree), options);
  for (const [stackId, stack] of entriesOf(child(tree, 'stacks'))) {
    for (const [id, { value }] of entriesOf(child(stack.value, 'constructs'))) {
      const type = textOf(child(value, 'type'));
      if (type === undefined || !Object.hasOwn(set.constructs, type)) continue;
      validateConstruct(type, toValue(value), ['stacks', stackId, 'constructs', id], { ...options, owner: `the ${type} \`${id}\`` });
    }
  }
}
