/** One row of the table of codes. `text` is one sentence that names the user's own words; `hint` says what to do next. */
export interface CodeEntry<Args> {
  readonly title: string;
  /** `error` unless said otherwise. */
  readonly severity?: 'error' | 'warning';
  /** What is wrong stands elsewhere, or nowhere: all places where the same is said have one cause. */
  readonly elsewhere?: true;
  text(args: Args): string;
  hint?(args: Args): string | undefined;
}

export function code<Args>(entry: CodeEntry<Args>): CodeEntry<Args> {
  return entry;
}
