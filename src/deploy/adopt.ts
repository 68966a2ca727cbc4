/**
 * Resources that a removal kept, and their way back. CloudFormation adopts a resource by its literal name while it creates
 * or updates a stack; the deployer asks for that only for resources it knows to have kept itself, never for somebody else's.
 */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { CfnResource, CfnTemplate } from '../core/stages.ts';
import type { StackResource } from './cloud.ts';
import { compareTemplates, fateOf } from './compare.ts';
import type { RetainedResource } from './records.ts';
import { references } from './references.ts';

/** The kept resource that this one of a template is, if any. */
export function adopted(
  resource: CfnResource,
  region: string,
  retained: readonly RetainedResource[],
  types: ResourceTypes,
): RetainedResource | undefined {
  const property = types.get(resource.Type)?.nameProperty;
  const name = property && resource.Properties?.[property];
  if (typeof name !== 'string' || fateOf(resource, 'DeletionPolicy') !== 'retained') return undefined;
  return retained.find((kept) => kept.resourceType === resource.Type && kept.region === region && kept.physicalId === name);
}

/** Properties in which the kept resource differs so that it would have to be replaced to become what it is declared as. */
export function unlikeDeclared({ declared: was }: RetainedResource, resource: CfnResource, types: ResourceTypes): readonly string[] {
  if (!was) return [];
  const template = (Resource: CfnResource): CfnTemplate => ({ AWSTemplateFormatVersion: '2010-09-09', Resources: { Resource } });
  const [change] = compareTemplates(template(was), template(resource), new Set(), types);
  return change?.action === 'replace' ? change.properties.filter((name) => types.get(resource.Type)?.properties[name]?.replaces) : [];
}

/**
 * The template with what it adopts as that was when it was kept; `undefined` where that is no different. Only an update after the
 * adoption makes a resource what it is declared as.
 */
export function asKept(
  template: CfnTemplate,
  adopts: (logicalId: string, resource: CfnResource) => RetainedResource | undefined,
): CfnTemplate | undefined {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
  const former = Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const was = adopts(logicalId, resource)?.declared?.Properties;
    const fits = was && [...references(was)].every((name) => known.has(name) || name.startsWith('AWS::'));
    return fits && JSON.stringify(was) !== JSON.stringify(resource.Properties)
      ? [[logicalId, { ...resource, Properties: was }] as const]
      : [];
  });
  return former.length > 0 ? { ...template, Resources: { ...template.Resources, ...Object.fromEntries(former) } } : undefined;
}

/** Which policy decides what becomes of a resource that leaves its stack. */
export type LeavingPolicy = 'DeletionPolicy' | 'UpdateReplacePolicy';

/** What stays behind of the resources that leave their stack. */
export function keptResources(
  template: CfnTemplate | undefined,
  resources: readonly StackResource[],
  leaving: (logicalId: string) => LeavingPolicy | undefined,
): readonly (StackResource & { readonly physicalId: string })[] {
  return resources.filter((resource): resource is StackResource & { readonly physicalId: string } => {
    const { logicalId, physicalId, status } = resource;
    const policy = leaving(logicalId);
    if (physicalId === undefined || policy === undefined || /^(DELETE_COMPLETE|CREATE_FAILED)$/.test(status)) return false;
    const declared = template?.Resources[logicalId];
    return status === 'DELETE_SKIPPED' || (declared !== undefined && fateOf(declared, policy) === 'retained');
  });
}
