/**
 * What every renderer can do. Results go to stdout, everything else to stderr; a renderer owns every word and colour.
 * Three read the same stream: terminal (live), plain (one line per event), JSON (one object per line).
 */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ExitStatus } from '../core/errors.ts';
import type { ProgressEvent } from '../core/event.ts';
import type { Failure } from '../core/plan.ts';
import type { SourceIndex } from '../core/span.ts';

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export interface Renderer {
  event(event: ProgressEvent): void;
  problems(found: readonly Diagnostic[], source: SourceIndex | undefined): void;
  failure(failure: Failure, source: SourceIndex | undefined): void;
  /** A bug of ours: with its stack. */
  bug(error: unknown): void;
  /** The command's result: `text` for people, `value` for machines. */
  result(command: string, value: unknown, text: () => string): void;
  /** A line of a function's log, as the result of `proj logs`. */
  logLine(event: Extract<ProgressEvent, { type: 'function.log' }>): void;
  /** Text beside the result: before a question, a function's log. */
  notice(text: string): void;
  /** `undefined` where nobody can be asked. */
  ask?(question: string): Promise<string>;
  /** Last call. */
  end(command: string, exitStatus: ExitStatus): void;
}
