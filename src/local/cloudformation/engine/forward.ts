/** Creation, update and import: everything towards what the definition asks for, and the decision what a failure leads to. */
import type { StackResource } from '../model.ts';
import { OperationFailure } from '../refusal.ts';
import { deleteAll, discard, fateOf } from './delete-resource.ts';
import { deployResource, refuseRemoval } from './deploy-resource.ts';
import { checkExports, stackOutputs } from './outputs.ts';
import { overGraph } from './parallel.ts';
import { deployedValues, prepare } from './prepare.ts';
import { endOperation, followUp, setStackStatus } from './progress.ts';
import { ended, failureText, operationOf, type Prepared, type Run } from './run.ts';

export async function forward(run: Run): Promise<void> {
  const { journal } = run;
  const { definition } = journal.stack;
  if (!definition) throw new Error('an operation without a definition');
  try {
    const { refusal } = operationOf(run);
    if (refusal !== undefined) throw new OperationFailure(refusal);
    const prepared = await prepare(run, journal.stack, definition, deployedValues(journal));
    for (const resource of removedResources(run, prepared)) refuseRemoval(run, resource);
    await overGraph(
      prepared.graph,
      (id) => deployResource(run, prepared, id),
      () => run.halt !== undefined,
    );
    if (run.halt === undefined) {
      const outputs = stackOutputs(prepared);
      checkExports(run.stacks, journal.stack, outputs);
      succeed(run, { outputs, importedExports: [...prepared.imported] });
    } else if (!ended(run)) {
      fail(run, failedResources(run));
    }
  } catch (error) {
    if (!ended(run)) fail(run, failureText(error, operationOf(run).id));
  }
}

function succeed(run: Run, result: Pick<Run['journal']['stack'], 'outputs' | 'importedExports'>): void {
  const { journal } = run;
  const operation = { ...operationOf(run), phase: 'cleanup' as const };
  const touched = [...journal.resources.values()].filter((resource) => resource.touched !== undefined);
  const resources = touched.map(({ touched: _, ...resource }): StackResource => resource);
  const change = { ...result, stable: undefined, operation };
  if (operation.kind === 'update') setStackStatus(journal, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined, change, { resources });
  else journal.write({ stack: change, resources });
}

/** Deletes what the new definition has no place for. A resource that stays behind doesn't fail the update. */
export async function cleanUp(run: Run): Promise<void> {
  const { journal } = run;
  const { definition } = journal.stack;
  if (!definition) throw new Error('a clean-up without a definition');
  const operation = operationOf(run);
  const removed = removedResources(run, await prepare(run, journal.stack, definition, deployedValues(journal)));
  const doomed = removed.map((resource) => discard(resource, fateOf(resource, operation)));
  await deleteAll(run, [...journal.stack.discarded, ...doomed], true);
  if (ended(run)) return;
  const status = { create: 'CREATE_COMPLETE', import: 'IMPORT_COMPLETE' }[operation.kind as string] ?? 'UPDATE_COMPLETE';
  setStackStatus(journal, status, undefined, endOperation(journal.stack, 'SUCCEEDED'), {
    withoutResources: removed.map(({ logicalId }) => logicalId),
  });
}

function removedResources({ journal }: Run, { graph }: Prepared): StackResource[] {
  return [...journal.resources.values()].filter(({ logicalId }) => !graph.has(logicalId));
}

function failedResources(run: Run): string {
  if (run.halt === 'cancelled') return 'User Initiated';
  const failedOnes = (verb: string) =>
    [...run.journal.resources.values()].filter(({ status }) => status === `${verb}_FAILED`).map(({ logicalId }) => logicalId);
  return [
    ['CREATE', 'create'],
    ['UPDATE', 'update'],
    ['IMPORT', 'import'],
  ]
    .map(([verb, word]) => ({ word, ids: failedOnes(verb ?? '') }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ word, ids }) => `The following resource(s) failed to ${word}: [${ids.join(', ')}]. `)
    .join('');
}

function fail(run: Run, reason: string): void {
  const { journal } = run;
  const { kind, disableRollback, onFailure } = operationOf(run);
  if (disableRollback || onFailure === 'DO_NOTHING') {
    setStackStatus(journal, `${kind.toUpperCase()}_FAILED`, reason, endOperation(journal.stack, 'FAILED'));
  } else if (kind === 'create' && onFailure === 'DELETE') {
    setStackStatus(
      journal,
      'DELETE_IN_PROGRESS',
      `${withSpace(reason)}Delete requested by user.`,
      followUp(journal.stack, 'DELETE_STACK', 'delete'),
    );
  } else {
    const status =
      { create: 'ROLLBACK_IN_PROGRESS', import: 'IMPORT_ROLLBACK_IN_PROGRESS' }[kind as string] ?? 'UPDATE_ROLLBACK_IN_PROGRESS';
    const shown = kind === 'create' ? `${withSpace(reason)}Rollback requested by user.` : reason;
    setStackStatus(journal, status, shown, followUp(journal.stack, 'ROLLBACK', 'rollback'));
  }
}

function withSpace(reason: string): string {
  return reason === '' || reason.endsWith(' ') ? reason : `${reason} `;
}
