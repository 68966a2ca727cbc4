/**
 * Resources that a removal kept, and their way back. CloudFormation adopts a resource by its literal name while it creates
 * or updates a stack; the deployer asks for that only for resources it knows to have kept itself, never for somebody else's.
 */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { CfnResource, CfnTemplate } from '../core/stages.ts';
import type { StackResource } from './cloud.ts';
import { fateOf } from './compare.ts';
import type { RetainedResource } from './records.ts';

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
