import type { Draft, Self } from '../construct.ts';

const DAYS = 30;

export function logGroup(days: number): Draft {
  return { type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: days } };
}

/** How long the stack's logs are kept where nothing more exact is said. */
export function logDays({ stack, app }: Self): number {
  return stack.defaults.logRetention ?? app.logRetention ?? DAYS;
}
