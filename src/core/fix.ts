/** Changes of the user's text that put a problem right: data that `validate --fix` and editors apply. */
import { comparable, editDistance } from './nearest.ts';
import type { Span } from './span.ts';

/** `text` in place of what stands at `span`. Only where nothing else can have been meant. */
export interface Fix {
  readonly span: Span;
  readonly text: string;
}

/** A place of a file that a fix has changed; line and column are those before the change. */
export interface TextChange {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly from: string;
  readonly to: string;
}

/** What should stand in place of the text `written`; `undefined`: that can't be said. */
export type Rewrite = (written: string) => string | undefined;

/** `to` in place of `from`, in the quotes that are there. Elsewhere `from` may come from a variable: nothing is known then. */
export function instead(from: string, to: string): Rewrite {
  return (written) => {
    if (unquoted(written) !== from) return undefined;
    if (written === from) return isPlain(to) ? to : `'${to.replaceAll("'", "''")}'`;
    return /['"\\]/.test(to) ? undefined : `${written[0]}${to}${written[0]}`;
  };
}

/** What stands between quotes; the text itself where there are none. */
export function unquoted(written: string): string {
  return /^(['"])[^'"\\]*\1$/.test(written) ? written.slice(1, -1) : written;
}

/** Text that means itself without quotes, inside `{ }` and `[ ]` too. */
function isPlain(text: string): boolean {
  const isAnotherType = /^(true|false|null)$/i.test(text) || !Number.isNaN(Number(text));
  return /^[\w/$][\w./$()*?=+@-]*([: ][\w./$()*?=+@-]+)*$/.test(text) && !isAnotherType;
}

/** The one of `candidates` that `word` is but for one letter or its case; `undefined` where there is none, or several. */
export function misspelling(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 3) return undefined;
  const lower = word.toLowerCase();
  const near = comparable(word, candidates).filter(
    (one) => one !== word && Math.abs(one.length - word.length) <= 1 && editDistance(lower, one.toLowerCase()) <= 1,
  );
  return near.length === 1 ? near[0] : undefined;
}

/** `instead` of a misspelled word, where there is one word that was meant. */
export function respell(word: string, candidates: Iterable<string>): { readonly fix?: Rewrite } {
  const meant = misspelling(word, candidates);
  return meant === undefined ? {} : { fix: instead(word, meant) };
}
