/** What a new definition would change in a stack: the content of a change set. Reads only, and decides what is known before. */
import type { ResourceType } from '../../aws-schemas/index.ts';
import type { Properties } from '../types.ts';
import { attributeDetails, type Fate, type Planning, propertyDetails } from './change-details.ts';
import { attributeOf, prepare } from './engine/prepare.ts';
import type { EngineParts, Prepared } from './engine/run.ts';
import { KNOWN_AFTER_APPLY, resolve } from './intrinsics.ts';
import type { StackView } from './journal.ts';
import type { ChangeDetail, Definition, ResourceChange } from './model.ts';
import { conform } from './properties.ts';
import { refuse } from './refusal.ts';
import { inOrder } from './resource-graph.ts';
import type { ResourceValues } from './scope.ts';
import { parseTemplate, type Template, type TemplateResource } from './template.ts';
import { sameValue } from './values.ts';

export interface Planned {
  readonly prepared: Prepared;
  readonly changes: readonly ResourceChange[];
  /** Logical id → properties as far as they are known. */
  readonly properties: ReadonlyMap<string, Properties>;
  /** Something else than resources differs: outputs, parameters, tags, topics. */
  readonly otherChanges: boolean;
}

export async function planChanges(
  parts: EngineParts,
  journal: StackView,
  definition: Definition,
  imports: Readonly<Record<string, string>>,
): Promise<Planned> {
  const fates = new Map<string, Fate>();
  const prepared: Prepared = await prepare(
    parts,
    journal.stack,
    definition,
    assumedValues(journal, fates, imports, () => prepared),
  );
  const deployed = journal.stack.definition;
  const deployedTemplate = deployed && (parseTemplate(deployed.template) as unknown as Template);
  const planning: Planning = { prepared, journal, definition, deployedTemplate, fates, imports };
  refuseTypeChanges(planning);
  const properties = new Map<string, Properties>();
  const changes = new Map<string, ResourceChange>();
  for (const logicalId of inOrder(prepared.graph)) {
    const resource = prepared.template.Resources[logicalId] as TemplateResource;
    const type = prepared.types.get(resource.Type) as ResourceType;
    const known = conform(resolve(resource.Properties ?? {}, prepared.scope) as Properties, type).properties;
    properties.set(logicalId, known);
    const change = changeOf(planning, logicalId, resource, type, known);
    fates.set(logicalId, fateOf(change));
    if (change) changes.set(logicalId, change);
  }
  for (const output of Object.values(prepared.template.Outputs ?? {})) {
    if (output.Condition === undefined || prepared.scope.condition(output.Condition)) resolve(output.Value, prepared.scope);
  }
  return {
    prepared,
    changes: [...inTemplateOrder(prepared, changes), ...removals(planning)],
    properties,
    otherChanges: !deployed || otherChanges(deployed, definition, deployedTemplate, prepared.template),
  };
}

function assumedValues(
  journal: StackView,
  fates: ReadonlyMap<string, Fate>,
  imports: Readonly<Record<string, string>>,
  prepared: () => Prepared,
): ResourceValues {
  const checkPresent = (logicalId: string) => {
    if (prepared().graph.has(logicalId)) return;
    refuse(`Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`);
  };
  return {
    ref(logicalId) {
      checkPresent(logicalId);
      if (imports[logicalId] !== undefined) return imports[logicalId];
      return fates.get(logicalId) === 'new' ? KNOWN_AFTER_APPLY : (journal.resources.get(logicalId)?.physicalId ?? KNOWN_AFTER_APPLY);
    },
    attribute(logicalId, attribute) {
      checkPresent(logicalId);
      const resource = journal.resources.get(logicalId);
      return fates.get(logicalId) === 'same' && resource ? (attributeOf(resource, attribute) ?? KNOWN_AFTER_APPLY) : KNOWN_AFTER_APPLY;
    },
  };
}

function fateOf(change: ResourceChange | undefined): Fate {
  if (!change) return 'same';
  if (change.action === 'Add' || change.action === 'Import') return 'new';
  return change.replacement === 'False' ? 'modified' : 'new';
}

function inTemplateOrder(prepared: Prepared, changes: ReadonlyMap<string, ResourceChange>): ResourceChange[] {
  return Object.keys(prepared.template.Resources)
    .map((logicalId) => changes.get(logicalId))
    .filter((change) => change !== undefined);
}

function refuseTypeChanges({ prepared, journal }: Planning): void {
  const changed = [...prepared.graph.keys()].filter((id) => {
    const deployed = journal.resources.get(id);
    return deployed?.physicalId !== undefined && deployed.type !== prepared.template.Resources[id]?.Type;
  });
  if (changed.length > 0) {
    refuse(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(', ')}]`,
    );
  }
}

function changeOf(
  planning: Planning,
  logicalId: string,
  resource: TemplateResource,
  type: ResourceType,
  properties: Properties,
): ResourceChange | undefined {
  const current = planning.journal.resources.get(logicalId);
  const metadata = resource.Metadata;
  const after = { Properties: properties, ...(metadata !== undefined && { Metadata: metadata }) };
  if (current?.physicalId === undefined) {
    const imported = planning.imports[logicalId];
    const how = imported === undefined ? { action: 'Add' as const } : { action: 'Import' as const, physicalId: imported };
    return { ...how, logicalId, type: resource.Type, scope: [], details: [], after };
  }
  const details = [
    ...propertyDetails(planning, logicalId, resource, type, properties, current),
    ...attributeDetails(planning, resource, type, current),
  ];
  if (details.length === 0 && !current.status.endsWith('_FAILED')) return undefined;
  const replacement = replacementOf(details);
  return {
    action: 'Modify',
    logicalId,
    physicalId: current.physicalId,
    type: resource.Type,
    replacement,
    ...(replacement !== 'False' && { policyAction: `ReplaceAnd${current.updateReplacePolicy}` }),
    scope: [...new Set(details.map(({ attribute }) => attribute))],
    details,
    before: { Properties: current.properties, ...(current.metadata !== undefined && { Metadata: current.metadata }) },
    after,
  };
}

function replacementOf(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  if (details.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static')) return 'True';
  return details.some(({ recreation }) => recreation !== 'Never') ? 'Conditional' : 'False';
}

function removals({ prepared, journal }: Planning): ResourceChange[] {
  return [...journal.resources.values()]
    .filter(({ logicalId, physicalId }) => !prepared.graph.has(logicalId) && physicalId !== undefined)
    .map(({ logicalId, physicalId, type, deletionPolicy, properties }) => ({
      action: 'Remove' as const,
      logicalId,
      ...(physicalId !== undefined && { physicalId }),
      type,
      policyAction: deletionPolicy === 'RetainExceptOnCreate' ? 'Retain' : deletionPolicy,
      scope: [],
      details: [],
      before: { Properties: properties },
    }));
}

/** Conditions, mappings, descriptions and metadata of the template can't be updated by themselves. */
function otherChanges(deployed: Definition, wanted: Definition, deployedTemplate: Template | undefined, template: Template): boolean {
  const wiring = (one: Template | undefined) =>
    Object.fromEntries(Object.entries(one?.Resources ?? {}).map(([id, { DependsOn, Condition }]) => [id, [DependsOn, Condition]]));
  return !(
    sameValue(deployed.parameters, wanted.parameters) &&
    sameValue(deployed.tags, wanted.tags) &&
    sameValue(deployed.notificationArns, wanted.notificationArns) &&
    sameValue(deployedTemplate?.Outputs ?? {}, template.Outputs ?? {}) &&
    sameValue(wiring(deployedTemplate), wiring(template))
  );
}
