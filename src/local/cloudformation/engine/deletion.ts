/** Deletion of a stack: resources in the reverse of the order of their making. */
import type { Discarded } from '../model.ts';
import { deleteAll, discard, fateOf, removeUnfinished } from './delete-resource.ts';
import { exportInUse } from './outputs.ts';
import { endOperation, setDeleted, setStackStatus } from './progress.ts';
import { ended, operationOf, type Run } from './run.ts';

const GONE = ['DELETE_COMPLETE', 'DELETE_SKIPPED'];

export async function deleteStack(run: Run): Promise<void> {
  const { journal } = run;
  const operation = operationOf(run);
  const inUse = exportInUse(run.stacks, journal.stack);
  if (inUse !== undefined) {
    // The stack is again what it was: the service says nothing of a failed deletion here.
    setStackStatus(journal, operation.statusBefore ?? 'CREATE_COMPLETE', inUse, endOperation(journal.stack, 'FAILED'));
    return;
  }
  const present = [...journal.resources.values()].filter(({ status }) => !GONE.includes(status));
  for (const resource of present) await removeUnfinished(run, resource);
  const doomed = present.map(
    (resource): Discarded => discard(resource, operation.skip.includes(resource.logicalId) ? 'Retain' : fateOf(resource, operation)),
  );
  const failed = await deleteAll(run, [...doomed, ...journal.stack.discarded], operation.force);
  if (ended(run)) return;
  if (failed.length > 0 && !operation.force) {
    setStackStatus(
      journal,
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      endOperation(journal.stack, 'FAILED'),
    );
  } else {
    setDeleted(journal);
  }
}
