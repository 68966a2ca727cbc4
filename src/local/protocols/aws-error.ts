/** A refusal in AWS's own code and words; each protocol has its way of putting it on the wire. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    readonly code: string,
    message: string,
    readonly statusCode = 400,
    /** Further members of the error as the service's model names them (`CancellationReasons`, `Item`). */
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Anything thrown by a service as a refusal: what is not one of ours is a bug of the endpoint, and said as such. */
export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new AwsError('InternalFailure', `The embedded endpoint failed: ${text}`, 500);
}
