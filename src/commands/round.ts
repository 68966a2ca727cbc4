/** One round of a command that goes on: what is wrong is shown, and the next change tries again. */
import type { Context } from '../core/context.ts';
import { Diagnostics, DiagnosticsError } from '../core/diagnostic.ts';
import { ProjError } from '../core/errors.ts';
import type { Session } from './session.ts';

/** Each round reads the files anew, and has its own problems. `undefined`: it ended by a problem. */
export async function inRound<Result>(session: Session, work: (round: Session) => Promise<Result>): Promise<Result | undefined> {
  const context: Context = { ...session.context, diagnostics: new Diagnostics() };
  try {
    return await work({ ...session, context });
  } catch (error) {
    if (error instanceof DiagnosticsError) session.renderer.problems(error.diagnostics, context.diagnostics.source);
    else if (error instanceof ProjError) session.renderer.failure(error.failure, context.diagnostics.source);
    else throw error;
    return undefined;
  }
}
