/** Templates as they are deployed: the assets' keys in their places, one spelling of the JSON. */
import { hash } from 'node:crypto';
import type { AssembledStack, CfnTemplate, CfnValue, StackTemplate } from '../../core/stages.ts';

/** `keys`: asset id → S3 key. */
export function assembleStack(stack: StackTemplate, keys: ReadonlyMap<string, string>): AssembledStack {
  const used = new Set<string>();
  const template = filled(stack.template as unknown as CfnValue, keys, used) as unknown as CfnTemplate;
  const body = JSON.stringify(template);
  return { ...stack, template, body, hash: hash('sha256', body), assets: [...used].sort() };
}

/** A copy with sorted keys, `{ asset: id }` replaced by the asset's key. */
function filled(value: CfnValue, keys: ReadonlyMap<string, string>, used: Set<string>): CfnValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => filled(item, keys, used));
  const object = value as { readonly [key: string]: CfnValue };
  const names = Object.keys(object).sort();
  const key = names.length === 1 && typeof object.asset === 'string' ? keys.get(object.asset) : undefined;
  if (key !== undefined) {
    used.add(object.asset as string);
    return key;
  }
  const copy: Record<string, CfnValue> = {};
  for (const name of names) {
    const item = filled(object[name] as CfnValue, keys, used);
    // An ordinary key of a raw template, which an assignment would take for the prototype.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: item, enumerable: true });
    else copy[name] = item;
  }
  return copy;
}
