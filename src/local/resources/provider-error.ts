/** A service's refusal as CloudFormation's resource handlers pass it on. */
import { AwsError } from '../protocols/aws-error.ts';
import { ProviderError } from '../types.ts';

const HANDLER_CODES: readonly (readonly [RegExp, string])[] = [
  [/AlreadyExists|AlreadyOwned|^ResourceInUse/, 'AlreadyExists'],
  [/^NoSuch|NotFound/, 'NotFound'],
  [/^AccessDenied/, 'AccessDenied'],
  [/LimitExceeded|^TooMany/, 'ServiceLimitExceeded'],
  [/^Validation|^Invalid|^Malformed|^Illegal/, 'InvalidRequest'],
];

/** Runs a call of a service; its refusals become `ProviderError`s in the name of `service`. */
export async function handled<T>(service: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const code = HANDLER_CODES.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'GeneralServiceException';
    throw new ProviderError(code, error.message, service, error.statusCode);
  }
}

/** Refuses aloud what a resource type has and the endpoint hasn't. */
export function refuseUnknown(properties: object, known: readonly string[], what: string): void {
  for (const name of Object.keys(properties)) {
    if (!known.includes(name)) {
      throw new ProviderError('InvalidRequest', `The embedded endpoint has no ${name} for ${what}.`, what);
    }
  }
}
