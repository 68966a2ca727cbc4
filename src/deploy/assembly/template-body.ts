/** Templates as they are deployed: the assets' keys in their places, one spelling of the JSON. */
import { createHash } from 'node:crypto';
import type { AssembledStack, CfnTemplate, CfnValue, StackTemplate } from '../../core/stages.ts';

/** `keys`: asset id → S3 key. */
export function assembleStack(stack: StackTemplate, keys: ReadonlyMap<string, string>): AssembledStack {
  const used = new Set<string>();
  const template = filled(stack.template as unknown as CfnValue, keys, used) as unknown as CfnTemplate;
  const body = JSON.stringify(template);
  return { ...stack, template, body, hash: createHash('sha256').update(body).digest('hex'), assets: [...used].sort() };
}

/** A copy with sorted keys, `{ asset: id }` replaced by the asset's key. */
function filled(value: CfnValue, keys: ReadonlyMap<string, string>, used: Set<string>): CfnValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => filled(item, keys, used));
  const object = value as { readonly [key: string]: CfnValue };
  const names = Object.keys(object).sort();
  const id = names.length === 1 && names[0] === 'asset' ? object.asset : undefined;
  const key = typeof id === 'string' ? keys.get(id) : undefined;
  if (key !== undefined) {
    used.add(id as string);
    return key;
  }
  // Entries rather than assignment: `__proto__` is an ordinary key of a raw template.
  return Object.fromEntries(names.map((name) => [name, filled(object[name] as CfnValue, keys, used)]));
}
