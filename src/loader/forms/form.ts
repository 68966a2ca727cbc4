/** A form of texts that no pattern can explain: where a text does not have it, the reason is given in words. */
export interface Form {
  /** What the text should be: `the ARN of a role`. */
  readonly what: string;
  /** What is wrong with `text`, or `undefined`. */
  check(text: string): Misfit | undefined;
}

export interface Misfit {
  /** Goes on after `… is not the ARN of a role: `. */
  readonly problem: string;
  readonly hint?: string;
  /** The text that can only have been meant. */
  readonly right?: string;
  /** It can be used, but shouldn't. */
  readonly warning?: true;
}
