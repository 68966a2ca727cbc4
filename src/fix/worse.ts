/** Whether fixes have done harm: something is wrong that wasn't before, and that they didn't only bring to light. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Fix } from '../core/fix.ts';

export type Fixable = Diagnostic & { readonly fix: Fix };

export function isWorse(before: readonly Diagnostic[], after: readonly Diagnostic[], fixes: readonly Fixable[]): boolean {
  const known = counts(before);
  const left = counts(after);
  const stays = (fixed: Fixable) => (left.get(identity(fixed)) ?? 0) >= (known.get(identity(fixed)) ?? 0);
  if (fixes.some(stays)) return true;
  const fresh = after.filter((found) => found.severity === 'error' && !known.has(identity(found)));
  return fresh.some((found) => !fixes.some((fixed) => reveals(fixed, found)));
}

function counts(all: readonly Diagnostic[]): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  for (const one of all) result.set(identity(one), (result.get(identity(one)) ?? 0) + 1);
  return result;
}

/** Columns move with the fixes before them in the line. */
export function identity({ code, message, span }: Diagnostic): string {
  return JSON.stringify([code, message, span?.file, span?.start.line]);
}

/** What is read later was not looked at before: a later step, or text behind a place where the parser gave up. */
function reveals(fixed: Fixable, found: Diagnostic): boolean {
  // Nothing of a construct is looked at before its type is known.
  if (fixed.code === 'E2007') return step(found) > 1 && fixed.path.slice(0, -1).every((key, index) => key === found.path[index]);
  if (step(found) !== step(fixed)) return step(found) > step(fixed);
  if (step(fixed) !== 0 || !found.span) return false;
  return found.span.file !== fixed.fix.span.file || found.span.start.line > fixed.fix.span.start.line;
}

/** After these nothing else is known of the file. */
const UNPARSED: ReadonlySet<string> = new Set(['E1005', 'E1007', 'E1008', 'E1009']);

/** 0 text that is no YAML, 1 text that is none of ours, 2 variables and schema, 3 expansion, 4 the files that are named. */
function step({ code }: Diagnostic): number {
  if (UNPARSED.has(code)) return 0;
  if (code.startsWith('E10')) return 1;
  return code.startsWith('E3') ? 3 : code.startsWith('E4') ? 4 : 2;
}
