/** One change of a change set, out of the SDK's optional fields. */
import type { Change, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { ResourceChange } from '../cloud.ts';

export function toResourceChange({ ResourceChange: change = {} }: Change): ResourceChange {
  return {
    action: change.Action ?? 'Dynamic',
    logicalId: change.LogicalResourceId ?? '',
    type: change.ResourceType ?? '',
    ...(change.PhysicalResourceId && { physicalId: change.PhysicalResourceId }),
    replacement: change.Replacement ?? 'False',
    ...(change.PolicyAction !== undefined && { policyAction: change.PolicyAction }),
    details: (change.Details ?? []).map(toDetail),
  };
}

function toDetail({ Target, Evaluation, CausingEntity }: ResourceChangeDetail): ResourceChange['details'][number] {
  return {
    ...(Target?.Attribute !== undefined && { property: Target.Name ?? Target.Attribute }),
    recreation: Target?.RequiresRecreation ?? 'Never',
    evaluation: Evaluation ?? 'Static',
    ...(CausingEntity !== undefined && { cause: CausingEntity }),
  };
}
