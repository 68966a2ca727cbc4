/** One form for equal data: keys sorted, what is `undefined` left out. Templates have the same bytes whatever the order in the file. */
export function canonical<Value>(value: Value): Value {
  return sorted(value) as Value;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item !== undefined) result[key] = sorted(item);
  }
  return result;
}
