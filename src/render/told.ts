/** A problem or a failure as machines read it: flat, with its place. Renderers for machines differ only in how they write it down. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Failure } from '../core/plan.ts';
import type { SourceIndex, Span } from '../core/span.ts';

export interface Place {
  /** Relative to the project's root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
}

export type ToldProblem = ReturnType<typeof problemAsTold>;
export type ToldFailure = ReturnType<typeof failureAsTold>;

export function problemAsTold({ code, severity, message, path, span, hint, related, fix }: Diagnostic) {
  return {
    code,
    severity,
    message,
    path,
    ...placeOf(span),
    ...(hint !== undefined && { hint }),
    ...(related && { related: related.map((one) => ({ message: one.message, ...placeOf(one.span) })) }),
    ...(fix && { fix: { ...placeOf(fix.span), text: fix.text } }),
    explain: `proj explain ${code}`,
  };
}

export function failureAsTold(failure: Failure, source: SourceIndex | undefined) {
  return { ...failure, ...placeOf(failure.path && source?.locate(failure.path)) };
}

function placeOf(span: Span | undefined): Partial<Place> {
  if (!span) return {};
  const { file, start, end } = span;
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
