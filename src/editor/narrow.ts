/**
 * In: the published schema and what one app declares. Out: the schema for that app's file: in a stage's overrides each construct is of
 * its own type, and constructs are offered where they can be named. What it refuses, the published one refuses too, but for overrides
 * that fit no construct of that id.
 */
import type { Outline } from '../core/outline.ts';
import { type AnnotatedSchema, constructName, definition } from './schema.ts';

type Definitions = Readonly<Record<string, AnnotatedSchema>>;

export function narrowed(schema: AnnotatedSchema, { stacks }: Pick<Outline, 'stacks'>): AnnotatedSchema {
  const known = schema.definitions as Definitions;
  const ids = [...stacks.values()].flatMap((types) => [...types.keys()]);
  const overrides = [...stacks].map(([stackId, types]) => [`${stackId}Override`, stackOverride(known, types)] as const);
  const stage = known.StageOverride as AnnotatedSchema;
  const byStack = Object.fromEntries([...stacks.keys()].map((stackId) => [stackId, definition(`${stackId}Override`)]));
  return {
    ...schema,
    definitions: {
      ...known,
      ...offering(known, ids),
      StageOverride: withProperty(stage, 'stacks', { properties: byStack }),
      ...Object.fromEntries(overrides),
    },
  };
}

/** A construct whose type is not known yet stays one of any type. */
function stackOverride(known: Definitions, types: ReadonlyMap<string, string>): AnnotatedSchema {
  const byId = [...types].flatMap(([id, type]) => {
    const name = constructName(type, 'part');
    return Object.hasOwn(known, name) ? [[id, definition(name)] as const] : [];
  });
  return withProperty(known.StackOverride as AnnotatedSchema, 'constructs', { properties: Object.fromEntries(byId) });
}

function withProperty(schema: AnnotatedSchema, key: string, more: AnnotatedSchema): AnnotatedSchema {
  const properties = schema.properties as Definitions;
  return { ...schema, properties: { ...properties, [key]: { ...properties[key], ...more } } };
}

/** Other names are taken as before: the construct may be written next. */
function offering(known: Definitions, ids: readonly string[]): Definitions {
  const lists = ['Bind', 'BindOverride', 'Permissions', 'PermissionsOverride'];
  return Object.fromEntries(
    lists.map((name) => {
      const list = known[name] as AnnotatedSchema;
      const items = list.items as AnnotatedSchema;
      const levels = Object.fromEntries(ids.map((id) => [id, items.additionalProperties]));
      const short = name.startsWith('Bind') && ids.length > 0 ? { examples: ids } : {};
      return [name, { ...list, items: { ...items, ...short, properties: { ...levels, ...(items.properties as object | undefined) } } }];
    }),
  );
}
