/** Checks every reference that the user wrote, and remembers where it stands: later stages only hold the expression. */

import type { Expression } from '../core/expression.ts';
import { misspelling, type Rewrite } from '../core/fix.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig } from '../core/stages.ts';
import { attributeOf, type Directory } from './directory.ts';
import type { Report } from './report.ts';
import { walk } from './walk.ts';

/** Where an expression was written. */
export type Places = Map<Expression, JsonPath>;

export function checkReferences(app: AppConfig, directory: Directory, report: Report): Places {
  const places: Places = new Map();
  const check = (value: unknown, base: JsonPath) =>
    walk(
      value,
      {
        expression(found, path) {
          const place = [...path];
          places.set(found, place);
          if (found.kind === 'attribute') checkAttribute(found.construct, found.attribute, place, directory, report);
        },
      },
      [...base],
    );
  check(app.defaults, ['defaults']);
  for (const stack of app.stacks) {
    check(stack.defaults, [...stack.path, 'defaults']);
    for (const construct of stack.constructs) check(construct.config, construct.path);
    check(stack.resources, [...stack.path, 'resources']);
    check(stack.outputs, [...stack.path, 'outputs']);
  }
  return places;
}

function checkAttribute(id: string, attribute: string, path: JsonPath, directory: Directory, report: Report): void {
  const found = directory.get(id);
  // The loader has refused references to no construct.
  if (!found || attributeOf(directory, id, attribute)) return;
  const all = Object.keys(found.attributes);
  const meant = misspelling(attribute, all);
  const fix = meant === undefined ? undefined : inVariable(`${id}.${attribute}`, `${id}.${meant}`);
  report(
    'E3002',
    path,
    { id, type: found.type, attribute, near: nearest(attribute, all), all },
    { part: 'value', text: `\${${id}.${attribute}}`, fix },
  );
}

/** The value may hold more than the variable. */
function inVariable(from: string, to: string): Rewrite {
  return (written) => (written.split(from).length === 2 ? written.replace(from, () => to) : undefined);
}
