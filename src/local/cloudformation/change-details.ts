/** Why and how a resource changes, property by property: the details of a change in a change set. */
import type { ResourceType } from '../../aws-schemas/index.ts';
import type { Properties } from '../types.ts';
import type { Prepared } from './engine/run.ts';
import { isKnownLater } from './intrinsics.ts';
import type { StackView } from './journal.ts';
import type { ChangeDetail, Definition, StackResource } from './model.ts';
import { referencesOf } from './references.ts';
import type { JsonObject, Template, TemplateResource } from './template.ts';
import { changedNames, sameValue } from './values.ts';

/** What becomes of a resource, as far as those that refer to it are concerned. */
export type Fate = 'same' | 'modified' | 'new';

export interface Planning {
  readonly prepared: Prepared;
  readonly journal: StackView;
  readonly definition: Definition;
  readonly deployedTemplate: Template | undefined;
  readonly fates: Map<string, Fate>;
  readonly imports: Readonly<Record<string, string>>;
}

const RECREATION = { always: 'Always', maybe: 'Conditionally' } as const;

export function propertyDetails(
  planning: Planning,
  logicalId: string,
  resource: TemplateResource,
  type: ResourceType,
  properties: Properties,
  current: StackResource,
): ChangeDetail[] {
  const deployed = planning.deployedTemplate?.Resources[logicalId]?.Properties ?? {};
  return changedNames(current.properties, properties).flatMap((name) => {
    const replaces = type.properties[name]?.replaces;
    const common = {
      attribute: 'Properties',
      name,
      recreation: replaces ? RECREATION[replaces] : ('Never' as const),
      kind: kindOf(current.properties[name], properties[name]),
      before: textOf(current.properties[name]),
      after: textOf(properties[name]),
    };
    return causesOf(planning, deployed[name], resource.Properties?.[name], properties[name]).map((cause) => ({ ...common, ...cause }));
  });
}

type Cause = Pick<ChangeDetail, 'evaluation' | 'source' | 'cause'>;

/** A property that is written otherwise changes for certain; one that refers to what changes, perhaps. */
function causesOf(
  planning: Planning,
  before: JsonObject[string] | undefined,
  after: JsonObject[string] | undefined,
  value: unknown,
): Cause[] {
  const causes: Cause[] = [];
  if (!sameValue(before, after)) causes.push({ evaluation: 'Static', source: 'DirectModification' });
  const { parameters = {} } = planning.journal.stack.definition ?? {};
  for (const reference of referencesOf(after)) {
    const fate = planning.fates.get(reference.name);
    if (reference.kind === 'ref' && planning.prepared.template.Parameters?.[reference.name]) {
      if (parameters[reference.name] === planning.definition.parameters[reference.name]) continue;
      causes.push({ evaluation: 'Static', source: 'ParameterReference', cause: reference.name });
    } else if (reference.kind === 'ref' && fate === 'new') {
      causes.push({ evaluation: 'Dynamic', source: 'ResourceReference', cause: reference.name });
    } else if (reference.kind === 'attribute' && fate !== 'same') {
      causes.push({ evaluation: 'Dynamic', source: 'ResourceAttribute', cause: `${reference.name}.${reference.attribute}` });
    }
  }
  if (causes.length > 0) return causes;
  return [{ evaluation: isKnownLater(value) ? 'Dynamic' : 'Static', source: 'DirectModification' }];
}

export function attributeDetails(
  planning: Planning,
  resource: TemplateResource,
  type: ResourceType,
  current: StackResource,
): ChangeDetail[] {
  const detail = (attribute: string, before: unknown, after: unknown): ChangeDetail[] =>
    sameValue(before, after)
      ? []
      : [
          {
            attribute,
            recreation: 'Never',
            evaluation: 'Static',
            source: 'DirectModification',
            kind: kindOf(before, after),
            before: textOf(before),
            after: textOf(after),
          },
        ];
  return [
    ...(type.tags ? detail('Tags', current.tags, planning.definition.tags) : []),
    ...detail('Metadata', current.metadata, resource.Metadata),
    ...detail('DeletionPolicy', current.deletionPolicy, resource.DeletionPolicy ?? 'Delete'),
    ...detail('UpdateReplacePolicy', current.updateReplacePolicy, resource.UpdateReplacePolicy ?? 'Delete'),
  ];
}

function kindOf(before: unknown, after: unknown): ChangeDetail['kind'] {
  if (before === undefined) return 'Add';
  return after === undefined ? 'Remove' : 'Modify';
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
