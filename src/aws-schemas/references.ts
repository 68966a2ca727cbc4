/** Whether everything that a template refers to is there: resources, their attributes, parameters, conditions, mappings. */
import type { ResourceTypes } from './index.ts';
import { intrinsicOf } from './intrinsics.ts';
import { isCustom, type Path, type Problem, type Template } from './template.ts';

const pseudoParameters = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
]);

export function checkReferences(template: Template, types: ResourceTypes, problems: Problem[]): void {
  const check: Check = { template, types, problems };
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const path = ['Resources', logicalId];
    for (const target of [resource.DependsOn ?? []].flat()) {
      if (!has(template.Resources, target)) report(check, [...path, 'DependsOn'], `no resource ${String(target)}`);
    }
    checkCondition(resource.Condition, [...path, 'Condition'], check);
    walk(resource.Properties, [...path, 'Properties'], check);
  }
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    checkCondition((output as { readonly Condition?: unknown }).Condition, ['Outputs', name, 'Condition'], check);
    walk(output, ['Outputs', name], check);
  }
  walk(template.Conditions, ['Conditions'], check);
}

interface Check {
  readonly template: Template;
  readonly types: ResourceTypes;
  readonly problems: Problem[];
}

function walk(value: unknown, path: Path, check: Check): void {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref') checkRef(String(intrinsic.argument), path, check);
  else if (intrinsic?.name === 'Fn::GetAtt') checkGetAtt(intrinsic.argument, path, check);
  else if (intrinsic?.name === 'Fn::Sub') checkSub(intrinsic.argument, path, check);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index], check);
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) walk(item, [...path, key], check);
  if (intrinsic?.name === 'Fn::If' && Array.isArray(intrinsic.argument)) checkCondition(intrinsic.argument[0], path, check);
  if (intrinsic?.name === 'Fn::FindInMap' && Array.isArray(intrinsic.argument)) checkMapping(intrinsic.argument[0], path, check);
}

function checkRef(target: string, path: Path, check: Check): void {
  const { Parameters, Resources } = check.template;
  if (!has(Resources, target) && !has(Parameters, target) && !pseudoParameters.has(target)) {
    report(check, path, `no resource or parameter ${target}`);
  }
}

function checkGetAtt(argument: unknown, path: Path, check: Check): void {
  const parts = Array.isArray(argument) ? argument : String(argument).split('.');
  const [target, ...rest] = parts;
  if (typeof rest[0] === 'string') checkAttribute(String(target), rest.join('.'), path, check);
  else if (!has(check.template.Resources, target)) report(check, path, `no resource ${String(target)}`);
}

function checkAttribute(target: string, attribute: string, path: Path, check: Check): void {
  const resource = has(check.template.Resources, target) ? check.template.Resources[target] : undefined;
  if (!resource) {
    report(check, path, `no resource ${target}`);
    return;
  }
  if (isCustom(resource.Type) || resource.Type === 'AWS::CloudFormation::Stack') return;
  const type = check.types.get(resource.Type);
  if (type && !type.attributes.includes(attribute)) report(check, path, `${resource.Type} has no attribute ${attribute}`);
}

/** `${Name}`, `${Name.Attribute}`; `${!Name}` is literal. */
function checkSub(argument: unknown, path: Path, check: Check): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  walk(variables, [...path, 'Fn::Sub', 1], check);
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    const target = name.trim();
    if (has(variables, target)) continue;
    const dot = target.indexOf('.');
    if (dot < 0) checkRef(target, path, check);
    else checkAttribute(target.slice(0, dot), target.slice(dot + 1), path, check);
  }
}

function checkCondition(name: unknown, path: Path, check: Check): void {
  if (name !== undefined && !has(check.template.Conditions, name)) report(check, path, `no condition ${String(name)}`);
}

function checkMapping(name: unknown, path: Path, check: Check): void {
  if (typeof name === 'string' && !has(check.template.Mappings, name)) report(check, path, `no mapping ${name}`);
}

function has(map: unknown, key: unknown): boolean {
  return typeof map === 'object' && map !== null && typeof key === 'string' && Object.hasOwn(map, key);
}

function report({ problems }: Check, path: Path, message: string): void {
  problems.push({ kind: 'reference', path, message });
}
