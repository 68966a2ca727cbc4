/**
 * In: a template as deployed and as it shall be, and a resource that must be replaced though its name is fixed. Out: the templates
 * that lead there. CloudFormation makes the new one before it deletes the old, so two of one name stand in each other's way: the
 * resource is given up first, lives under a generated name for a moment, and then takes its own again.
 * Never: used without the user's written word; what the resource held is deleted.
 */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { CfnResource, CfnTemplate } from '../core/stages.ts';
import type { Step } from './steps.ts';

/** Whether both have the same literal name, which CloudFormation doesn't replace in place. */
export function keepsName(before: CfnResource, after: CfnResource, types: ResourceTypes): boolean {
  const property = types.get(after.Type)?.nameProperty;
  const name = property && after.Properties?.[property];
  return before.Type === after.Type && typeof name === 'string' && before.Properties?.[property as string] === name;
}

/** To be deployed one after the other, and then `after` itself. */
export function detours(before: CfnTemplate, after: CfnTemplate, logicalIds: readonly string[], types: ResourceTypes): readonly Step[] {
  // The policy that counts is the one already deployed.
  const givenUp = withResources(before, logicalIds, deletable);
  const unnamed = withResources(after, logicalIds, (resource) => deletable(withoutName(resource, types)));
  const named = withResources(after, logicalIds, deletable);
  return [
    { template: givenUp, asDeployed: true },
    { template: unnamed, asDeployed: false },
    { template: named, asDeployed: false },
  ];
}

function withResources(template: CfnTemplate, logicalIds: readonly string[], change: (resource: CfnResource) => CfnResource): CfnTemplate {
  const changed = logicalIds.flatMap((id) => {
    const resource = template.Resources[id];
    return resource ? [[id, change(resource)] as const] : [];
  });
  return { ...template, Resources: { ...template.Resources, ...Object.fromEntries(changed) } };
}

function deletable(resource: CfnResource): CfnResource {
  return { ...resource, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
}

function withoutName(resource: CfnResource, types: ResourceTypes): CfnResource {
  const property = types.get(resource.Type)?.nameProperty;
  const { [property ?? '']: _, ...rest } = resource.Properties ?? {};
  return { ...resource, Properties: rest };
}
