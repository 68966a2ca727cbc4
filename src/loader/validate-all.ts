/** Validates the app and each of its constructs by the schema of its type. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { SchemaSet } from './schema.ts';
import { validateApp, validateConstruct } from './validate.ts';

/** `app` is plain data. */
export function validateAll(app: unknown, set: SchemaSet, diagnostics: Diagnostics): void {
  const options = { set, diagnostics, partial: false };
  validateApp(app, options);
  for (const [stackId, stack] of entriesOf(at(app, 'stacks'))) {
    for (const [id, construct] of entriesOf(at(stack, 'constructs'))) {
      const type = at(construct, 'type');
      if (typeof type !== 'string' || !Object.hasOwn(set.constructs, type)) continue;
      validateConstruct(type, construct, ['stacks', stackId, 'constructs', id], { ...options, owner: `the ${type} \`${id}\`` });
    }
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function entriesOf(value: unknown): Iterable<[string, unknown]> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}
