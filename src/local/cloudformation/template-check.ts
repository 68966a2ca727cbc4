/** What AWS refuses of a template before it looks at any resource's properties. */
import { isFunction } from './intrinsics.ts';
import { refuse } from './refusal.ts';
import { inOrder, resourceGraph } from './resource-graph.ts';
import type { Json, JsonObject, Template } from './template.ts';
import { checkName, checkReferences } from './template-names.ts';

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Transform',
  'Resources',
  'Outputs',
  'Hooks',
];
const RESOURCE_ATTRIBUTES = [
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
];
const PARAMETER_TYPES = /^(String|Number|List<Number>|CommaDelimitedList|AWS::.+|List<AWS::.+>)$/;
const LIMITS = { resources: 500, parameters: 200, outputs: 200, mappings: 200 } as const;
const DESCRIPTION_LIMIT = 1024;
const DYNAMIC_REFERENCES_LIMIT = 60;

/** Throws the first refusal; afterwards the value has the shape of `Template`. */
export function checkTemplate(value: JsonObject): Template {
  const unknown = Object.keys(value).filter((section) => !SECTIONS.includes(section));
  if (unknown.length > 0) refuse(`Invalid template property or properties [${unknown.join(', ')}]`);
  if (value.AWSTemplateFormatVersion !== undefined && String(value.AWSTemplateFormatVersion) !== '2010-09-09') {
    refuse(`Template format error: ${value.AWSTemplateFormatVersion} is not a supported value for AWSTemplateFormatVersion.`);
  }
  if (value.Transform !== undefined) {
    refuse(`Transform ${[value.Transform].flat().join(', ')}: transforms are not available in the embedded endpoint.`);
  }
  if (value.Rules !== undefined || value.Hooks !== undefined)
    refuse('Rules and Hooks of a template are not available in the embedded endpoint.');
  checkDescription(value.Description);
  for (const section of ['Metadata', 'Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs']) {
    if (value[section] !== undefined && !isObject(value[section])) refuse(`Template format error: ${section} must be an object.`);
  }
  if (!isObject(value.Resources) || Object.keys(value.Resources).length === 0) {
    refuse('Template format error: At least one Resources member must be defined.');
  }
  checkParameters(value);
  checkCount('mappings', value.Mappings);
  checkResources(value.Resources);
  checkOutputs(value);
  const template = value as unknown as Template;
  checkReferences(template);
  checkDynamicReferences(value);
  inOrder(resourceGraph(template, new Set(Object.keys(template.Resources))));
  return template;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkDescription(description: Json | undefined): void {
  if (description === undefined) return;
  if (typeof description !== 'string') refuse('Template format error: Description must be a string.');
  if (Buffer.byteLength(description) > DESCRIPTION_LIMIT) {
    refuse(`Template format error: 'Description' length is greater than ${DESCRIPTION_LIMIT}.`);
  }
}

function checkCount(what: keyof typeof LIMITS, section: Json | undefined): void {
  const count = isObject(section) ? Object.keys(section).length : 0;
  if (count > LIMITS[what]) refuse(`Template format error: Number of ${what}, ${count}, is greater than maximum allowed, ${LIMITS[what]}`);
}

function checkParameters(value: JsonObject): void {
  checkCount('parameters', value.Parameters);
  for (const [name, parameter] of Object.entries((value.Parameters ?? {}) as JsonObject)) {
    checkName('Parameter', name);
    if (!isObject(parameter) || parameter.Type === undefined) {
      refuse(`Template format error: Every Parameters object must contain a Type member.`);
    }
    if (!PARAMETER_TYPES.test(String(parameter.Type))) refuse(`Template format error: Unrecognized parameter type: ${parameter.Type}`);
    if (parameter.Default !== undefined && typeof parameter.Default === 'object') {
      refuse('Template format error: Every Default member must be a string.');
    }
  }
}

function checkResources(resources: JsonObject): void {
  checkCount('resources', resources);
  for (const [id, resource] of Object.entries(resources)) {
    checkName('Resource', id);
    if (!isObject(resource)) refuse(`Template format error: [/Resources/${id}] Every Resources member must be an object.`);
    if (typeof resource.Type !== 'string')
      refuse(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
    for (const attribute of Object.keys(resource)) {
      if (!RESOURCE_ATTRIBUTES.includes(attribute)) refuse(`Invalid template resource property '${attribute}'`);
    }
    for (const attribute of ['CreationPolicy', 'UpdatePolicy']) {
      if (resource[attribute] !== undefined) refuse(`Resource ${id}: ${attribute} is not available in the embedded endpoint.`);
    }
    if (resource.Properties !== undefined && !isObject(resource.Properties)) {
      refuse(`Template format error: [/Resources/${id}/Properties] Properties must be an object.`);
    }
    // The service itself says `Type` here, not `Properties`.
    refuseNulls(resource.Properties ?? {}, `/Resources/${id}/Type`);
    if (resource.Condition !== undefined && typeof resource.Condition !== 'string') {
      refuse(`Template format error: Every Condition member must be a string.`);
    }
    checkPolicy(id, 'DeletionPolicy', resource.DeletionPolicy, ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);
    checkPolicy(id, 'UpdateReplacePolicy', resource.UpdateReplacePolicy, ['Delete', 'Retain', 'Snapshot']);
  }
}

function refuseNulls(value: Json, path: string): void {
  if (value === null) refuse(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) refuseNulls(child, `${path}/${key}`);
}

function checkPolicy(id: string, attribute: string, policy: Json | undefined, allowed: readonly string[]): void {
  if (policy === undefined) return;
  if (typeof policy !== 'string') refuse(`Template format error: Every ${attribute} member must be a string.`);
  if (!allowed.includes(policy)) refuse(`Template error: unrecognized ${attribute} ${policy} in resource ${id}`);
  if (policy === 'Snapshot') refuse(`Resource ${id}: the ${attribute} Snapshot is not available in the embedded endpoint.`);
}

function checkOutputs(value: JsonObject): void {
  checkCount('outputs', value.Outputs);
  for (const [name, output] of Object.entries((value.Outputs ?? {}) as JsonObject)) {
    checkName('Output', name);
    if (!isObject(output) || output.Value === undefined) refuse('Template format error: Every Outputs member must contain a Value object');
    refuseNulls(output.Value, `/Outputs/${name}/Value`);
    if (Array.isArray(output.Value) || (isObject(output.Value) && !Object.keys(output.Value).some(isFunction))) {
      refuse(`Template format error: The Value field of every Outputs member must evaluate to a String.`);
    }
    if (output.Export !== undefined && (!isObject(output.Export) || output.Export.Name === undefined)) {
      refuse(`Template format error: Output ${name} is malformed. Every Export member must contain a Name.`);
    }
  }
}

function checkDynamicReferences(value: JsonObject): void {
  const found = JSON.stringify(value).match(/\{\{resolve:([a-z-]+):/g) ?? [];
  if (found.length > DYNAMIC_REFERENCES_LIMIT) {
    refuse(
      `Template format error: Number of dynamic references, ${found.length}, is greater than maximum allowed, ${DYNAMIC_REFERENCES_LIMIT}`,
    );
  }
  const service = /resolve:([a-z-]+):/.exec(found[0] ?? '')?.[1];
  if (service) refuse(`Dynamic references to ${service} are not available in the embedded endpoint.`);
}
