/**
 * Asynchronous events: on disk before they are acknowledged, retried as Lambda retries, gone when done. In: events and a way
 * to run them. Must never lose one that was acknowledged, whenever the endpoint is killed.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import type { EventInvokeSettings } from './functions.ts';
import type { RunResult } from './outcome.ts';

export interface QueuedEvent {
  readonly requestId: string;
  readonly region: string;
  readonly functionName: string;
  /** base64 */
  readonly payload: string;
  readonly clientContext?: string;
  readonly receivedAt: number;
  /** Times that the function has run with it and failed. */
  readonly failures: number;
  /** Times that it could not be run for lack of concurrency. */
  readonly throttles: number;
  readonly notBefore: number;
}

export interface EventQueueOptions {
  readonly directory: string;
  /** Undefined where the function is gone. */
  readonly settingsOf: (event: QueuedEvent) => EventInvokeSettings | undefined;
  readonly run: (event: QueuedEvent) => Promise<RunResult>;
  readonly onDropped: (event: QueuedEvent, reason: string) => void;
  /** Pauses before the first and the second repetition; AWS waits one and two minutes. */
  readonly retryDelaysMs: readonly number[];
}

export interface EventQueue {
  start(): void;
  add(event: Omit<QueuedEvent, 'receivedAt' | 'failures' | 'throttles' | 'notBefore'>): void;
  stop(): Promise<void>;
}

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 21_600;
const LONGEST_THROTTLE_PAUSE_MS = 300_000;

export function createEventQueue(options: EventQueueOptions): EventQueue {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;
  const fileOf = (event: QueuedEvent) => join(options.directory, `${event.requestId}.json`);

  function schedule(event: QueuedEvent): void {
    const timer = setTimeout(
      () => {
        timers.delete(event.requestId);
        const run = attempt(event).finally(() => running.delete(run));
        running.add(run);
      },
      Math.max(0, event.notBefore - Date.now()),
    );
    timers.set(event.requestId, timer);
  }

  function drop(event: QueuedEvent, reason: string): void {
    rmSync(fileOf(event), { force: true });
    options.onDropped(event, reason);
  }

  /** Of a stopped queue the next start goes on with what is on disk. */
  function keep(event: QueuedEvent): void {
    writeState(fileOf(event), event);
    if (!stopped) schedule(event);
  }

  async function attempt(event: QueuedEvent): Promise<void> {
    const settings = options.settingsOf(event);
    if (!settings) return drop(event, 'the function no longer exists');
    const endOfLife = event.receivedAt + (settings.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000;
    if (Date.now() > endOfLife) return drop(event, 'it is older than the maximum event age');
    try {
      const result = await options.run(event);
      if (stopped) return;
      if (!result.functionError) return rmSync(fileOf(event), { force: true });
      if (event.failures >= (settings.MaximumRetryAttempts ?? DEFAULT_RETRIES)) return drop(event, 'the function failed each time');
      const pause = options.retryDelaysMs[Math.min(event.failures, options.retryDelaysMs.length - 1)] ?? 0;
      keep({ ...event, failures: event.failures + 1, notBefore: Date.now() + pause });
    } catch (error) {
      if (stopped) return;
      if (!(error instanceof AwsError && error.code === 'TooManyRequestsException')) {
        return drop(event, error instanceof Error ? error.message : String(error));
      }
      const pause = Math.min(1000 * 2 ** event.throttles, LONGEST_THROTTLE_PAUSE_MS);
      keep({ ...event, throttles: event.throttles + 1, notBefore: Date.now() + pause });
    }
  }

  return {
    start() {
      stopped = false;
      for (const name of namesIn(options.directory)) {
        const event = readState<QueuedEvent | undefined>(join(options.directory, name), undefined);
        if (event) schedule(event);
      }
    },
    add(given) {
      const event: QueuedEvent = { ...given, receivedAt: Date.now(), failures: 0, throttles: 0, notBefore: 0 };
      keep(event);
    },
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.allSettled(running);
    },
  };
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}
