/** Which status allows what, and how a stack begins. */
import { randomUUID } from 'node:crypto';
import type { Stack } from '../model.ts';
import { refuse } from '../refusal.ts';

const UPDATABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  // Left by an operation whose rollback was switched off.
  'CREATE_FAILED',
  'UPDATE_FAILED',
]);

export function refuseUnlessUpdatable({ id, status }: Stack): void {
  if (!UPDATABLE.has(status)) refuse(`Stack:${id} is in ${status} state and can not be updated.`);
}

export function newStack(region: string, account: string, name: string, status: string): Stack {
  return {
    id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`,
    name,
    region,
    created: Date.now(),
    status,
    outputs: [],
    importedExports: [],
    discarded: [],
    operations: [],
    terminationProtection: false,
    disableRollback: false,
    retainExceptOnCreate: false,
  };
}

/** What a failure without a rollback left can only be updated in the same manner. */
export function refuseRollback({ status }: Stack, disableRollback: boolean): void {
  if (disableRollback || !['CREATE_FAILED', 'UPDATE_FAILED'].includes(status)) return;
  refuse(
    `This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
  );
}
