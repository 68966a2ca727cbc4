/** What follows from a resource having a name of the template's choice. */
import type { ResourceType } from '../../../aws-schemas/index.ts';
import type { Properties } from '../../types.ts';
import type { StackResource } from '../model.ts';
import { namingProperty } from '../properties.ts';
import { OperationFailure } from '../refusal.ts';
import { sameValue } from '../values.ts';

/** The name that the template gives, where it identifies the resource. */
export function ownName(type: ResourceType, properties: Properties): string | undefined {
  const property = namingProperty(type);
  const name = property === undefined ? undefined : properties[property];
  return typeof name === 'string' ? name : undefined;
}

/** The new one would have the name of the old one, which goes only afterwards. */
export function refuseCustomName(type: ResourceType, current: StackResource, target: StackResource, replacing: readonly string[]): void {
  const property = type.nameProperty ?? namingProperty(type);
  const name = property === undefined ? undefined : target.properties[property];
  if (property === undefined || name === undefined || replacing.includes(property)) return;
  // Under another parent the same name is another resource: a stage of another API.
  if (type.primaryIdentifier.some((part) => part !== property && replacing.includes(part))) return;
  if (!sameValue(current.properties[property], name)) return;
  throw new OperationFailure(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`,
  );
}
