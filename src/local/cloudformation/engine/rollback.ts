/** Undoes a failed operation: what it made goes, what it changed gets its former properties back, what it replaced is taken up again. */
import { randomUUID } from 'node:crypto';
import type { Operation, StackResource } from '../model.ts';
import { sameValue } from '../values.ts';
import { deleteAll, discard, fateOf, removeUnfinished } from './delete-resource.ts';
import { overGraph } from './parallel.ts';
import { endOperation, resourceEvent, setDeleted, setResource, setStackStatus } from './progress.ts';
import { contextFor, ended, failureText, operationOf, providerOf, type Run } from './run.ts';

export async function rollBack(run: Run): Promise<void> {
  if (run.journal.stack.stable) await restore(run);
  else await undoCreation(run);
}

/** A stack that never was stable: all that was made is deleted. */
async function undoCreation(run: Run): Promise<void> {
  const { journal } = run;
  const { kind } = operationOf(run);
  const failed = await deleteCreated(run, [...journal.resources.values()], false);
  if (ended(run)) return;
  const prefix = kind === 'import' ? 'IMPORT_ROLLBACK' : 'ROLLBACK';
  if (failed.length > 0) {
    setStackStatus(
      journal,
      `${prefix}_FAILED`,
      `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      endOperation(journal.stack, 'FAILED'),
    );
  } else if (kind === 'rollback') {
    // Asked for by `RollbackStack`: a stack without a stable state to go back to is deleted.
    setDeleted(journal);
  } else {
    setStackStatus(journal, `${prefix}_COMPLETE`, undefined, endOperation(journal.stack, 'SUCCEEDED'));
  }
}

/** Everything back to the last stable state; what the update added goes in the clean-up that follows. */
async function restore(run: Run): Promise<void> {
  const { journal } = run;
  const before = journal.stack.stable?.resources ?? {};
  const failed: string[] = [];
  const graph = new Map(Object.values(before).map(({ logicalId, dependsOn }) => [logicalId, dependsOn.filter((id) => before[id])]));
  await overGraph(
    graph,
    async (id) => {
      const done = await restoreOne(run, before[id] as StackResource);
      if (!done) failed.push(id);
      return done;
    },
    () => ended(run),
  );
  if (ended(run)) return;
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(', ')}]. `;
    setStackStatus(journal, 'UPDATE_ROLLBACK_FAILED', reason, endOperation(journal.stack, 'FAILED'));
    return;
  }
  const operation: Operation = { ...operationOf(run), phase: 'rollback-cleanup' };
  if (operation.kind === 'import') journal.write({ stack: { operation } });
  else setStackStatus(journal, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', undefined, { operation });
}

/** What the failed update added or made in place of others goes; then the stack is what it was. */
export async function cleanUpAfterRollback(run: Run): Promise<void> {
  const { journal } = run;
  const { stable } = journal.stack;
  if (!stable) throw new Error('a rollback without a stable state');
  const added = [...journal.resources.values()].filter(({ logicalId }) => !stable.resources[logicalId]);
  // What stays behind doesn't fail the rollback, as it wouldn't fail an update.
  await deleteCreated(run, added, true);
  if (ended(run)) return;
  const { definition, outputs, importedExports } = stable;
  const status = operationOf(run).kind === 'import' ? 'IMPORT_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  const change = { ...endOperation(journal.stack, 'SUCCEEDED'), definition, outputs, importedExports, stable: undefined };
  setStackStatus(journal, status, undefined, change, { withoutResources: added.map(({ logicalId }) => logicalId) });
}

async function restoreOne(run: Run, before: StackResource): Promise<boolean> {
  const { journal } = run;
  const current = journal.resources.get(before.logicalId);
  if (!current || current.touched === undefined) return true;
  const { skip, force } = operationOf(run);
  if (current.status === 'UPDATE_FAILED' && skip.includes(before.logicalId)) return leave(run, current);
  try {
    await removeUnfinished(run, current);
    if (current.physicalId !== before.physicalId) takeUpAgain(run, before, current);
    else if (isChanged(current, before)) await putBack(run, before, current);
    else if (current.status.endsWith('_COMPLETE')) journal.write({ resources: [before] });
    else restoredUnchanged(run, before);
    return true;
  } catch (error) {
    const { creating: _, ...known } = current;
    const failed: StackResource = { ...known, status: 'UPDATE_FAILED', statusReason: failureText(error, randomUUID()), time: Date.now() };
    setResource(journal, failed);
    return force && leave(run, failed);
  }
}

/** An update that was begun counts: nobody knows how far it came. */
function isChanged(current: StackResource, before: StackResource): boolean {
  const same = sameValue(current.properties, before.properties) && sameValue(current.tags, before.tags);
  return !same || current.attempted !== undefined;
}

/** It failed before anything was done to it, as by the refusal of a replacement. */
function restoredUnchanged(run: Run, before: StackResource): void {
  setResource(run.journal, { ...before, status: 'UPDATE_IN_PROGRESS', time: Date.now(), touched: 'changed' });
  setResource(run.journal, { ...before, status: 'UPDATE_COMPLETE', time: Date.now() });
}

async function putBack(run: Run, before: StackResource, current: StackResource): Promise<void> {
  const { journal } = run;
  const { statusReason: _, creating: __, ...rest } = current;
  setResource(journal, { ...rest, status: 'UPDATE_IN_PROGRESS', time: Date.now() });
  const previous = current.attempted ?? current.properties;
  const context = contextFor(run, before.logicalId, before.tags);
  const { physicalId, attributes } = await providerOf(run, before.type).update(
    before.physicalId as string,
    before.properties,
    previous,
    context,
  );
  setResource(journal, { ...before, physicalId, attributes, status: 'UPDATE_COMPLETE', time: Date.now() });
}

/** Left as it is and called complete: it no longer matches the template. */
function leave(run: Run, current: StackResource): boolean {
  const { statusReason: _, touched: __, ...rest } = current;
  setResource(run.journal, { ...rest, status: 'UPDATE_COMPLETE', time: Date.now() });
  return true;
}

/** The old resource is there still; the new one goes in the clean-up. */
function takeUpAgain(run: Run, before: StackResource, current: StackResource): void {
  const { journal } = run;
  const kept = journal.stack.discarded.filter(
    ({ physicalId, logicalId }) => logicalId !== before.logicalId || physicalId !== before.physicalId,
  );
  const restored: StackResource = { ...before, status: 'UPDATE_COMPLETE', time: Date.now() };
  setResource(journal, restored, { stack: { discarded: kept.concat(discard(current, 'Delete')) } });
}

/**
 * Resources of this operation, and those that it put aside. Gives the logical ids that stay behind, and leaves alone what those
 * need unless `regardless`.
 */
async function deleteCreated(run: Run, created: readonly StackResource[], regardless: boolean): Promise<string[]> {
  const { journal } = run;
  const operation = operationOf(run);
  const own = created.filter(({ touched, status }) => touched !== 'imported' && !['DELETE_COMPLETE', 'DELETE_SKIPPED'].includes(status));
  for (const resource of created.filter(({ touched }) => touched === 'imported')) letGo(run, resource);
  for (const resource of own) await removeUnfinished(run, resource);
  const doomed = own.map((resource) => discard(resource, fateOf(resource, operation)));
  return deleteAll(run, [...doomed, ...journal.stack.discarded], regardless);
}

/** An imported resource was there before: it only leaves the stack. */
function letGo(run: Run, resource: StackResource): void {
  const { journal } = run;
  const event = (status: string) => resourceEvent(journal.stack, resource, status);
  journal.write({
    events: [event('IMPORT_ROLLBACK_IN_PROGRESS'), event('IMPORT_ROLLBACK_COMPLETE')],
    withoutResources: [resource.logicalId],
  });
}
