/** Names of a run's calls: made from the run's id alone, so that a successor finds what a dead run had begun. */
import { randomBytes } from 'node:crypto';
import { cut } from '../core/names.ts';

export function newRunId(): string {
  return randomBytes(6).toString('hex');
}

/** One change set of a run per stack and step. */
export function changeSetName(run: string, step = 1): string {
  return step === 1 ? `proj-${run}` : `proj-${run}-${step}`;
}

/** A call repeated after a lost answer has the same token, and is done once. */
export function tokenFor(run: string, operation: string, stack: string): string {
  return cut(`${operation}-${run}-${stack}`.replace(/[^a-zA-Z0-9-]/g, '-'), 128);
}
