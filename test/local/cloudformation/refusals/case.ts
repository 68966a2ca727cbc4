/** A case of `src/local/refusals.md`: does what the row's condition says and gives the answer. */
import type { Fixture } from '../fixture.ts';

export interface Refusal {
  /** Of the error; empty for the reason of a failed stack, resource or change set. */
  readonly code: string;
  readonly text: string;
}

export type Case = (fixture: Fixture) => Promise<Refusal>;
