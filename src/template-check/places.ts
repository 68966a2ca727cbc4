/** Where in the app file stands what is at a place of a template; nowhere, if a construct of ours made it. */
import type { Problem } from '../aws-schemas/check.ts';
import { isExpression } from '../core/expression.ts';
import { logicalId } from '../core/names.ts';
import type { JsonPath } from '../core/span.ts';
import type { StackConfig, StackTemplate } from '../core/stages.ts';

export interface Written {
  readonly path: JsonPath;
  /** The construct, of a type of the app's own, whose module made the resource. */
  readonly madeBy?: JsonPath;
  /** What the user wrote of a resource that a construct made. */
  readonly overrides?: unknown;
}

/** By logical id: what `resources` and `overrides` say of it, and the app's own modules. */
export function written(stack: StackConfig, { origins }: StackTemplate, ownTypes: readonly string[]): ReadonlyMap<string, Written> {
  const resources = new Map<string, Written>();
  const constructs = new Map(stack.constructs.map(({ id, path }) => [id, path]));
  for (const [id, { construct = '', type = '' }] of Object.entries(ownTypes.length > 0 ? origins : {})) {
    const path = constructs.get(construct);
    if (path && ownTypes.includes(type)) resources.set(id, { path, madeBy: path });
  }
  for (const { id, path, config } of stack.constructs) {
    for (const [role, value] of Object.entries(config.overrides ?? {})) {
      const resource = logicalId(id, role);
      resources.set(resource, { ...resources.get(resource), path: [...path, 'overrides', role], overrides: value });
    }
  }
  for (const id of Object.keys(stack.resources)) resources.set(id, { path: [...stack.path, 'resources', id] });
  return resources;
}

export function placeIn(problem: Problem, stack: StackConfig, resources: ReadonlyMap<string, Written>): JsonPath | undefined {
  const [section, id, ...rest] = problem.path;
  switch (section) {
    case 'Resources': {
      const resource = resources.get(String(id));
      if (!resource?.overrides) return resource?.madeBy ?? (resource && [...resource.path, ...rest]);
      // What is missing may have been taken away by a `null`.
      const places = problem.kind === 'missing-property' ? [[...rest, problem.name], rest] : [rest];
      const place = places.find((one) => isIn(resource.overrides, one));
      return place ? [...resource.path, ...place] : resource.madeBy;
    }
    case 'Outputs': {
      const output = stack.outputs[String(id)];
      if (output === undefined) return undefined;
      const inside = rest[0] === 'Value' && !isIn(output, ['Value']) ? rest.slice(1) : rest;
      return [...stack.path, 'outputs', String(id), ...inside];
    }
    default:
      return [...stack.path, String(section).toLowerCase(), ...problem.path.slice(1)];
  }
}

/** Values known only at deploy are whole, whatever the template makes of them. */
function isIn(value: unknown, path: JsonPath): boolean {
  const [step, ...rest] = path;
  if (step === undefined || isExpression(value)) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
  return isIn((value as Readonly<Record<string | number, unknown>>)[step], rest);
}

/** The property that a value belongs to: `Tags[0]`. */
export function nameAt(path: JsonPath): string {
  const steps = path.filter((step, index) => step !== 'Fn::If' && path[index - 1] !== 'Fn::If');
  const name = steps.findLastIndex((step) => typeof step === 'string');
  return steps
    .slice(Math.max(name, 0))
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('');
}
