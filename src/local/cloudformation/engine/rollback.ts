/** Undoes a failed operation: what it made goes, what it changed gets its former properties back, what it replaced is taken up again. */
import { randomUUID } from 'node:crypto';
import type { Operation, StackResource } from '../model.ts';
import { sameValue } from '../values.ts';
import { deleteAll, removeUnfinished } from './delete-resource.ts';
import { discard } from './deploy-resource.ts';
import { overGraph } from './parallel.ts';
import { endOperation, resourceEvent, setResource, setStackStatus } from './progress.ts';
import { contextFor, ended, failureText, operationOf, providerOf, type Run } from './run.ts';

export async function rollBack(run: Run): Promise<void> {
  if (run.journal.stack.stable) await restore(run);
  else await undoCreation(run);
}

/** A stack that never was stable: all that was made is deleted. */
async function undoCreation(run: Run): Promise<void> {
  const { journal } = run;
  const { kind } = operationOf(run);
  const failed = await deleteCreated(run, [...journal.resources.values()]);
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
    setStackStatus(journal, 'DELETE_COMPLETE', undefined, { ...endOperation(journal.stack, 'SUCCEEDED'), deleted: Date.now() });
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
  await deleteCreated(run, added);
  if (ended(run)) return;
  const { definition, outputs, importedExports } = stable;
  const status = operationOf(run).kind === 'import' ? 'IMPORT_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
  const change = { ...endOperation(journal.stack, 'SUCCEEDED'), definition, outputs, importedExports, stable: undefined };
  setStackStatus(journal, status, undefined, change, { withoutResources: added.map(({ logicalId }) => logicalId) });
}

async function restoreOne(run: Run, before: StackResource): Promise<boolean> {
  const { journal } = run;
  const current = journal.resources.get(before.logicalId);
  if (current && current.touched === undefined) return true;
  if (current?.status === 'UPDATE_FAILED' && operationOf(run).skip.includes(before.logicalId)) return skip(run, current);
  if (current?.creating?.name !== undefined) {
    await providerOf(run, before.type).delete(current.creating.name, before.properties, contextFor(run, before.logicalId, before.tags));
  }
  const restored: StackResource = { ...before, status: 'UPDATE_COMPLETE', time: Date.now() };
  if (current && current.physicalId !== before.physicalId) return takeUpAgain(run, before, current);
  const quiet =
    current && current.attempted === undefined && sameValue(current.properties, before.properties) && sameValue(current.tags, before.tags);
  if (quiet && !/_(FAILED|IN_PROGRESS)$/.test(current.status)) {
    journal.write({ resources: [before] });
    return true;
  }
  if (quiet && current.status === 'UPDATE_FAILED') {
    // It failed before anything was changed, or by a refusal to be replaced.
    setResource(journal, { ...before, status: 'UPDATE_IN_PROGRESS', time: Date.now(), touched: 'changed' });
    setResource(journal, restored);
    return true;
  }
  return putBack(run, before, current ?? before);
}

async function putBack(run: Run, before: StackResource, current: StackResource): Promise<boolean> {
  const { journal } = run;
  const { statusReason: _, ...rest } = current;
  setResource(journal, { ...rest, status: 'UPDATE_IN_PROGRESS', time: Date.now() });
  try {
    const physicalId = before.physicalId as string;
    const previous = current.attempted ?? current.properties;
    const made = await providerOf(run, before.type).update(
      physicalId,
      before.properties,
      previous,
      contextFor(run, before.logicalId, before.tags),
    );
    setResource(journal, {
      ...before,
      physicalId: made.physicalId,
      attributes: made.attributes,
      status: 'UPDATE_COMPLETE',
      time: Date.now(),
    });
    return true;
  } catch (error) {
    const statusReason = failureText(error, randomUUID());
    setResource(journal, { ...current, status: 'UPDATE_FAILED', statusReason, time: Date.now() });
    return operationOf(run).force ? skip(run, { ...current, statusReason }) : false;
  }
}

/** Left as it is and called complete: it no longer matches the template. */
function skip(run: Run, current: StackResource): boolean {
  const { statusReason: _, touched: __, ...rest } = current;
  setResource(run.journal, { ...rest, status: 'UPDATE_COMPLETE', time: Date.now() });
  return true;
}

/** The old resource is there still; the new one goes in the clean-up. */
function takeUpAgain(run: Run, before: StackResource, current: StackResource): boolean {
  const { journal } = run;
  const kept = journal.stack.discarded.filter(
    ({ physicalId, logicalId }) => logicalId !== before.logicalId || physicalId !== before.physicalId,
  );
  const restored: StackResource = { ...before, status: 'UPDATE_COMPLETE', time: Date.now() };
  setResource(journal, restored, { stack: { discarded: kept.concat(discard(current, 'Delete')) } });
  return true;
}

/** Resources of this operation, and those that it put aside. Gives the logical ids that stay behind. */
async function deleteCreated(run: Run, created: readonly StackResource[]): Promise<string[]> {
  const { journal } = run;
  const { retainExceptOnCreate } = operationOf(run);
  const own = created.filter(
    ({ touched, status }) => touched !== 'imported' && status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED',
  );
  for (const resource of created.filter(({ touched }) => touched === 'imported')) letGo(run, resource);
  for (const resource of own) await removeUnfinished(run, resource);
  const policy = ({ deletionPolicy }: StackResource) => (deletionPolicy === 'Retain' && !retainExceptOnCreate ? 'Retain' : 'Delete');
  return deleteAll(run, [...own.map((resource) => discard(resource, policy(resource))), ...journal.stack.discarded], false);
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
