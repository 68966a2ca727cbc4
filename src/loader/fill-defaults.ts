/** Puts in what the schema says a missing property means. Layered objects are left to expansion, but not what is inside them. */
import { type ConfigValue, isExpression } from '../core/expression.ts';
import { dereference, type Schema, type SchemaSet, schemaAt } from './schema.ts';

export function fillDefaults(value: ConfigValue, schema: Schema, set: SchemaSet): ConfigValue {
  if (typeof value !== 'object' || value === null || isExpression(value)) return value;
  if (Array.isArray(value)) {
    const items = schemaAt(schema, 0, set);
    return value.map((item) => fillDefaults(item, items, set));
  }
  const filled = new Map<string, ConfigValue>();
  for (const [key, item] of Object.entries(value as Readonly<Record<string, ConfigValue>>))
    filled.set(key, fillDefaults(item, schemaAt(schema, key, set), set));
  if (!schema.layered) {
    for (const [key, raw] of Object.entries(schema.properties ?? {})) {
      const property = dereference(raw, set);
      if (!filled.has(key) && property.default !== undefined) filled.set(key, fillDefaults(property.default as ConfigValue, property, set));
    }
  }
  return Object.fromEntries(filled);
}
