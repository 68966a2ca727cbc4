/** CloudFormation's functions wherever they stand: whether there is such a function, whether it is called as it wants to be, whether what it names is there. */
import { nearest } from '../core/nearest.ts';
import { type Call, calls, conditionCalls, macroOf } from './calls.ts';
import { type Intrinsic, intrinsicOf } from './intrinsics.ts';
import { checkNames, isSubstitutable, type Names } from './names.ts';
import type { Path, Template } from './template.ts';

/** In the order of the template. */
export function checkFunctions(template: Template, resources: Iterable<string>, names: Names): void {
  for (const id of resources) {
    const resource = template.Resources[id];
    if (!resource) continue;
    const path = ['Resources', id];
    [resource.DependsOn ?? []].flat().forEach((target, index) => {
      const at = Array.isArray(resource.DependsOn) ? [index] : [];
      if (typeof target === 'string') names.resource(target, [...path, 'DependsOn', ...at]);
    });
    if (typeof resource.Condition === 'string') names.condition(resource.Condition, [...path, 'Condition']);
    // Definitions of state machines have variables of their own.
    const texts = !Object.hasOwn((resource.Properties ?? {}) as object, 'DefinitionSubstitutions');
    for (const part of ['Properties', 'CreationPolicy', 'UpdatePolicy']) walk(resource[part], [...path, part], { names, calls, texts });
    walk(resource.Metadata, [...path, 'Metadata'], { names, calls, texts: false });
  }
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const { Condition, ...rest } = output as { readonly Condition?: unknown };
    if (typeof Condition === 'string') names.condition(Condition, ['Outputs', name, 'Condition']);
    walk(rest, ['Outputs', name], { names, calls, texts: true });
  }
  const inConditions = { ...calls, ...conditionCalls };
  walk(template.Conditions, ['Conditions'], { names: names.forConditions(), calls: inConditions, texts: false });
}

interface Walk {
  readonly names: Names;
  readonly calls: Readonly<Record<string, Call>>;
  /** Look for variables in texts that nothing substitutes. */
  readonly texts: boolean;
}

function walk(value: unknown, path: Path, how: Walk): void {
  if (typeof value === 'string') {
    if (how.texts) checkText(value, path, how);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const call = callOf(value, how);
  if (call) {
    checkCall(call, path, how);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    // What `Fn::Transform` gives is laid beside the other keys.
    if (!Array.isArray(value) && Object.hasOwn(calls, key) && key !== 'Fn::Transform')
      how.names.report({ kind: 'not-alone', name: key, path: [...path, key] });
    walk(item, [...path, Array.isArray(value) ? Number(key) : key], how);
  }
}

/** `Condition` is a function only among conditions. */
function callOf(value: object, how: Walk): Intrinsic | undefined {
  const call = intrinsicOf(value);
  if (call || !Object.hasOwn(how.calls, 'Condition') || Object.keys(value).length !== 1) return call;
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  return name === 'Condition' && typeof argument === 'string' ? { name, argument } : undefined;
}

function checkCall({ name, argument }: Intrinsic, path: Path, how: Walk): void {
  const { names } = how;
  const at = [...path, name];
  const macro = macroOf(name);
  const call = Object.hasOwn(how.calls, name) ? how.calls[name] : undefined;
  if (macro !== undefined) {
    names.report({ kind: 'needs-macro', name, macro, path: at });
  } else if (!call && Object.hasOwn(conditionCalls, name)) {
    names.report({ kind: 'misplaced', name, path: at });
  } else if (!call) {
    names.report({ kind: 'unknown-function', name, near: nearest(name, Object.keys(how.calls)), path: at });
  } else if (!call.fits(argument)) {
    names.report({ kind: 'wrong-arguments', name, takes: call.takes, path: at });
  } else {
    checkNames(name, argument, at, names);
    walkArguments(name, argument, at, how);
  }
}

/** A substituted text is no text that anything is left in; the name of a resource or condition is none either. */
function walkArguments(name: string, argument: unknown, at: Path, how: Walk): void {
  if (name === 'Ref' || name === 'Condition') return;
  if (name === 'Fn::Sub') {
    if (Array.isArray(argument)) walk(argument[1], [...at, 1], how);
  } else {
    walk(argument, at, how);
  }
}

function checkText(text: string, path: Path, { names }: Walk): void {
  const found = [...text.matchAll(/\$\{([A-Za-z0-9.:]+)\}/g)].find(([, name = '']) => isSubstitutable(name, names.template));
  if (found) names.report({ kind: 'not-substituted', text: found[0], path });
}
