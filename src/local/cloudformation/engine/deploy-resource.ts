/** Makes one resource be what the template says: created, changed in place, replaced, imported or left alone. */
import { randomUUID } from 'node:crypto';
import type { ResourceType } from '../../../aws-schemas/index.ts';
import type { Properties, ProvidedResource } from '../../types.ts';
import { ProviderError } from '../../types.ts';
import { resolve } from '../intrinsics.ts';
import type { StackResource } from '../model.ts';
import { conform } from '../properties.ts';
import { OperationFailure } from '../refusal.ts';
import type { JsonObject, TemplateResource } from '../template.ts';
import { changedNames, sameValue } from '../values.ts';
import { ownName, refuseCustomName } from './custom-name.ts';
import { discard, removeUnfinished } from './delete-resource.ts';
import { setResource } from './progress.ts';
import { contextFor, failureText, operationOf, type Prepared, providerOf, type Run } from './run.ts';
import { denial } from './stack-policy.ts';

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.';
const INITIATED = 'Resource creation Initiated';
const IMPORT_TAGS = 'Apply stack-level tags to imported resource if applicable.';

/** Says whether it succeeded; the reason of a failure is in the resource's status. */
export async function deployResource(run: Run, prepared: Prepared, logicalId: string): Promise<boolean> {
  const { journal } = run;
  const declared = prepared.template.Resources[logicalId] as TemplateResource;
  // Change sets and direct calls let only known types through.
  const type = prepared.types.get(declared.Type) as ResourceType;
  const current = journal.resources.get(logicalId);
  const wanted = wantedResource(run, prepared, logicalId, declared);
  try {
    const { properties, problems } = conform(resolve(declared.Properties ?? {}, prepared.scope) as Properties, type);
    if (problems.length > 0) throw new OperationFailure(invalidProperties(logicalId, problems));
    const target = { ...wanted, properties };
    const imported = operationOf(run).imports[logicalId];
    if (imported !== undefined && current?.physicalId === undefined) return await importResource(run, target, imported);
    if (current?.physicalId === undefined) return await createResource(run, target, type, undefined);
    return await changeResource(run, target, type, current);
  } catch (error) {
    const known = journal.resources.get(logicalId) ?? wanted;
    fail(run, known, known.physicalId === undefined ? 'CREATE' : 'UPDATE', failureText(error, randomUUID()));
    return false;
  }
}

function wantedResource(run: Run, prepared: Prepared, logicalId: string, declared: TemplateResource): StackResource {
  const deletionPolicy = declared.DeletionPolicy ?? 'Delete';
  return {
    logicalId,
    type: declared.Type,
    status: 'CREATE_IN_PROGRESS',
    time: Date.now(),
    properties: {},
    attributes: {},
    tags: run.journal.stack.definition?.tags ?? {},
    deletionPolicy,
    updateReplacePolicy: declared.UpdateReplacePolicy ?? 'Delete',
    ...(declared.Metadata !== undefined && { metadata: declared.Metadata as JsonObject }),
    dependsOn: prepared.graph.get(logicalId) ?? [],
  };
}

function invalidProperties(logicalId: string, problems: readonly { readonly message: string }[]): string {
  return `Properties validation failed for resource ${logicalId} with message:\n[${problems.map((problem) => problem.message).join(', ')}]`;
}

/** The failed resource keeps what it was; nothing new is started after it. */
function fail(run: Run, resource: StackResource, verb: 'CREATE' | 'UPDATE' | 'IMPORT', reason: string): void {
  const { journal } = run;
  const { creating: _, ...known } = resource;
  const touched = known.touched ?? ({ CREATE: 'created', UPDATE: 'changed', IMPORT: 'imported' } as const)[verb];
  const begun = `${verb}_IN_PROGRESS`;
  if (known.status !== begun) setResource(journal, { ...withoutReason(known), status: begun, time: Date.now(), touched });
  setResource(journal, { ...known, status: `${verb}_FAILED`, statusReason: reason, time: Date.now(), touched });
  run.halt ??= 'failed';
}

/** `replaced`: the resource whose logical id the new one takes. */
async function createResource(run: Run, target: StackResource, type: ResourceType, replaced: StackResource | undefined): Promise<boolean> {
  const { journal } = run;
  const { logicalId } = target;
  const provider = providerOf(run, target.type);
  const verb = replaced ? 'UPDATE' : 'CREATE';
  const leftOver = journal.resources.get(logicalId);
  if (leftOver) await removeUnfinished(run, leftOver);
  const name = ownName(type, target.properties);
  const before: StackResource = replaced ? { ...replaced, touched: replaced.touched ?? 'changed' } : { ...target, touched: 'created' };
  const begin = (named: string | undefined): StackResource => ({
    ...withoutReason(before),
    status: `${verb}_IN_PROGRESS`,
    ...(replaced && { statusReason: REPLACING }),
    time: Date.now(),
    creating: named === undefined ? {} : { name: named },
  });
  if (name !== undefined && (await provider.read(name, journal.stack.region))) {
    setResource(journal, begin(undefined));
    throw new ProviderError('AlreadyExists', `${name} already exists`, target.type.split('::')[1] ?? target.type);
  }
  setResource(journal, begin(name));
  const context = contextFor(run, logicalId, target.tags, (generated) => journal.write({ resources: [begin(generated)] }));
  const made = await provider.create(target.properties, context);
  const done: StackResource = {
    ...target,
    ...provided(made),
    time: Date.now(),
    status: `${verb}_IN_PROGRESS`,
    statusReason: INITIATED,
    touched: before.touched ?? 'created',
  };
  // The new resource and the fate of the old one are one step: neither can be lost by a kill.
  const discarded = replaced && journal.stack.discarded.concat(discard(replaced, replaced.updateReplacePolicy));
  setResource(journal, done, discarded ? { stack: { discarded } } : {});
  return finish(run, done, verb, 'creation');
}

async function changeResource(run: Run, target: StackResource, type: ResourceType, current: StackResource): Promise<boolean> {
  const { journal } = run;
  const changed = changedNames(current.properties, target.properties);
  const replacing = changed.filter((name) => type.properties[name]?.replaces);
  const untouched = changed.length === 0 && !(type.tags && !sameValue(current.tags, target.tags));
  const settled = !/_(IN_PROGRESS|FAILED)$/.test(current.status);
  const denied = untouched ? undefined : denial(journal.stack.policy, replacing.length > 0 ? 'Update:Replace' : 'Update:Modify', target);
  if (denied !== undefined) throw new OperationFailure(denied);
  if (replacing.length > 0) {
    if (operationOf(run).disableRollback)
      throw new OperationFailure('Replacement type updates not supported on stack with disable-rollback.');
    refuseCustomName(type, current, target, replacing);
    return createResource(run, target, type, current);
  }
  if (untouched && settled) {
    const { deletionPolicy, updateReplacePolicy, metadata, dependsOn, tags } = target;
    const kept: StackResource = {
      ...withoutMetadata(current),
      deletionPolicy,
      updateReplacePolicy,
      dependsOn,
      tags,
      ...(metadata !== undefined && { metadata }),
    };
    // A rollback has to bring policies and metadata back too.
    if (!sameValue(kept, current)) journal.write({ resources: [{ ...kept, touched: current.touched ?? 'changed' }] });
    return true;
  }
  const touched = current.touched ?? 'changed';
  setResource(journal, {
    ...withoutReason(current),
    status: 'UPDATE_IN_PROGRESS',
    time: Date.now(),
    attempted: target.properties,
    touched,
  });
  const physicalId = current.physicalId as string;
  const previous = current.attempted ?? current.properties;
  const made = await providerOf(run, target.type).update(
    physicalId,
    target.properties,
    previous,
    contextFor(run, target.logicalId, target.tags),
  );
  return finish(run, { ...target, ...provided(made), touched }, 'UPDATE', 'update');
}

async function importResource(run: Run, target: StackResource, identifier: string): Promise<boolean> {
  const { journal } = run;
  const provider = providerOf(run, target.type);
  const found = await provider.read(identifier, journal.stack.region);
  if (!found) {
    fail(run, target, 'IMPORT', `Resource ${identifier} of type ${target.type} does not exist`);
    return false;
  }
  const resource: StackResource = { ...target, ...provided(found), touched: 'imported' };
  setResource(journal, { ...resource, status: 'IMPORT_IN_PROGRESS', statusReason: 'Resource import started.', time: Date.now() });
  setResource(journal, { ...resource, status: 'IMPORT_COMPLETE', statusReason: 'Resource import completed.', time: Date.now() });
  setResource(journal, { ...resource, status: 'UPDATE_IN_PROGRESS', statusReason: IMPORT_TAGS, time: Date.now() });
  const made = await provider.update(
    found.physicalId,
    target.properties,
    target.properties,
    contextFor(run, target.logicalId, target.tags),
  );
  return finish(run, { ...resource, ...provided(made) }, 'UPDATE', 'update');
}

/** Done, unless another resource failed meanwhile: then CloudFormation calls this one cancelled, and the rollback undoes it. */
function finish(run: Run, resource: StackResource, verb: 'CREATE' | 'UPDATE', what: 'creation' | 'update'): boolean {
  const { attempted: _, ...rest } = withoutReason(resource);
  const { disableRollback } = operationOf(run);
  const cancelled = (run.halt === 'failed' && !disableRollback) || run.halt === 'cancelled' || run.halt === 'deleted';
  const status = cancelled ? { status: `${verb}_FAILED`, statusReason: `Resource ${what} cancelled` } : { status: `${verb}_COMPLETE` };
  setResource(run.journal, { ...rest, ...status, time: Date.now() });
  return !cancelled;
}

/** A resource that goes is refused before anything is done; it goes only in the clean-up. */
export function refuseRemoval(run: Run, resource: StackResource): void {
  const denied = denial(run.journal.stack.policy, 'Update:Delete', resource);
  if (denied !== undefined) fail(run, resource, 'UPDATE', denied);
}

function provided(made: ProvidedResource): Pick<StackResource, 'physicalId' | 'attributes'> {
  return { physicalId: made.physicalId, attributes: made.attributes };
}

function withoutReason(resource: StackResource): StackResource {
  const { statusReason: _, creating: __, ...rest } = resource;
  return rest;
}

function withoutMetadata(resource: StackResource): StackResource {
  const { metadata: _, ...rest } = resource;
  return rest;
}
