/** A problem as people read it: severity, code and sentence; the place; the line with a caret; a hint. */
import { type Diagnostic, MAX_ERRORS } from '../core/diagnostic.ts';
import type { SourceIndex, Span } from '../core/span.ts';
import { printableLine, type Style, style } from './style.ts';

/** Longer lines are shown as a window round the caret. */
const LINE_WIDTH = 120;
/** Of the places beside the first. */
const MAX_RELATED = 8;

export function renderDiagnostic(found: Diagnostic, source: SourceIndex | undefined, options: { readonly color: boolean }): string {
  const s = style(options);
  const label = found.severity === 'error' ? s.red(`error[${found.code}]`) : s.yellow(`warning[${found.code}]`);
  const lines = [`${label} ${s.bold(printableLine(found.message))}`];
  if (found.span) lines.push(...frame(found.span, found.lineText ?? lineOf(found.span, source), s));
  const related = found.related ?? [];
  for (const one of related.slice(0, MAX_RELATED)) {
    lines.push(`  ${s.cyan('note:')} ${printableLine(one.message)}`);
    if (one.span) lines.push(...frame(one.span, lineOf(one.span, source), s));
  }
  const more = related.length - MAX_RELATED;
  if (more > 0) lines.push(`  ${s.cyan('note:')} and in ${more} more ${more === 1 ? 'place' : 'places'}`);
  if (found.hint !== undefined) lines.push(...`help: ${found.hint}`.split('\n').map((line) => `  ${s.cyan(printableLine(line))}`));
  return lines.join('\n');
}

export function renderDiagnostics(
  all: readonly Diagnostic[],
  source: SourceIndex | undefined,
  options: { readonly color: boolean },
): string {
  return all.map((found) => renderDiagnostic(found, source, options)).join('\n\n');
}

/** `2 errors, 1 warning` */
export function countOf(all: readonly Diagnostic[]): string {
  const count = (severity: string, name: string) => {
    const n = all.filter((found) => found.severity === severity).length;
    return n === 0 ? [] : [`${n} ${name}${n === 1 ? '' : 's'}`];
  };
  const errors = count('error', 'error').map((text) => (text === `${MAX_ERRORS} errors` ? `${text}, which is where proj stops` : text));
  return [...errors, ...count('warning', 'warning')].join(', ');
}

function lineOf(span: Span, source: SourceIndex | undefined): string | undefined {
  return source?.line(span.file, span.start.line);
}

function frame(span: Span, text: string | undefined, s: Style): string[] {
  const place = `  ${printableLine(span.file)}:${span.start.line}:${span.start.column}`;
  if (text === undefined) return [place];
  const first = span.start.column - 1;
  const last = span.end.line === span.start.line ? Math.max(span.end.column - 1, first + 1) : text.length;
  // Only a window of a very long line, so that the caret stays in sight.
  const from = first > LINE_WIDTH / 2 && text.length > LINE_WIDTH ? first - LINE_WIDTH / 2 : 0;
  const shown = printableLine(text.slice(from, from + LINE_WIDTH));
  const number = String(span.start.line);
  const caret = '^'.repeat(Math.max(1, Math.min(last - first, shown.length - (first - from))));
  return [place, `  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${' '.repeat(first - from)}${s.red(caret)}`];
}
