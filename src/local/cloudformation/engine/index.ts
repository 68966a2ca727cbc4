/**
 * In: operations on stacks that the API has accepted. Out: stacks in their new state, every step of the way in the journal.
 * Must never know what a resource type does: that is its provider's business.
 */
import { randomUUID } from 'node:crypto';
import type { Entry, StackJournal } from '../journal.ts';
import type { Definition, Operation, OperationRecord, Stack } from '../model.ts';
import { deleteStack } from './deletion.ts';
import { cleanUp, forward } from './forward.ts';
import { endOperation, setStackStatus, withOperation } from './progress.ts';
import { cleanUpAfterRollback, rollBack } from './rollback.ts';
import { type EngineParts, ended, failureText, type Run } from './run.ts';

export type OperationSettings = Partial<Omit<Operation, 'id' | 'kind' | 'phase'>>;

export class Engine {
  readonly parts: EngineParts;
  readonly #running = new Map<string, { readonly run: Run; readonly done: Promise<void> }>();
  #stopping = false;

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  /**
   * Makes the stack what the definition says: the status changes at once, and what `along` holds with it; the rest follows. Gives
   * the operation's id.
   */
  deploy(
    journal: StackJournal,
    kind: 'create' | 'update' | 'import',
    definition: Definition,
    settings: OperationSettings,
    along: Entry = {},
  ): string {
    const { stack } = journal;
    const operation = newOperation(kind, 'forward', settings);
    const stable = stack.stable ?? stableState(journal);
    const status = { create: 'CREATE_IN_PROGRESS', update: 'UPDATE_IN_PROGRESS', import: 'IMPORT_IN_PROGRESS' }[kind];
    const change: Partial<Stack> = {
      ...along.stack,
      ...((kind !== 'create' || settings.changeSetId !== undefined) && { updated: Date.now() }),
      definition,
      ...(stable && { stable }),
      disableRollback: operation.disableRollback,
      retainExceptOnCreate: operation.retainExceptOnCreate,
    };
    this.#begin(journal, operation, status, { ...along, stack: change });
    return operation.id;
  }

  /** Deletes the stack; a creation in progress is cut short for it. */
  delete(journal: StackJournal, settings: OperationSettings, change: Partial<Stack> = {}): string {
    const operation = newOperation('delete', 'delete', { ...settings, statusBefore: journal.stack.status });
    const running = this.#running.get(journal.stack.id);
    if (running) running.run.halt ??= 'deleted';
    this.#begin(journal, operation, 'DELETE_IN_PROGRESS', { stack: change }, running?.done);
    return operation.id;
  }

  /** Takes a stack whose rollback was switched off, or failed, back to its last stable state. */
  rollBack(journal: StackJournal, kind: 'rollback' | 'continue-rollback', settings: OperationSettings): string {
    const operation = newOperation(kind, 'rollback', settings);
    const status = journal.stack.stable ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS';
    this.#begin(journal, operation, status, {});
    return operation.id;
  }

  /** Stops a running update, which then is rolled back. */
  cancel(journal: StackJournal): void {
    const { operation } = journal.stack;
    if (operation) journal.write({ stack: { operation: { ...operation, cancelled: true } } });
    const running = this.#running.get(journal.stack.id);
    if (running) running.run.halt ??= 'cancelled';
  }

  /** Goes on with an operation that a stop or a kill cut off. */
  resume(journal: StackJournal): void {
    if (journal.stack.operation) this.#start(journal);
  }

  /** Lets running steps of resources end; what is left is done after the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const all = [...this.#running.values()];
    for (const { run } of all) run.halt ??= 'stopped';
    await Promise.all(all.map(({ done }) => done));
  }

  #begin(journal: StackJournal, operation: Operation, status: string, along: Entry, after?: Promise<void>): void {
    const record: OperationRecord = {
      id: operation.id,
      type: OPERATION_TYPES[operation.kind],
      status: 'IN_PROGRESS',
      ...(operation.token !== undefined && { token: operation.token }),
      ...(operation.changeSetId !== undefined && { changeSetId: operation.changeSetId }),
    };
    const change = { ...along.stack, operation, operations: withOperation(journal.stack.operations, record) };
    setStackStatus(journal, status, 'User Initiated', change, along);
    this.#start(journal, after);
  }

  #start(journal: StackJournal, after: Promise<void> = Promise.resolve()): void {
    const run: Run = { ...this.parts, journal };
    const { operation } = journal.stack;
    if (operation?.cancelled && operation.phase === 'forward') run.halt = 'cancelled';
    if (this.#stopping) run.halt = 'stopped';
    const done = after
      .then(() => work(run))
      .finally(() => {
        if (this.#running.get(journal.stack.id)?.run === run) this.#running.delete(journal.stack.id);
      });
    this.#running.set(journal.stack.id, { run, done });
  }
}

const OPERATION_TYPES = {
  create: 'CREATE_STACK',
  update: 'UPDATE_STACK',
  import: 'UPDATE_STACK',
  delete: 'DELETE_STACK',
  rollback: 'ROLLBACK',
  'continue-rollback': 'CONTINUE_ROLLBACK',
} as const;

function newOperation(kind: Operation['kind'], phase: Operation['phase'], settings: OperationSettings): Operation {
  return {
    disableRollback: false,
    onFailure: 'ROLLBACK',
    retainExceptOnCreate: false,
    imports: {},
    skip: [],
    force: false,
    ...settings,
    id: randomUUID(),
    kind,
    phase,
  };
}

/** Before anything was executed there is nothing to go back to. */
function stableState(journal: StackJournal): Stack['stable'] {
  const { definition, outputs, importedExports, status } = journal.stack;
  if (!definition || status === 'CREATE_FAILED') return undefined;
  return { definition, outputs, importedExports, resources: Object.fromEntries(journal.resources) };
}

const phases: Readonly<Record<Operation['phase'], (run: Run) => Promise<void>>> = {
  forward,
  cleanup: cleanUp,
  rollback: rollBack,
  'rollback-cleanup': cleanUpAfterRollback,
  delete: deleteStack,
};

/** From the operation's phase to its end. Each phase writes down the next one, and can be entered anew after a kill. */
async function work(run: Run): Promise<void> {
  const { journal } = run;
  while (journal.stack.operation && !ended(run)) {
    try {
      await phases[journal.stack.operation.phase](run);
    } catch (error) {
      giveUp(run, failureText(error, journal.stack.operation.id));
    }
  }
}

/** A bug of the endpoint: the stack must not look busy for ever. */
function giveUp(run: Run, reason: string): void {
  const { stack } = run.journal;
  const status = { delete: 'DELETE_FAILED', rollback: stack.stable ? 'UPDATE_ROLLBACK_FAILED' : 'ROLLBACK_FAILED' }[
    stack.operation?.phase as string
  ];
  setStackStatus(run.journal, status ?? `${stack.operation?.kind.toUpperCase()}_FAILED`, reason, endOperation(stack, 'FAILED'));
}
