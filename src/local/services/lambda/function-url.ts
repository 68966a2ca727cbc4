/** Function URLs: requests of a front as events, answers of the function as responses, buffered or streamed. */
import { createHash, randomUUID } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import type { RunRequest } from './executor.ts';
import type { FunctionRecord, UrlSettings } from './functions.ts';
import { corsSettings, isPreflight, preflightResponse, withCors } from './http-cors.ts';
import { httpEvent, httpResponse, rawPath, responseHeaders } from './http-event.ts';
import type { RunResult } from './outcome.ts';
import { policyAllows, policyOf } from './permissions.ts';

export interface FunctionUrlPeers {
  readonly account: string;
  readonly iam: Pick<IamService, 'authorizeWithResource'>;
  readonly run: (record: FunctionRecord, request: RunRequest) => Promise<RunResult>;
}

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);
const LARGEST_REQUEST = 6 * 1024 * 1024;
const DEFAULT_TYPE = 'application/json';

/** Stable for a function, as long as its URL exists. */
export function urlId(record: FunctionRecord): string {
  return createHash('sha256').update(`${record.arn} url`).digest('hex').slice(0, 32);
}

export async function serveFunctionUrl(
  record: FunctionRecord,
  url: UrlSettings,
  request: LocalRequest,
  peers: FunctionUrlPeers,
): Promise<LocalResponse> {
  const cors = corsSettings(url.Cors);
  if (cors && isPreflight(request)) return preflightResponse(cors, request, 200);
  if (!mayCall(record, url, request, peers)) return forbidden();
  if (request.body.length > LARGEST_REQUEST) return { status: 413, headers: jsonType, body: '{"message":"Request Entity Too Large"}' };
  return withCors(cors, request, await answer(record, url, request, peers));
}

/** Since October 2025 a URL needs both actions. */
function mayCall(record: FunctionRecord, url: UrlSettings, request: LocalRequest, peers: FunctionUrlPeers): boolean {
  const context = { account: peers.account, functionUrlAuthType: url.AuthType };
  const actions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];
  if (url.AuthType === 'NONE') return actions.every((action) => policyAllows(record, action, {}, context));
  if (request.principal.kind === 'anonymous') return false;
  const conditions = { 'lambda:FunctionUrlAuthType': url.AuthType, 'lambda:InvokedViaFunctionUrl': 'true' };
  const policy = policyOf(record);
  return actions.every((action) => peers.iam.authorizeWithResource(request.principal, action, record.arn, policy, conditions).allowed);
}

const jsonType = { 'content-type': 'application/json' };

function forbidden(): LocalResponse {
  const message =
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';
  return {
    status: 403,
    headers: { ...jsonType, 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ Message: message }),
  };
}

async function answer(record: FunctionRecord, url: UrlSettings, request: LocalRequest, peers: FunctionUrlPeers): Promise<LocalResponse> {
  const requestId = randomUUID();
  const event = httpEvent(request, {
    requestId,
    time: new Date(),
    accountId: request.principal.kind === 'anonymous' ? 'anonymous' : peers.account,
    apiId: urlId(record),
    stage: '$default',
    routeKey: '$default',
    rawPath: rawPath(request),
    path: decoded(rawPath(request)),
    keepCookieHeader: true,
  });
  const payload = Buffer.from(JSON.stringify(event));
  try {
    if (url.InvokeMode === 'RESPONSE_STREAM') return await streamed(record, { payload, requestId }, peers);
    return buffered(await peers.run(record, { payload, requestId }));
  } catch (error) {
    if (error instanceof AwsError && error.code === 'TooManyRequestsException') {
      return { status: 429, headers: jsonType, body: JSON.stringify({ ...error.fields, Type: 'User', message: error.message }) };
    }
    throw error;
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function failed(): LocalResponse {
  return { status: 502, headers: jsonType, body: 'Internal Server Error' };
}

function buffered(result: RunResult): LocalResponse {
  if (result.functionError) return failed();
  if (!result.streaming) return httpResponse(result.payload, DEFAULT_TYPE) ?? failed();
  if (result.contentType !== PRELUDE_TYPE) {
    return { status: 200, headers: { 'content-type': result.contentType }, body: result.payload };
  }
  const at = result.payload.indexOf(PRELUDE_END);
  if (at < 0) return failed();
  const head = preludeOf(result.payload.subarray(0, at));
  return head ? { ...head, body: result.payload.subarray(at + PRELUDE_END.length) } : failed();
}

/** Resolves as soon as the function begins to answer. */
function streamed(record: FunctionRecord, request: RunRequest, peers: FunctionUrlPeers): Promise<LocalResponse> {
  return new Promise((resolve, reject) => {
    const onStream = (contentType: string, body: Readable) => {
      if (contentType !== PRELUDE_TYPE) return resolve({ status: 200, headers: { 'content-type': contentType }, body });
      readPrelude(body).then(resolve, () => resolve(failed()));
    };
    peers.run(record, { ...request, onStream }).then((result) => {
      if (!result.streaming) resolve(buffered(result));
    }, reject);
  });
}

async function readPrelude(body: Readable): Promise<LocalResponse> {
  let head: Buffer = Buffer.alloc(0);
  // Not `for await`: leaving such a loop would destroy the stream that goes on to the client.
  while (!head.includes(PRELUDE_END)) head = Buffer.concat([head, await nextChunk(body)]);
  const at = head.indexOf(PRELUDE_END);
  const response = preludeOf(head.subarray(0, at));
  if (!response) return failed();
  const rest = new PassThrough();
  rest.write(head.subarray(at + PRELUDE_END.length));
  body.on('error', (error) => rest.destroy(error));
  body.pipe(rest);
  return { ...response, body: rest };
}

function nextChunk(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunk = body.read() as Buffer | null;
    if (chunk) return resolve(chunk);
    if (body.readableEnded || body.destroyed) return reject(new Error('The stream ended within its prelude.'));
    const settle = () => {
      body.off('readable', settle).off('end', settle).off('error', reject);
      nextChunk(body).then(resolve, reject);
    };
    body.on('readable', settle).on('end', settle).on('error', reject);
  });
}

function preludeOf(text: Buffer): LocalResponse | undefined {
  try {
    const prelude = JSON.parse(text.toString('utf8')) as Readonly<Record<string, unknown>>;
    const headers = responseHeaders(prelude, 'application/octet-stream');
    return headers && { status: Number(prelude.statusCode ?? 200), headers };
  } catch {
    return undefined;
  }
}
