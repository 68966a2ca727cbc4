/** What a function may do: its binds and permissions as statements of a policy. */
import type { JsonPath } from '../../core/span.ts';
import type { ExpandContext, Found, Level } from '../construct.ts';
import type { Access, Permission, Placed } from './function-layers.ts';
import { resourceFor } from './grant.ts';
import { allow, type Statement } from './iam.ts';

export function statements(access: Access, context: ExpandContext): readonly Statement[] {
  const bound = [...access.bind]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, { value, path }]) => {
      const found = context.find(id);
      return found ? boundStatements(found, value, path, context) : [];
    });
  return unique([...bound, ...access.permissions.flatMap((permission) => permitted(permission, context))]);
}

function boundStatements(found: Found, level: Level, path: JsonPath, context: ExpandContext): readonly Statement[] {
  if (found.unjudged) return [];
  if (found.bindings.length === 0) {
    context.report('E3013', path, { id: found.id, type: found.type }, { part: 'value' });
    return [];
  }
  // What is only an address (an Api's URL) is bound without a level.
  const nothingToAllow = Object.keys(found.levels).length === 0;
  return nothingToAllow && level === 'readwrite' ? [] : granted(found, level, path, context);
}

function granted(found: Found, level: Level, path: JsonPath, context: ExpandContext): readonly Statement[] {
  if (found.unjudged) return [];
  const grants = found.levels[level];
  if (!grants) {
    context.report('E3012', path, { id: found.id, type: found.type, level, levels: Object.keys(found.levels) }, { part: 'value' });
    return [];
  }
  return grants.map(({ actions, resources }) =>
    allow(
      actions,
      resources.map((one) => resourceFor(one, path, context)),
    ),
  );
}

function permitted({ value, path }: Placed<Permission>, context: ExpandContext): readonly Statement[] {
  if (typeof value === 'string') {
    if (value === '*') return everything(path, context);
    context.report('E3011', path, { text: value }, { part: 'value' });
    return [];
  }
  const { actions, resources, conditions, ...levels } = value;
  const raw: Statement[] = [];
  if (actions || resources || conditions) {
    if (!actions || !resources) {
      context.report('E3011', path, { text: textOf(actions) }, { part: 'value' });
    } else {
      if (context.app.protect && actions.some((action) => action === '*' || action === '*:*'))
        context.report('E3014', path, {}, { part: 'value' });
      // A service alone means all its actions: the user has written its resources.
      const exact = actions.map((action) => (/[:*]/.test(action) ? action : `${action}:*`));
      raw.push({ ...allow(exact, resources), ...(conditions && { Condition: conditions }) });
    }
  }
  const byLevel = Object.entries(levels as Readonly<Record<string, Level>>).flatMap(([id, level]) => {
    const found = context.find(id);
    return found ? granted(found, level, path, context) : [];
  });
  return [...byLevel, ...raw];
}

function everything(path: JsonPath, context: ExpandContext): readonly Statement[] {
  if (context.app.protect) context.report('E3014', path, {}, { part: 'value' });
  return [allow(['*'], ['*'])];
}

function textOf(actions: unknown): string {
  return Array.isArray(actions) && actions.length > 0 ? String(actions[0]) : 'resources';
}

function unique(all: readonly Statement[]): readonly Statement[] {
  return [...new Map(all.map((statement) => [JSON.stringify(statement), statement])).values()];
}
