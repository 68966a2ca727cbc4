/** Fixes as edits of one text: what they don't name stays, byte for byte. */
import type { Fix } from '../core/fix.ts';
import type { Position } from '../core/span.ts';

/** Those of `fixes` that don't meet, the first in the text counting. */
export function apart<One extends { readonly fix: Fix }>(fixes: readonly One[]): readonly One[] {
  const kept: One[] = [];
  for (const one of [...fixes].sort((a, b) => inOrder(a.fix.span.start, b.fix.span.start))) {
    const last = kept.at(-1)?.fix.span.end;
    if (last === undefined || inOrder(last, one.fix.span.start) < 0) kept.push(one);
  }
  return kept;
}

/** `fixes` lie apart and in order. */
export function edited(text: string, fixes: readonly Fix[]): string {
  const offset = offsets(text);
  let result = '';
  let done = 0;
  for (const { span, text: replacement } of fixes) {
    result += text.slice(done, offset(span.start)) + replacement;
    done = offset(span.end);
  }
  return result + text.slice(done);
}

/** What stands at the places of `fixes`. */
export function written(text: string, fixes: readonly Fix[]): readonly string[] {
  const offset = offsets(text);
  return fixes.map(({ span }) => text.slice(offset(span.start), offset(span.end)));
}

/** A mark of the byte order is no column of the first line. */
function offsets(text: string): (position: Position) => number {
  const lineStarts = [text.startsWith('\uFEFF') ? 1 : 0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return ({ line, column }) => (lineStarts[line - 1] ?? text.length) + column - 1;
}

function inOrder(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
