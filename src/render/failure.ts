/** A failure of AWS, a guard or a build, as people read it: the cause, the line of `app.yml`, the next step. */
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Failure } from '../core/plan.ts';
import type { SourceIndex } from '../core/span.ts';
import { renderDiagnostic } from './diagnostics.ts';
import { printable } from './style.ts';

export function renderFailure(failure: Failure, source: SourceIndex | undefined, options: { readonly color: boolean }): string {
  const name = failure.construct ?? failure.logicalId;
  // A guard's message names it already.
  const isNamed = failure.message.startsWith(`${name} `);
  const what = failure.logicalId && !isNamed ? `${name} (${failure.resourceType ?? 'resource'} ${failure.logicalId}): ` : '';
  const span = failure.path && source?.locate(failure.path);
  const found = {
    code: failure.code,
    severity: 'error',
    message: `${what}${failure.message}`,
    path: failure.path ?? [],
    ...(span && { span }),
    ...(failure.hint !== undefined && { hint: failure.hint }),
  } as Diagnostic;
  return renderDiagnostic(found, source, options);
}

export function renderBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in proj, not in your app. Please report it with the lines below.\n${printable(stack)}`;
}
