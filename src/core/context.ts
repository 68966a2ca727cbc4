/** The few things that are not pure, handed down explicitly: nothing else is ambient. */
import type { Diagnostics } from './diagnostic.ts';
import type { ProgressEvent } from './event.ts';

export interface Context {
  readonly diagnostics: Diagnostics;
  emit(event: ProgressEvent): void;
  /** A question whose answer without a terminal is *no*. */
  confirm(question: string): Promise<boolean>;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Aborted by the first Ctrl-C: start nothing new, wait for what runs. */
  readonly interrupted: AbortSignal;
  readonly ci: boolean;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
