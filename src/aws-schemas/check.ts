/**
 * In: a template and the schemas of its types. Out: what AWS's schemas say against it: unknown or missing properties, values of a
 * wrong kind or outside a list, functions called wrongly, references to nothing.
 * Never: CloudFormation's own limits and cycles, nor anything that only a service can know.
 */
import { checkFunctions } from './functions.ts';
import type { ResourceTypes } from './index.ts';
import { Names } from './names.ts';
import { isCustom, type Path, type Problem, type Template, type TemplateResource } from './template.ts';
import { checkObject, checkRequired, checkValue, nameOf, type Schemas, type Scope } from './values.ts';

export type { Finding, Problem, Template } from './template.ts';

export interface CheckOptions {
  /** Objects of one such key stand for text that is put in later, e.g. `asset` for `{ asset: id }`. */
  readonly placeholders?: readonly string[];
  /** Logical ids of what is judged; the others are only there to be referred to. All by default. */
  readonly resources?: Iterable<string>;
}

/** Load `types` for all types of the template first: one of AWS's that they don't have is a problem. */
export function checkTemplate(template: Template, types: ResourceTypes, options: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [];
  const ids = [...(options.resources ?? Object.keys(template.Resources))];
  const scope: Scope = { definitions: {}, parameters: template.Parameters ?? {}, placeholders: options.placeholders ?? [], problems };
  for (const id of ids) {
    const resource = template.Resources[id];
    if (resource) checkResource(resource, ['Resources', id], types, scope);
  }
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const { Value } = output as { readonly Value?: unknown };
    if (Value !== undefined) checkValue(Value, text, ['Outputs', name, 'Value'], scope);
  }
  checkFunctions(template, ids, new Names(template, types, (problem) => problems.push(problem)));
  return problems;
}

const text = { kind: 'string' } as const;
const customProperties: Schemas = { ServiceToken: { type: text, required: true } };

function checkResource(resource: TemplateResource, path: Path, types: ResourceTypes, scope: Scope): void {
  const { problems } = scope;
  checkPolicies(resource, path, problems);
  const { Type: owner, Properties: properties = {} } = resource;
  const type = types.get(owner);
  if (isCustom(owner)) {
    checkRequired(properties, { owner, properties: customProperties, isOpen: true }, [...path, 'Properties'], problems);
  } else if (type?.macro !== undefined) {
    problems.push({ kind: 'needs-macro', name: owner, macro: type.macro, path: [...path, 'Type'] });
  } else if (type) {
    const shape = { owner, properties: type.properties, readOnly: type.attributes };
    checkObject(properties, shape, [...path, 'Properties'], { ...scope, definitions: type.definitions });
  } else if (owner.startsWith('AWS::') && !owner.endsWith('::MODULE')) {
    problems.push({ kind: 'unknown-type', type: owner, path: [...path, 'Type'] });
  }
}

const policies = ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'];

/** Which attributes a resource may have is checked where each is written. */
function checkPolicies(resource: TemplateResource, path: Path, problems: Problem[]): void {
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy']) {
    const value = resource[name];
    const allowed = name === 'DeletionPolicy' ? policies : policies.filter((policy) => policy !== 'RetainExceptOnCreate');
    if (value === undefined || allowed.includes(value as string)) continue;
    problems.push({ kind: 'not-allowed', value: typeof value === 'string' ? value : nameOf(value), allowed, path: [...path, name] });
  }
}
