/** What a call of the SDK can throw, in the user's terms: credentials, network, permission, throttling, or the service's own words. */
import { ProjError } from '../../core/errors.ts';
import { stop } from '../failure.ts';

interface ServiceError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Runs one call and turns what it throws into a `ProjError`, unless `expected` gives it a meaning. */
export async function calling<Result>(
  operation: string,
  endpoint: string | undefined,
  call: () => Promise<Result>,
  expected?: (name: string, message: string, status: number | undefined) => { readonly value: Result } | undefined,
): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const known = error as ServiceError;
    const meaning = expected?.(known.name, known.message, known.$metadata?.httpStatusCode);
    if (meaning) return meaning.value;
    throw explained(known, operation, endpoint);
  }
}

const network: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was cut',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'it did not answer in time',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  EPIPE: 'the connection was cut',
};

const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const invalid = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidAccessKeyId',
  'AuthFailure',
  'InvalidSignatureException',
  'IncompleteSignature',
]);
const denied = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden']);
const throttled = new Set(['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'SlowDown', 'RequestLimitExceeded']);

/** What is no error of a service or the network is a bug of ours, and stays what it is. */
function explained(error: ServiceError, operation: string, endpoint: string | undefined): Error {
  if (error instanceof ProjError) return error;
  const { name } = error;
  const cause = error.message || name;
  const unreachable = networkCause(error);
  if (unreachable !== undefined) return stop(2, 'E5004', { endpoint: endpoint ?? 'AWS', cause: unreachable }, {}, error);
  if (expired.has(name) || (isCredentials(name) && /expired/i.test(cause))) return stop(2, 'E5002', { cause }, {}, error);
  if (isCredentials(name)) return stop(2, 'E5001', { cause }, {}, error);
  if (invalid.has(name)) return stop(2, 'E5003', { cause }, {}, error);
  if (denied.has(name)) return stop(2, 'E5005', { operation, cause }, { permission: deniedAction(operation, cause) }, error);
  if (throttled.has(name)) return stop(2, 'E5007', { operation }, {}, error);
  return error.$metadata === undefined ? error : stop(2, 'E5006', { operation, cause: `${name}: ${cause}` }, {}, error);
}

/** The IAM action has not always the operation's name; mostly AWS says which it was. */
function deniedAction(operation: string, cause: string): string {
  return /not authorized to perform: (?<action>[\w-]+:\w+)/.exec(cause)?.groups?.action ?? operation;
}

/** Thrown while credentials are looked for, before any call. */
function isCredentials(name: string): boolean {
  return name === 'CredentialsProviderError' || name === 'TokenProviderError';
}

function networkCause(error: ServiceError): string | undefined {
  if (error.name === 'TimeoutError') return network.ETIMEDOUT;
  // Node tries every address of a host: the cause is inside.
  const inner = error instanceof AggregateError ? (error.errors[0] as ServiceError | undefined) : error;
  if (typeof inner?.code !== 'string') return undefined;
  return network[inner.code] ?? (/CERT|TLS|SSL/.test(inner.code) ? inner.message : undefined);
}
