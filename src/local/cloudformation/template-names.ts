/** Names that a template gives and uses: their form, and that everything that is referred to is there. */
import { type Reference, referencesOf } from './references.ts';
import { refuse } from './refusal.ts';
import type { Template } from './template.ts';

const PSEUDO_PARAMETERS = ['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(
  (name) => `AWS::${name}`,
);
const SUB_NAME = /^[A-Za-z0-9_.:]+$/;
const NAME_LIMIT = 255;

export function checkName(what: 'Resource' | 'Parameter' | 'Output' | 'Mapping' | 'Condition', name: string): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) refuse(`Template format error: ${what} name ${name} is non alphanumeric.`);
  if (name.length > NAME_LIMIT) refuse(`Template format error: ${what} name ${name} is longer than ${NAME_LIMIT} characters.`);
}

interface Names {
  readonly parameters: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
}

export function checkReferences(template: Template): void {
  const names: Names = {
    parameters: new Set([...Object.keys(template.Parameters ?? {}), ...PSEUDO_PARAMETERS]),
    resources: new Set(Object.keys(template.Resources)),
    conditions: new Set(Object.keys(template.Conditions ?? {})),
  };
  checkConditions(template, names);
  const unresolved = new Set<string>();
  for (const resource of Object.values(template.Resources)) {
    const dependsOn = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? []);
    for (const id of dependsOn) if (!names.resources.has(id)) unresolved.add(id);
    collectUnresolved(referencesOf(resource.Properties), names, 'Resources', unresolved);
    if (resource.Condition !== undefined) checkCondition(resource.Condition, names, 'Resources');
  }
  refuseUnresolved(unresolved, 'Resources');
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    collectUnresolved(referencesOf([output.Value, output.Export?.Name ?? null]), names, 'Outputs', unresolved);
    if (output.Condition !== undefined) checkCondition(output.Condition, names, 'Outputs');
    if (referencesOf(output.Export?.Name).some((reference) => names.resources.has(reference.name))) {
      refuse(
        `Template format error: Output ${name} is malformed.  The Name field of Export must not depend on any resources, imported values, or Fn::GetAZs.`,
      );
    }
  }
  refuseUnresolved(unresolved, 'Outputs');
}

function collectUnresolved(references: readonly Reference[], names: Names, block: string, unresolved: Set<string>): void {
  for (const reference of references) {
    const { kind, name } = reference;
    if (kind === 'ref' && reference.inSub && !SUB_NAME.test(name)) {
      refuse(
        'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
      );
    }
    if (kind === 'condition') checkCondition(name, names, block);
    else if (kind === 'attribute' && !names.resources.has(name)) {
      refuse(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
    } else if (kind === 'ref' && !names.resources.has(name) && !names.parameters.has(name)) unresolved.add(name);
  }
}

function refuseUnresolved(unresolved: ReadonlySet<string>, block: string): void {
  if (unresolved.size > 0) {
    refuse(`Template format error: Unresolved resource dependencies [${[...unresolved].join(', ')}] in the ${block} block of the template`);
  }
}

function checkCondition(name: string, names: Names, block: string): void {
  if (!names.conditions.has(name))
    refuse(`Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`);
}

/** Conditions may use parameters, mappings and other conditions only. */
function checkConditions(template: Template, names: Names): void {
  for (const [name, condition] of Object.entries(template.Conditions ?? {})) {
    checkName('Condition', name);
    const foreign = referencesOf(condition).filter((reference) => reference.kind !== 'condition' && !names.parameters.has(reference.name));
    if (foreign.length > 0) {
      refuse(
        `Template format error: Unresolved dependencies [${foreign.map((reference) => reference.name).join(', ')}]. Cannot reference resources in the Conditions block of the template`,
      );
    }
  }
}
