/** A publish step that fails for a reason of the user's: exit status 1, at the construct's line. */
import { assembly } from '../../core/codes/assembly.ts';
import { ProjError } from '../../core/errors.ts';
import type { PublishStep } from '../../core/stages.ts';

type SiteCode = 'E4020' | 'E4021' | 'E4022' | 'E4023';
type Arguments<Code extends SiteCode> = Parameters<(typeof assembly)[Code]['text']>[0];

export function siteFailure<Code extends SiteCode>(code: Code, step: PublishStep, args: Arguments<Code>): ProjError {
  const entry = assembly[code] as { text(a: unknown): string; hint?(a: unknown): string | undefined };
  const hint = entry.hint?.(args);
  return new ProjError(1, { code, message: entry.text(args), construct: step.id, path: step.path, ...(hint !== undefined && { hint }) });
}
