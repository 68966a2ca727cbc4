/** CloudFormation's way of saying no to a call. Every text is a row of `src/local/refusals.md`. */
import { AwsError } from '../protocols/aws-error.ts';

/** Most refusals have this code: callers can only tell them apart by their text. */
export function refuse(message: string): never {
  throw new AwsError('ValidationError', message);
}

export function refuseAs(code: string, message: string, statusCode = 400): never {
  throw new AwsError(code, message, statusCode);
}

/** What fails a stack or a change set that was already accepted, by its `StatusReason`. */
export class OperationFailure extends Error {
  override readonly name = 'OperationFailure';
}
