/**
 * Watches all running operations of a deploy in one loop. In: a stack and the last event seen before its operation began.
 * Out: how it settled, with the operation's events. Never: a decision about them; a second loop beside the first.
 */
import type { Clock } from '../core/context.ts';
import { ProjError } from '../core/errors.ts';
import type { Region, StackEvent, StackState } from './cloud.ts';
import { isBeginning, isOfStack } from './failure.ts';
import { pace } from './pace.ts';
import { isInProgress } from './recover.ts';

export interface Watch {
  readonly region: Region;
  /** ARN: names are used again. */
  readonly stackId: string;
  /** Newest event before the operation: it has begun once there are newer ones. Absent = attach to what runs. */
  readonly after?: string;
  /** Gives up watching; the operation goes on. */
  readonly signal?: AbortSignal;
  onEvent?(event: StackEvent): void;
}

export interface Settled {
  /** `undefined` where the stack is gone. */
  readonly state: StackState | undefined;
  /** Of the operation, oldest first. */
  readonly events: readonly StackEvent[];
}

export interface Poller {
  settled(watch: Watch): Promise<Settled>;
}

interface Watched extends Watch {
  last: string | undefined;
  ended: boolean;
  readonly events: StackEvent[];
  resolve(settled: Settled): void;
  reject(error: unknown): void;
}

/** Even where every stack has news, so much time per stack passes between two rounds on AWS. */
const MILLISECONDS_PER_STACK = 300;

export function createPoller({ clock, loopback }: { readonly clock: Clock; readonly loopback: boolean }): Poller {
  const watches = new Set<Watched>();
  const tempo = pace(loopback);
  let running = false;

  async function loop(): Promise<void> {
    while (watches.size > 0) {
      await clock.sleep(Math.max(tempo.next(), loopback ? 0 : watches.size * MILLISECONDS_PER_STACK));
      const news = await Promise.all([...watches].map(advance));
      if (news.includes(true)) tempo.quicken();
    }
    running = false;
  }

  async function advance(watch: Watched): Promise<boolean> {
    try {
      if (watch.signal?.aborted)
        throw new ProjError(130, { code: 'interrupted', message: 'interrupted while waiting for an operation: it goes on in AWS' });
      const fresh = await newEvents(watch);
      for (const event of fresh) watch.onEvent?.(event);
      watch.events.push(...fresh);
      watch.last = fresh.at(-1)?.id ?? watch.last;
      watch.ended ||= fresh.some((event) => isOfStack(event) && !event.status.endsWith('_IN_PROGRESS'));
      if (watch.ended || watch.after === undefined) {
        const state = await watch.region.stacks.describe(watch.stackId);
        if (!state || !isInProgress(state.status)) {
          watches.delete(watch);
          watch.resolve({ state: state?.status === 'DELETE_COMPLETE' ? undefined : state, events: watch.events });
        }
      }
      return fresh.length > 0;
    } catch (error) {
      watches.delete(watch);
      watch.reject(error);
      return false;
    }
  }

  return {
    settled: (watch) =>
      new Promise((resolve, reject) => {
        watches.add({ ...watch, last: watch.after, ended: false, events: [], resolve, reject });
        tempo.quicken();
        if (running) return;
        running = true;
        void loop();
      }),
  };
}

/** Oldest first. Where nothing is known yet, those since the running operation began. */
async function newEvents({ region, stackId, last }: Watched): Promise<readonly StackEvent[]> {
  let begun = false;
  const newestFirst = await region.stacks.events(stackId, (event) => {
    if (begun || event.id === last) return true;
    begun = last === undefined && isBeginning(event);
    return false;
  });
  return newestFirst.toReversed();
}

/** The event an operation's own will come after. */
export async function newestEvent(region: Region, stackId: string): Promise<string | undefined> {
  let newest: string | undefined;
  await region.stacks.events(stackId, (event) => {
    newest ??= event.id;
    return true;
  });
  return newest;
}
