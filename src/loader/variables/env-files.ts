/** What `${env:NAME}` sees: the real environment first, then the `.env` files of the stage. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { type Reader, readText } from '../read-file.ts';
import type { SourceFile } from '../source.ts';
import { reportUnreadable } from '../unreadable.ts';

export interface EnvironmentValue {
  readonly value: string;
  /** `the environment`, or the file's name. */
  readonly from: string;
  readonly fromFile: boolean;
}

export type EnvironmentLookup = (name: string) => EnvironmentValue | undefined;

/** Files are read when a name is first asked for that the environment doesn't have. */
export function environmentLookup(from: Reader, stage: string | undefined, diagnostics: Diagnostics): EnvironmentLookup {
  let files: readonly { readonly name: string; readonly values: ReadonlyMap<string, string> }[] | undefined;
  return (name) => {
    const real = from.disk.environment[name];
    if (real !== undefined) return { value: real, from: 'the environment', fromFile: false };
    files ??= namesFor(stage).flatMap((file) => {
      const found = readText(from, file);
      if (typeof found !== 'string') return [{ name: file, values: parseEnvironmentFile(found) }];
      if (found !== 'missing') reportUnreadable(file, found, diagnostics);
      return [];
    });
    for (const file of files) {
      const value = file.values.get(name);
      if (value !== undefined) return { value, from: file.name, fromFile: true };
    }
    return undefined;
  };
}

/** The first that has a name wins. */
function namesFor(stage: string | undefined): readonly string[] {
  const ofStage = stage === undefined ? [] : [`.env.${stage}.local`, `.env.${stage}`];
  return [...ofStage, '.env.local', '.env'];
}

const ASSIGNED = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/;

/** `NAME=value`, quoted or not; in double quotes `\n` and line breaks. Nothing is expanded. */
function parseEnvironmentFile({ text }: SourceFile): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const [assigned, name] = ASSIGNED.exec(line) ?? [];
    at = end + 1;
    if (assigned === undefined || name === undefined) continue;
    const written = line.slice(assigned.length);
    const quoted = quotedValue(text, end - written.trimStart().length);
    values.set(name, quoted?.value ?? withoutComment(written));
    if (quoted) at = quoted.end + 1;
  }
  return values;
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found === -1 ? text.length : found;
}

const ESCAPED = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** `undefined` where no quote begins, or more than a comment stands behind its end. `end`: of the line on which it ends. */
function quotedValue(text: string, start: number): { readonly value: string; readonly end: number } | undefined {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return undefined;
  let close = start + 1;
  while (close < text.length && text[close] !== quote) close += quote === '"' && text[close] === '\\' ? 2 : 1;
  if (close >= text.length) return undefined;
  const end = lineEnd(text, close);
  if (!/^\s*$|^[ \t]+#/.test(text.slice(close + 1, end))) return undefined;
  const inside = text.slice(start + 1, close);
  const value = quote === "'" ? inside : inside.replace(/\\([\s\S])/g, (_, escaped: string) => ESCAPED.get(escaped) ?? escaped);
  return { value, end };
}

function withoutComment(written: string): string {
  const comment = written.search(/[ \t]#/);
  return (comment === -1 ? written : written.slice(0, comment)).trim();
}
