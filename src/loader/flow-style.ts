/** Data as one short line of YAML, for hints. */

const LONGEST = 70;
const PLAIN = /^[A-Za-z_/$][A-Za-z0-9_./ $-]*$/;
const LOOKS_LIKE_ANOTHER_TYPE = /^(true|false|null|~)$/i;

/** Of what is too long only the first entries, as far as they fit. */
export function flowStyle(value: unknown): string {
  if (typeof value === 'string')
    return PLAIN.test(value) && !LOOKS_LIKE_ANOTHER_TYPE.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return `[${fitting(value.map(flowStyle))}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${fitting(Object.entries(value).map(([key, item]) => `${flowStyle(key)}: ${flowStyle(item)}`))} }`;
}

function fitting(items: readonly string[]): string {
  const [first = '', ...rest] = items;
  return rest.reduce((text, item) => (text.length + item.length > LONGEST ? text : `${text}, ${item}`), first);
}
