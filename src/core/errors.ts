/** Expected failures while acting. Anything else that is thrown is a bug of ours (exit status 3). */
import type { Failure } from './plan.ts';

/** SPEC §10: 0 done · 1 file, flag, bundle, build, hook · 2 credentials, network, AWS, failed stack · 3 our bug · 4 guard or *no* · 5 differences · 130 interrupted. */
export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 5 | 130;

/** Ends the run with `exitStatus` and its explanation; no stack trace is shown. */
export class ProjError extends Error {
  override readonly name = 'ProjError';
  constructor(
    readonly exitStatus: ExitStatus,
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
  }
}
