/**
 * One JSON object per line on stdout, nothing else there. The shape is versioned and documented in docs/json.md:
 * `{ version, type: 'event' | 'problem' | 'failure' | 'result' | 'end', … }`; `end` is always the last line.
 */
import type { Renderer, Streams } from './renderer.ts';
import { failureAsTold, problemAsTold } from './told.ts';

export const JSON_VERSION = 1;

export function jsonRenderer(streams: Streams): Renderer {
  const line = (object: Record<string, unknown>) => streams.out(`${JSON.stringify({ version: JSON_VERSION, ...object })}\n`);
  return {
    event: (event) => line({ type: 'event', event }),
    problems(found) {
      for (const one of found) line({ type: 'problem', ...problemAsTold(one) });
    },
    failure: (failure, source) => line({ type: 'failure', ...failureAsTold(failure, source) }),
    bug: (error) =>
      line({ type: 'failure', code: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    result: (command, value) => line({ type: 'result', command, result: value }),
    logLine: (event) => line({ type: 'event', event }),
    notice: () => {},
    end: (command, exitStatus) => line({ type: 'end', command, exitStatus }),
  };
}
