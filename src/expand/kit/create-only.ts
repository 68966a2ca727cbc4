/** Properties that CloudFormation can only set when it makes a resource, and that only `overrides` can reach (frozen, SPEC §3). */
import { isExpression } from '../../core/expression.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Those of `properties` that `overrides` gives the resource `role` a value other than the default, as text; `undefined` where there are none. */
export function createOnlyOverrides(overrides: unknown, role: string, defaults: Properties): string | undefined {
  const written = at(at(overrides, role), 'Properties');
  const differing = Object.entries(defaults)
    .map(([name, standard]) => [name, at(written, name), standard] as const)
    .filter(([, value, standard]) => value !== undefined && value !== null && value !== standard)
    .map(([name, value]) => [name, value]);
  return differing.length > 0 ? JSON.stringify(differing, sortedKeys) : undefined;
}

function at(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function sortedKeys(_key: string, value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

function isMap(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExpression(value);
}
