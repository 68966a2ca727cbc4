/**
 * Problems of the user's file as values: collected, never thrown midway, shown together. Stages give a code, typed
 * arguments and a path; the wording stands in the table of codes, the line is found in one place.
 */
import { byCause } from './causes.ts';
import { type CodeArguments, codes, type DiagnosticCode } from './codes.ts';
import type { Fix, Rewrite } from './fix.ts';
import { type JsonPath, type SourceIndex, type Span, textIn } from './span.ts';

export type Severity = 'error' | 'warning';

export interface Related {
  readonly message: string;
  readonly path?: JsonPath;
  readonly span?: Span;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong, one sentence, in the user's own words. */
  readonly message: string;
  readonly path: JsonPath;
  readonly span?: Span;
  /** The text of the span's line where the loader did not read that file: a function's source. */
  readonly lineText?: string;
  /** What to do next. */
  readonly hint?: string;
  readonly related?: readonly Related[];
  /** Puts it right, where there is exactly one right text. */
  readonly fix?: Fix;
}

export interface ReportOptions {
  /** Overrides the code's own hint, e.g. with a did-you-mean. */
  readonly hint?: string;
  readonly related?: readonly Related[];
  /** Where no path can say it (a syntax error, a place in another file). */
  readonly span?: Span;
  /** The text of the span's line where the loader did not read that file. */
  readonly lineText?: string;
  /** Point at the key (default), at the value, or nowhere: what is wrong is a flag or the environment. */
  readonly part?: 'key' | 'value' | 'none';
  /** Point at this text in there, if it stands there as it is. */
  readonly text?: string | undefined;
  readonly severity?: Severity;
  /** A change, or what should stand at the place of the problem. */
  readonly fix?: Fix | Rewrite | undefined;
}

/** Thrown by `stopIfErrors`: the run ends with exit status 1 and the collected problems. */
export class DiagnosticsError extends Error {
  override readonly name = 'DiagnosticsError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((found) => `${found.code} ${found.message}`).join('\n'));
  }
}

/** Nobody reads more, and each may have cost a look at many names: with so many the run ends. */
export const MAX_ERRORS = 1000;

/** Names and values of the user's stand in messages: one of megabytes must not be there a thousand times. */
const MAX_LENGTH = 4000;

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** Collects the problems of one run. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];
  readonly #said = new Set<string>();
  /** By code and place, of the first there. */
  readonly #indexes = new Map<string, number>();
  #errors = 0;
  #source: SourceIndex | undefined;

  /** From now on paths are turned into lines through `source`; problems found earlier too. */
  attach(source: SourceIndex): void {
    this.#source = source;
  }

  get source(): SourceIndex | undefined {
    return this.#source;
  }

  /** Each problem once: what stands in one place may be met on several ways. */
  report<Code extends DiagnosticCode>(code: Code, path: JsonPath, args: CodeArguments<Code>, options: ReportOptions = {}): void {
    const entry = codes[code] as { severity?: Severity; text(a: unknown): string; hint?(a: unknown): string | undefined };
    const span = options.span ?? this.#locate(path, options);
    const message = shortened(entry.text(args));
    // What an anchor brings in at several places is one mistake, whatever it is a part of.
    const key = JSON.stringify([code, shortened(entry.text({ ...args, owner: '' })), span ?? path]);
    if (this.#said.has(key)) return;
    this.#said.add(key);
    const told = options.hint ?? entry.hint?.(args);
    const hint = told === undefined ? undefined : shortened(told);
    const related = options.related?.map((one) => {
      const place = one.span ?? (one.path && this.#source?.locate(one.path));
      return place ? { ...one, span: place } : one;
    });
    const fix = typeof options.fix === 'function' ? this.#rewritten(span, options.fix) : options.fix;
    this.#keep({
      code,
      severity: options.severity ?? entry.severity ?? 'error',
      message,
      path,
      ...(span && { span }),
      ...(options.lineText !== undefined && { lineText: options.lineText }),
      ...(hint !== undefined && { hint }),
      ...(related && { related }),
      ...(fix && { fix }),
    });
  }

  /** Problems that an earlier run found in the same file. */
  add(found: readonly Diagnostic[]): void {
    for (const one of found) this.#keep(one);
  }

  /** Takes over a problem that another look at the same files has found, unless one of its code, as severe, is known there. */
  adopt(found: Diagnostic): void {
    const known = this.#indexes.get(placeOf(found));
    if (known === undefined) this.#keep(found);
    else if (found.severity === 'error' && this.#found[known]?.severity === 'warning') this.#keep(found, known);
  }

  #keep(found: Diagnostic, index = this.#found.length): void {
    this.#found[index] = found;
    const place = placeOf(found);
    if (!this.#indexes.has(place)) this.#indexes.set(place, index);
    if (found.severity === 'error') this.#errors += 1;
    if (this.#errors === MAX_ERRORS) this.stopIfErrors();
  }

  #locate(path: JsonPath, { part = 'key', text }: ReportOptions): Span | undefined {
    const span = part === 'none' ? undefined : this.#source?.locate(path, part);
    const file = span && text !== undefined ? this.#source?.text(span.file) : undefined;
    return span && file !== undefined && text !== undefined ? (textIn(span, file, text) ?? span) : span;
  }

  #rewritten(span: Span | undefined, rewrite: Rewrite): Fix | undefined {
    const written = span && this.#source?.line(span.file, span.start.line);
    if (!span || written === undefined || span.end.line !== span.start.line) return undefined;
    const text = rewrite(written.slice(span.start.column - 1, span.end.column - 1));
    return text === undefined ? undefined : { span, text };
  }

  /** All problems, by file and place; each cause once. */
  get all(): readonly Diagnostic[] {
    return byCause(this.each);
  }

  /** The same with every place for itself. */
  get each(): readonly Diagnostic[] {
    return [...this.#found].sort(byPlace);
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  stopIfErrors(): void {
    if (this.hasErrors) throw new DiagnosticsError(this.all);
  }
}

function placeOf({ code, span, path }: Diagnostic): string {
  return JSON.stringify([code, span ?? path]);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.span, b.span];
  if (!x || !y) return x ? 1 : y ? -1 : 0;
  if (x.file !== y.file) return x.file < y.file ? -1 : 1;
  return x.start.line - y.start.line || x.start.column - y.start.column;
}
