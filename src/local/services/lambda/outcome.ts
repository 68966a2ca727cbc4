/** How an event ended, and what its caller gets to see of it. Pure. */

export type Outcome =
  | { readonly kind: 'answered'; readonly body: Buffer; readonly contentType: string; readonly streaming: boolean }
  /** The runtime reported an error, with the body that it posted. */
  | { readonly kind: 'failed'; readonly body: Buffer; readonly errorType: string }
  | { readonly kind: 'timed out' }
  /** The process ended: `exit status 1`, `signal: killed`, or nothing for status 0. */
  | { readonly kind: 'exited'; readonly reason: string | undefined; readonly outOfMemory: boolean };

export interface RunResult {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly contentType: string;
  readonly streaming: boolean;
  /** `Unhandled` where the function or its runtime failed; the payload then says how. */
  readonly functionError?: 'Unhandled';
  readonly logTail: string;
}

const LARGEST_RESPONSE = 6_291_556;

export function exitMessage(reason: string | undefined): string {
  return reason === undefined ? 'Runtime exited without providing a reason' : `Runtime exited with error: ${reason}`;
}

export function errorTypeOf(outcome: Outcome): string | undefined {
  if (outcome.kind === 'failed') return outcome.errorType;
  if (outcome.kind === 'exited') return outcome.outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
  return undefined;
}

type Answer = Pick<RunResult, 'payload' | 'contentType' | 'streaming' | 'functionError'>;

/** What the caller gets: the function's answer, or an error in Lambda's form. */
export function answerOf(outcome: Outcome, requestId: string, timeoutSeconds: number): Answer {
  const unhandled = (body: Buffer | object): Answer => ({
    payload: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    contentType: 'application/json',
    streaming: false,
    functionError: 'Unhandled',
  });
  switch (outcome.kind) {
    case 'answered':
      if (!outcome.streaming && outcome.body.length > LARGEST_RESPONSE) {
        return unhandled({
          errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`,
          errorType: 'Function.ResponseSizeTooLarge',
        });
      }
      return { payload: outcome.body, contentType: outcome.contentType, streaming: outcome.streaming };
    case 'failed':
      return unhandled(outcome.body);
    case 'timed out':
      return unhandled({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      });
    case 'exited':
      return unhandled({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${exitMessage(outcome.reason)}` });
  }
}
