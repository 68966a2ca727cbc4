/** One check that AWS may not permit: that is told once, and the other checks go on. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { ProjError } from '../../core/errors.ts';

/** `undefined` where it could not be made; what says nothing about one check (credentials, network, throttling) ends the run. */
export async function attempt<Value>(
  what: string,
  diagnostics: Diagnostics,
  check: () => Promise<Value>,
): Promise<{ readonly value: Value } | undefined> {
  try {
    return { value: await check() };
  } catch (error) {
    const why = obstacle(error);
    if (why === undefined) throw error;
    diagnostics.report('E5041', [], { what, why }, { part: 'none' });
    return undefined;
  }
}

function obstacle(error: unknown): string | undefined {
  if (!(error instanceof ProjError)) return undefined;
  const { code, permission, message } = error.failure;
  if (code === 'E5005') return `needs ${permission}`;
  return code === 'E5006' ? message : undefined;
}
