/** One operation on one stack: begun by a call, watched to its end, its events told as they come. */
import { ProjError } from '../core/errors.ts';
import type { Origin } from '../core/stages.ts';
import type { Region, StackState } from './cloud.ts';
import { firstCause, isOfStack } from './failure.ts';
import { newestEvent, type Settled } from './poller.ts';
import type { Run } from './run.ts';

export interface OperatedStack {
  readonly id: string;
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly origins: Readonly<Record<string, Pick<Origin, 'path' | 'construct'>>>;
}

/** Calls `begin` under the lock and waits for the stack to settle. */
export async function operate(
  region: Region,
  stackId: string,
  stack: OperatedStack,
  run: Run,
  begin: () => Promise<void>,
): Promise<Settled> {
  const after = await newestEvent(region, stackId);
  await run.lock.assertHeld();
  await begin();
  return run.poller.settled({ region, stackId, ...(after !== undefined && { after }), onEvent: teller(stack, run) });
}

/** Waits for an operation that somebody else began. */
export function attach(region: Region, stackId: string, stack: OperatedStack, run: Pick<Run, 'poller' | 'context'>): Promise<Settled> {
  return run.poller.settled({ region, stackId, onEvent: teller(stack, run) });
}

export function failed({ state, events }: Settled, stack: OperatedStack): ProjError {
  return new ProjError(2, firstCause(events, stack, state?.status ?? 'DELETE_COMPLETE', state?.statusReason));
}

/** The state an operation was to lead to; otherwise the first cause is thrown. */
export function expectState(settled: Settled, stack: OperatedStack, wanted: (status: string) => boolean): StackState {
  if (settled.state && wanted(settled.state.status)) return settled.state;
  throw failed(settled, stack);
}

function teller(stack: OperatedStack, { context }: Pick<Run, 'context'>): NonNullable<Parameters<Run['poller']['settled']>[0]['onEvent']> {
  return (event) => {
    if (isOfStack(event)) return;
    const construct = stack.origins[event.logicalId]?.construct;
    context.emit({
      type: 'resource.changed',
      stack: stack.id,
      logicalId: event.logicalId,
      resourceType: event.resourceType,
      status: event.status,
      ...(construct !== undefined && { construct }),
      ...(event.reason !== undefined && { reason: event.reason }),
    });
  };
}
