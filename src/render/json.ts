/**
 * One JSON object per line on stdout, nothing else there. The shape is versioned and documented in docs/json.md:
 * `{ version, type: 'event' | 'problem' | 'failure' | 'result' | 'end', … }`; `end` is always the last line.
 */
import type { Span } from '../core/span.ts';
import type { Renderer, Streams } from './renderer.ts';

export const JSON_VERSION = 1;

export function jsonRenderer(streams: Streams): Renderer {
  const line = (object: Record<string, unknown>) => streams.out(`${JSON.stringify({ version: JSON_VERSION, ...object })}\n`);
  const place = (span: Span | undefined) =>
    span ? { file: span.file, line: span.start.line, column: span.start.column, endLine: span.end.line, endColumn: span.end.column } : {};
  return {
    event: (event) => line({ type: 'event', event }),
    problems(found) {
      for (const { code, severity, message, path, span, hint, related } of found) {
        const notes = related?.map((one) => ({ message: one.message, ...place(one.span) }));
        line({
          type: 'problem',
          code,
          severity,
          message,
          path,
          ...place(span),
          ...(hint !== undefined && { hint }),
          ...(notes && { related: notes }),
        });
      }
    },
    failure: (failure, source) => line({ type: 'failure', ...failure, ...place(failure.path && source?.locate(failure.path)) }),
    bug: (error) =>
      line({ type: 'failure', code: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    result: (command, value) => line({ type: 'result', command, result: value }),
    logLine: (event) => line({ type: 'event', event }),
    notice: () => {},
    end: (command, exitStatus) => line({ type: 'end', command, exitStatus }),
  };
}
