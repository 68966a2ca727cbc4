/** What names stand for inside one stack: parameters, pseudo parameters, mappings, other stacks' exports, its resources. */
import { conditionsOf } from './conditions.ts';
import { NO_VALUE, type Scope } from './intrinsics.ts';
import type { Definition } from './model.ts';
import { isList } from './parameters.ts';
import type { Template } from './template.ts';

export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  isFront(host: string): boolean;
}

/** Values of the stack's own resources: real ones while it runs, assumed ones in a plan. */
export interface ResourceValues {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
}

/** What a stack can ask of the others of its account. */
export interface OtherStacks {
  importedValue(region: string, exportName: string): string;
  output(region: string, stack: string, output: string): string;
}

export function stackScope(
  identity: StackIdentity,
  template: Template,
  definition: Definition,
  resources: ResourceValues,
  others: OtherStacks,
): Scope {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': identity.account,
    'AWS::NotificationARNs': definition.notificationArns,
    'AWS::NoValue': NO_VALUE,
    'AWS::Partition': 'aws',
    'AWS::Region': identity.region,
    'AWS::StackId': identity.id,
    'AWS::StackName': identity.name,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const scope: Scope = {
    region: identity.region,
    isFront: identity.isFront,
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (!parameter) return resources.ref(name);
      const value = definition.parameters[name] ?? '';
      return isList(parameter) ? value.split(',').map((item) => item.trim()) : value;
    },
    attribute: (logicalId, attribute) => resources.attribute(logicalId, attribute),
    condition: conditionsOf(template, () => scope),
    mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
    importedValue: (name) => others.importedValue(identity.region, name),
    stackOutput: (stack, output, region) => others.output(region ?? identity.region, stack, output),
  };
  return scope;
}

/** The resources whose condition holds. */
export function presentResources(template: Template, scope: Scope): Set<string> {
  const present = Object.entries(template.Resources).filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition));
  return new Set(present.map(([id]) => id));
}
