/** Whether everything that a template names is there: resources, their attributes, parameters, conditions, mappings. */
import { nearest } from '../core/nearest.ts';
import type { ResourceTypes } from './index.ts';
import { isCustom, type NameKind, type Path, type Problem, type Template } from './template.ts';

const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

/** A name, and where it stands. */
type Named = readonly [name: string, path: Path];

/** The names of one template. */
export class Names {
  constructor(
    readonly template: Template,
    readonly types: ResourceTypes,
    readonly report: (problem: Problem) => void,
    /** Conditions are judged before there is any resource. */
    readonly inConditions = false,
  ) {}

  forConditions(): Names {
    return new Names({ ...this.template, Resources: {} }, this.types, this.report, true);
  }

  /** For names in this part of a text. */
  in(text: string): Names {
    return new Names(this.template, this.types, (problem) => this.report({ ...problem, text }), this.inConditions);
  }

  resource(name: string, path: Path): void {
    if (!has(this.template.Resources, name)) this.#unknown('resource', name, Object.keys(this.template.Resources), path);
  }

  condition(name: string, path: Path): void {
    if (!has(this.template.Conditions, name)) this.#unknown('condition', name, Object.keys(this.template.Conditions ?? {}), path);
  }

  /** What `Ref` takes. */
  value(name: string, path: Path): void {
    const { Resources, Parameters } = this.template;
    if (name.startsWith('AWS::')) {
      if (!pseudoParameters.includes(name)) this.#unknown('pseudo parameter', name, pseudoParameters, path);
    } else if (!has(Resources, name) && !has(Parameters, name)) {
      this.#unknown(this.inConditions ? 'parameter' : 'resource', name, Object.keys(Resources), path);
    }
  }

  attribute([target, targetPath]: Named, [name, path]: Named): void {
    if (!has(this.template.Resources, target)) {
      this.resource(target, targetPath);
      return;
    }
    const type = this.template.Resources[target]?.Type ?? '';
    // Outputs of a nested stack or product are its own.
    const known = isCustom(type) || name.startsWith('Outputs.') ? undefined : this.types.get(type)?.attributes;
    if (!known || known.includes(name)) return;
    this.report({ kind: 'unknown-attribute', type, name, near: nearest(name, known), known, path });
  }

  mapping(name: string, keys: readonly unknown[], path: Path): void {
    const mappings = this.template.Mappings ?? {};
    if (!has(mappings, name)) {
      this.#unknown('mapping', name, Object.keys(mappings), [...path, 0]);
      return;
    }
    let below: unknown = mappings[name];
    for (const [index, key] of keys.entries()) {
      if (typeof key === 'object' || !isMap(below)) return;
      if (!has(below, String(key))) {
        const of = [name, ...keys.slice(0, index)].join('.');
        this.#unknown('key', String(key), Object.keys(below), [...path, index + 1], of);
        return;
      }
      below = below[String(key)];
    }
  }

  #unknown(what: NameKind, name: string, known: readonly string[], path: Path, of?: string): void {
    this.report({ kind: 'unknown-name', what, name, near: nearest(name, known), ...(of !== undefined && { of }), path });
  }
}

/** The names in the arguments of one call, which has the form that its function wants. */
export function checkNames(call: string, argument: unknown, path: Path, names: Names): void {
  const items = Array.isArray(argument) ? argument : [argument];
  const [first, second] = items;
  if (call === 'Ref') names.value(String(first), path);
  else if (call === 'Condition') names.condition(String(first), path);
  else if (call === 'Fn::If') names.condition(String(first), [...path, 0]);
  else if (call === 'Fn::FindInMap' && typeof first === 'string') names.mapping(first, items.slice(1), path);
  else if (call === 'Fn::Sub') checkSub(String(first), isMap(second) ? second : {}, Array.isArray(argument) ? [...path, 0] : path, names);
  else if (call === 'Fn::GetAtt') checkGetAtt(items, path, names);
}

/** `Name.Attribute`, or both apart; the attribute may be known only at deploy. */
function checkGetAtt([first, second]: readonly unknown[], path: Path, names: Names): void {
  const [target = '', ...rest] = String(first).split('.');
  if (second === undefined) names.attribute([target, path], [rest.join('.'), path]);
  else if (typeof second === 'string') names.attribute([String(first), [...path, 0]], [second, [...path, 1]]);
  else names.resource(String(first), [...path, 0]);
}

/** `${Name}`, `${Name.Attribute}`; `${!Name}` is literal. */
function checkSub(text: string, variables: Readonly<Record<string, unknown>>, path: Path, names: Names): void {
  for (const [whole, written = ''] of text.matchAll(/\$\{([^!${}][^${}]*)\}/g)) {
    const name = written.trim();
    const dot = name.indexOf('.');
    const here = names.in(whole);
    if (has(variables, name)) continue;
    if (!/^[\w.:]+$/.test(name)) {
      const takes = `names of letters, digits, \`_\`, \`.\` and \`:\` in \`\${…}\`, and \`\${!${name}}\` for what is no variable`;
      here.report({ kind: 'wrong-arguments', name: 'Fn::Sub', takes, path });
    } else if (dot < 0 || name.startsWith('AWS::')) {
      here.value(name, path);
    } else {
      here.attribute([name.slice(0, dot), path], [name.slice(dot + 1), path]);
    }
  }
}

/** Whether `${name}` would mean something in a `Fn::Sub`. */
export function isSubstitutable(name: string, { Resources }: Template): boolean {
  return pseudoParameters.includes(name) || has(Resources, name.split('.')[0] ?? '');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(map: Readonly<Record<string, unknown>> | undefined, key: string): boolean {
  return map !== undefined && Object.hasOwn(map, key);
}
