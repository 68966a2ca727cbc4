/** What the user's CloudFormation names (`!Ref`, `!GetAtt`, `!Sub`, `DependsOn`) must be in the same stack; conditions and mappings never are. */
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { StackConfig } from '../core/stages.ts';
import type { StackDraft } from './drafts.ts';
import type { Report } from './report.ts';
import { walk } from './walk.ts';

export function checkDangling({ stack, resources, unjudged }: StackDraft, report: Report): void {
  const check = (id: string, path: JsonPath) => {
    if (id.startsWith('AWS::') || resources.has(id) || unjudged.some((construct) => id.startsWith(construct))) return;
    report('E3025', [...path], { id, near: nearest(id, resources.keys()) }, { part: 'value' });
  };
  for (const { value, path } of foreign(stack)) {
    walk(value, { name: check, section: (name, place) => report('E3035', [...place], { name }) }, [...path]);
  }
  for (const { value, path } of resourceLike(stack)) {
    if (value.Condition !== undefined) report('E3035', [...path, 'Condition'], { name: 'Condition' });
    const dependsOn = value.DependsOn;
    for (const id of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) if (typeof id === 'string') check(id, [...path, 'DependsOn']);
  }
}

type Foreign = { readonly value: unknown; readonly path: JsonPath };

function foreign(stack: StackConfig): readonly Foreign[] {
  return [
    { value: stack.resources, path: [...stack.path, 'resources'] },
    { value: stack.outputs, path: [...stack.path, 'outputs'] },
    ...stack.constructs.map(({ config, path }) => ({ value: config.overrides, path: [...path, 'overrides'] })),
  ];
}

function resourceLike(stack: StackConfig): readonly { readonly value: Readonly<Record<string, unknown>>; readonly path: JsonPath }[] {
  const maps = foreign(stack).filter(({ path }) => path.at(-1) !== 'outputs');
  return maps.flatMap(({ value, path }) =>
    Object.entries((value ?? {}) as Readonly<Record<string, unknown>>).flatMap(([id, one]) =>
      typeof one === 'object' && one !== null ? [{ value: one as Readonly<Record<string, unknown>>, path: [...path, id] }] : [],
    ),
  );
}
