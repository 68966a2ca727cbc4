/**
 * In: a stack's status. Out: the defined step that leads from there to a deploy. Every status CloudFormation has is a row.
 * Never: a call; never a guess: an unknown status is not touched.
 */

export type Recovery =
  /** There is no stack, or only its name: create it. */
  | { readonly step: 'create' }
  /** Healthy: update it where something differs. */
  | { readonly step: 'update' }
  /** An operation runs: wait for it, then look again. */
  | { readonly step: 'wait' }
  /** Nothing or only rests of a failed creation: delete them, then create. */
  | { readonly step: 'recreate'; readonly why: string }
  /** An update was left half way with rollback disabled: roll back, then update. */
  | { readonly step: 'roll-back'; readonly why: string }
  /** A rollback got stuck: continue it, then update. */
  | { readonly step: 'continue-rollback'; readonly why: string }
  /** Nobody but a person can say what is right. */
  | { readonly step: 'ask'; readonly why: string; readonly hint: string };

const table: Readonly<Record<string, Recovery>> = {
  REVIEW_IN_PROGRESS: { step: 'create' },
  CREATE_IN_PROGRESS: { step: 'wait' },
  CREATE_COMPLETE: { step: 'update' },
  CREATE_FAILED: { step: 'recreate', why: 'its creation failed and was left as it was' },
  ROLLBACK_IN_PROGRESS: { step: 'wait' },
  ROLLBACK_COMPLETE: { step: 'recreate', why: 'its creation failed' },
  ROLLBACK_FAILED: { step: 'recreate', why: 'its creation failed and could not be undone wholly' },
  UPDATE_IN_PROGRESS: { step: 'wait' },
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { step: 'wait' },
  UPDATE_COMPLETE: { step: 'update' },
  UPDATE_FAILED: { step: 'roll-back', why: 'an update failed and was left as it was' },
  UPDATE_ROLLBACK_IN_PROGRESS: { step: 'wait' },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { step: 'wait' },
  UPDATE_ROLLBACK_COMPLETE: { step: 'update' },
  UPDATE_ROLLBACK_FAILED: { step: 'continue-rollback', why: 'an update failed and could not be undone wholly' },
  IMPORT_IN_PROGRESS: { step: 'wait' },
  IMPORT_COMPLETE: { step: 'update' },
  IMPORT_ROLLBACK_IN_PROGRESS: { step: 'wait' },
  IMPORT_ROLLBACK_COMPLETE: { step: 'update' },
  IMPORT_ROLLBACK_FAILED: {
    step: 'ask',
    why: 'an import failed and could not be undone',
    hint: 'look at its events in the CloudFormation console, continue the rollback there, and deploy again',
  },
  DELETE_IN_PROGRESS: { step: 'wait' },
  DELETE_COMPLETE: { step: 'create' },
  DELETE_FAILED: { step: 'recreate', why: 'its deletion did not finish' },
};

export function recoveryOf(status: string | undefined): Recovery {
  if (status === undefined) return { step: 'create' };
  return (
    table[status] ?? {
      step: 'ask',
      why: 'this status is unknown to proj',
      hint: 'bring the stack into a settled state in the CloudFormation console, and deploy again',
    }
  );
}

export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** Whether a settled stack is what the operation wanted it to be. */
export function isSuccess(status: string): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'IMPORT_COMPLETE';
}

/** All statuses with a row, for tests against the service's own list. */
export const knownStatuses: readonly string[] = Object.keys(table);
