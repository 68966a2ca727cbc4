/** Which resources an operation takes over instead of creating them. */
import type { ResourceTypes } from '../../aws-schemas/index.ts';
import { existingResource } from './early-validation.ts';
import type { EngineParts } from './engine/run.ts';
import type { StackView } from './journal.ts';
import type { Stack } from './model.ts';
import { namingProperty } from './properties.ts';
import { OperationFailure, refuse } from './refusal.ts';
import type { CallParameters } from './requests.ts';
import type { Template, TemplateResource } from './template.ts';

type Imports = Readonly<Record<string, string>>;

/** `ResourcesToImport` of an `IMPORT` change set, checked by AWS's rules. */
export async function requestedImports(
  parts: EngineParts,
  journal: StackView,
  parameters: CallParameters,
  template: Template,
  types: ResourceTypes,
): Promise<Imports> {
  const given = parameters.structures('ResourcesToImport') ?? [];
  if (given.length === 0) refuse('As part of the import operation, you must specify ResourcesToImport.');
  const imports: Record<string, string> = {};
  for (const item of given) {
    const logicalId = item.LogicalResourceId ?? '';
    const resource = template.Resources[logicalId];
    if (!resource || resource.Type !== item.ResourceType) {
      refuse(`ResourcesToImport [${logicalId}] must be in the template with the type ${item.ResourceType}`);
    }
    if (journal.resources.get(logicalId)?.physicalId !== undefined) refuse(`Resource [${logicalId}] is already part of the stack`);
    if (resource.DeletionPolicy === undefined) {
      refuse(
        `As part of the import operation, each resource to import must have a DeletionPolicy attribute specified in the template: [${logicalId}]`,
      );
    }
    imports[logicalId] = identifierOf(item, types.get(resource.Type)?.primaryIdentifier ?? []);
    await checkImportable(parts, journal.stack, resource, imports[logicalId]);
  }
  return imports;
}

/** The values of `ResourceIdentifier`, in the order of the type's primary identifier. */
function identifierOf(item: Readonly<Record<string, string>>, identifier: readonly string[]): string {
  const values = new Map<string, string>();
  for (const [field, key] of Object.entries(item)) {
    const entry = /^ResourceIdentifier\.entry\.(\d+)\.key$/.exec(field)?.[1];
    if (entry !== undefined) values.set(key, item[`ResourceIdentifier.entry.${entry}.value`] ?? '');
  }
  if (values.size !== identifier.length || !identifier.every((name) => values.has(name))) {
    refuse(`Resource identifiers [${[...values.keys()].join(', ')}] of ${item.LogicalResourceId} must be [${identifier.join(', ')}]`);
  }
  return identifier.map((name) => values.get(name)).join('|');
}

async function checkImportable(parts: EngineParts, stack: Stack, resource: TemplateResource, identifier: string): Promise<void> {
  const found = await parts.providers.get(resource.Type)?.read(identifier, stack.region);
  if (!found) refuse(`Resource ${identifier} of type ${resource.Type} does not exist`);
  const owner = parts.stacks.ownerOf(stack.region, resource.Type, found.physicalId);
  if (owner) refuse(`Resource ${found.physicalId} already exists in stack ${owner.stack.id}`);
}

/** What `ImportExistingResources` adopts: literally named resources that are there and belong to no stack. */
export async function adoptedResources(parts: EngineParts, journal: StackView, template: Template, types: ResourceTypes): Promise<Imports> {
  const { region } = journal.stack;
  const imports: Record<string, string> = {};
  const unprotected: string[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const type = types.get(resource.Type);
    if (!type || journal.resources.get(logicalId)?.physicalId !== undefined) continue;
    // The name must stand in the template itself: a reference or a composed name is not looked at.
    const found = await existingResource(parts, region, type, resource.Properties);
    if (!found || parts.stacks.ownerOf(region, resource.Type, found.physicalId)) continue;
    if (resource.DeletionPolicy !== 'Retain' && resource.DeletionPolicy !== 'RetainExceptOnCreate') {
      unprotected.push(`${logicalId} ({${namingProperty(type)}=${found.physicalId}})`);
    }
    imports[logicalId] = found.physicalId;
  }
  if (unprotected.length > 0) {
    throw new OperationFailure(
      `CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The affected resources are ${unprotected.join(', ')}`,
    );
  }
  return imports;
}
