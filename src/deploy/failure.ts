/**
 * In: a code with its arguments, or the events of a failed operation. Out: a `Failure`: the first real cause, in the user's terms,
 * with construct, line and next step. Never: consequences shown as causes.
 */
import { type CodeArguments, codes, type DiagnosticCode } from '../core/codes.ts';
import { type ExitStatus, ProjError } from '../core/errors.ts';
import type { Failure } from '../core/plan.ts';
import type { JsonPath } from '../core/span.ts';
import type { Origin } from '../core/stages.ts';
import type { StackEvent } from './cloud.ts';
import { hintFor } from './hints.ts';

type Where = Pick<Failure, 'logicalId' | 'resourceType' | 'construct' | 'path' | 'hint' | 'permission'>;

export function failure<Code extends DiagnosticCode>(code: Code, args: CodeArguments<Code>, where: Where = {}): Failure {
  const entry = codes[code] as { text(a: unknown): string; hint?(a: unknown): string | undefined };
  const hint = where.hint ?? entry.hint?.(args);
  return { ...where, code, message: entry.text(args), ...(hint !== undefined && { hint }) };
}

export function stop<Code extends DiagnosticCode>(
  exitStatus: ExitStatus,
  code: Code,
  args: CodeArguments<Code>,
  where: Where = {},
  cause?: unknown,
): ProjError {
  return new ProjError(exitStatus, failure(code, args, where), cause === undefined ? undefined : { cause });
}

interface FailedStack {
  readonly name: string;
  readonly path: JsonPath;
  readonly origins: Readonly<Record<string, Origin>>;
}

/** The stack's own event that begins an operation somebody asked for; rollbacks and cleanups begin by themselves. */
export function isBeginning(event: StackEvent): boolean {
  return isOfStack(event) && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.status);
}

export function isOfStack(event: StackEvent): boolean {
  return event.resourceType === 'AWS::CloudFormation::Stack' && event.physicalId === event.stackId;
}

/** `events`: of the failed operation, oldest first. */
export function firstCause(events: readonly StackEvent[], stack: FailedStack, status: string, statusReason: string | undefined): Failure {
  const failed = events.filter((event) => event.status.endsWith('_FAILED') && !isOfStack(event));
  const cause = failed.find((event) => !isConsequence(event)) ?? failed[0];
  if (!cause) {
    const own = events.find((event) => isOfStack(event) && event.status.endsWith('_FAILED'))?.reason;
    const reason = own ?? statusReason ?? `the stack ${stack.name} ended in ${status}`;
    return failure('E5020', { reason }, { path: stack.path, ...optional('hint', hintFor(reason)) });
  }
  const reason = readable(cause.reason ?? cause.status);
  const origin = stack.origins[cause.logicalId];
  return failure(
    'E5020',
    { reason },
    {
      logicalId: cause.logicalId,
      resourceType: cause.resourceType,
      path: origin?.path ?? stack.path,
      ...optional('construct', origin?.construct),
      ...optional('hint', hintFor(reason)),
    },
  );
}

function isConsequence({ reason }: StackEvent): boolean {
  return reason === undefined || /cancelled/i.test(reason);
}

/** The service's own sentence out of CloudFormation's wrapping. */
function readable(reason: string): string {
  const handler = /^Resource handler returned message: "(?<message>[\s\S]*)" \(RequestToken: [^)]*HandlerErrorCode: (?<code>\w+)\)$/.exec(
    reason,
  );
  return handler?.groups ? `${handler.groups.message} (${handler.groups.code})` : reason;
}

function optional<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [key in Key]?: string };
}
