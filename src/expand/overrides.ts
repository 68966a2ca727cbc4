/** `overrides`: the user's own CloudFormation, merged last into a construct's resources. */

import { isExpression } from '../core/expression.ts';
import { respell } from '../core/fix.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { DraftValue } from './construct.ts';
import type { Report } from './report.ts';

export type DraftResource = { readonly [key: string]: DraftValue | undefined };

const PARTS = [
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'UpdatePolicy',
  'UpdateReplacePolicy',
];

/** `resources` by role with `overrides` merged in; `path` is that of the overrides. */
export function applyOverrides(
  resources: Readonly<Record<string, DraftResource>>,
  overrides: unknown,
  path: JsonPath,
  report: Report,
): Readonly<Record<string, DraftResource>> {
  const result = { ...resources };
  for (const [role, parts] of entriesOf(overrides)) {
    const resource = Object.hasOwn(resources, role) ? resources[role] : undefined;
    if (!resource) {
      const all = Object.keys(resources).sort();
      report('E3015', [...path, role], { role, near: nearest(role, all), all }, respell(role, all));
      continue;
    }
    for (const [key] of entriesOf(parts)) {
      if (PARTS.includes(key)) continue;
      const near = key === 'Type' ? undefined : nearest(key, PARTS);
      report('E3016', [...path, role, key], { key, near }, near === undefined ? {} : respell(key, PARTS));
    }
    result[role] = merge(resource, parts as DraftValue) as DraftResource;
  }
  return result;
}

/** Maps merge, `null` removes, all else replaces: lists, scalars, and CloudFormation's functions as a whole. */
function merge(below: DraftValue | undefined, above: DraftValue): DraftValue {
  if (!isPlainMap(above)) return above;
  const result: Record<string, DraftValue | undefined> = isPlainMap(below) ? { ...below } : {};
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = merge(result[key], value);
  }
  return result;
}

function isPlainMap(value: unknown): value is { readonly [key: string]: DraftValue | undefined } {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExpression(value)) return false;
  const keys = Object.keys(value);
  return !(keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::')));
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
