/** Where in the user's source a module failed. */
import { SourceMap } from 'node:module';
import type { Span } from '../core/span.ts';

export interface Script {
  readonly code: string;
  /** A source map whose sources are relative to the project's root. */
  readonly map: string;
}

/** The innermost frame of `stack` that is the user's own, in the source. */
export function placeOf(stack: string, type: string, { map }: Script): { readonly span: Span; readonly lineText: string } | undefined {
  const payload = JSON.parse(map);
  const sources = new SourceMap(payload);
  for (const [, line, column] of stack.matchAll(new RegExp(`construct:${type}:(\\d+):(\\d+)`, 'g'))) {
    const found = sources.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in found) || !isUsers(found.originalSource)) continue;
    const text: string = payload.sourcesContent[payload.sources.indexOf(found.originalSource)] ?? '';
    const start = { line: found.originalLine + 1, column: found.originalColumn + 1 };
    return { span: { file: found.originalSource, start, end: start }, lineText: text.split(/\r?\n/)[found.originalLine] ?? '' };
  }
  return undefined;
}

function isUsers(source: string): boolean {
  return !source.startsWith('..') && !/(^|\/)node_modules\/projctl\//.test(source);
}
