/**
 * In: requests to an HTTP API's address. Out: the answers of its routes' functions, or API Gateway's own. Must never call a
 * function whose policy doesn't let this route in.
 */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import { corsSettings, isPreflight, preflightResponse, withCors } from '../lambda/http-cors.ts';
import { type HttpEventOptions, httpEvent, httpResponse, rawPath } from '../lambda/http-event.ts';
import type { LambdaService } from '../lambda/index.ts';
import { type AccessLogEntry, accessLogLine, type IntegrationEntry } from './access-log.ts';
import type { HttpApi, Route, Stage } from './apis.ts';
import { httpEventFormat1, httpResponseFormat1 } from './event-format-1.ts';
import { decodePath } from './request-path.ts';
import { matchRoute } from './route-matching.ts';
import { createTokenBucket, type TokenBucket } from './throttle.ts';

export interface FrontPeers {
  readonly account: string;
  readonly iam: Pick<IamService, 'authorize'>;
  readonly lambda: Pick<LambdaService, 'byArn' | 'mayInvoke' | 'run'>;
  readonly writeAccessLog: (api: HttpApi, stage: Stage, line: string) => void;
}

export interface ApiFront {
  handle(request: LocalRequest): Promise<LocalResponse>;
}

interface Answer {
  readonly response: LocalResponse;
  readonly routeKey?: string;
  readonly integration?: IntegrationEntry;
  readonly errorMessage?: string;
}

const LARGEST_REQUEST = 10 * 1024 * 1024;
const DEFAULT_TYPE = 'text/plain;charset=UTF-8';

export function createApiFront(current: () => HttpApi | undefined, peers: FrontPeers): ApiFront {
  const buckets = new Map<string, TokenBucket>();

  return {
    async handle(request) {
      const began = performance.now();
      const time = new Date();
      const requestId = randomBytes(11).toString('base64');
      const api = current();
      if (!api) return own(404, 'Not Found').response;
      const path = decodePath(rawPath(request));
      if (path === undefined) return own(400, 'Bad Request').response;
      const staged = stageOf(api, path);
      if (!staged) return own(404, 'Not Found').response;
      const { stage, path: pathInStage } = staged;

      const cors = corsSettings(api.settings.CorsConfiguration);
      const answer = async (): Promise<Answer> => {
        if (cors && isPreflight(request)) return { response: preflightResponse(cors, request, 204) };
        const match = stage.AutoDeploy
          ? matchRoute(Object.values(api.routes), ({ RouteKey }) => RouteKey, request.method, pathInStage)
          : undefined;
        if (!match) return own(404, 'Not Found');
        const { route, pathParameters } = match;
        const routeKey = route.RouteKey;
        if (!admitted(stage, route)) return { ...own(429, 'Too Many Requests'), routeKey };
        if (!authorized(api, stage, route, request)) return { ...own(403, 'Forbidden'), routeKey };
        if (request.body.length > LARGEST_REQUEST) return { ...own(413, 'Request Entity Too Large'), routeKey };
        const options: HttpEventOptions = {
          requestId,
          time,
          routeKey,
          accountId: peers.account,
          apiId: api.id,
          stage: stage.StageName,
          rawPath: path,
          path,
          keepCookieHeader: false,
          ...(pathParameters ? { pathParameters } : {}),
          ...(stage.StageVariables ? { stageVariables: stage.StageVariables } : {}),
        };
        const integrated = await integrate(api, stage, route, request, options);
        return { ...integrated, routeKey, response: withCors(cors, request, integrated.response) };
      };

      const given = await answer();
      const response = { ...given.response, headers: { ...given.response.headers, 'apigw-requestid': requestId } };
      log(api, stage, {
        accountId: peers.account,
        apiId: api.id,
        stage: stage.StageName,
        requestId,
        time,
        method: request.method,
        path,
        domainName: request.url.host,
        userAgent: request.headers['user-agent'] ?? '',
        status: response.status,
        responseLength: lengthOf(response),
        responseLatencyMs: performance.now() - began,
        ...(given.routeKey === undefined ? {} : { routeKey: given.routeKey }),
        ...(given.integration ? { integration: given.integration } : {}),
        ...(given.errorMessage === undefined ? {} : { errorMessage: given.errorMessage }),
      });
      return response;
    },
  };

  function admitted(stage: Stage, route: Route): boolean {
    const settings = { ...stage.DefaultRouteSettings, ...stage.RouteSettings?.[route.RouteKey] };
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings;
    if (rate === undefined && burst === undefined) return true;
    const limits = { rate: rate ?? Number.POSITIVE_INFINITY, burst: burst ?? Math.max(1, Math.ceil(rate ?? 1)) };
    // New limits begin with a full bucket.
    const key = `${stage.StageName} ${route.RouteKey} ${limits.rate} ${limits.burst}`;
    const bucket = buckets.get(key) ?? createTokenBucket(limits.rate, limits.burst);
    buckets.set(key, bucket);
    return bucket.take();
  }

  function authorized(api: HttpApi, stage: Stage, route: Route, request: LocalRequest): boolean {
    if (route.AuthorizationType === 'NONE') return true;
    return peers.iam.authorize(request.principal, 'execute-api:Invoke', routeArn(api, stage, route, request)).allowed;
  }

  function routeArn(api: HttpApi, stage: Stage, route: Route, request: LocalRequest): string {
    const resource =
      route.RouteKey === '$default' ? '$default' : `${request.method}${route.RouteKey.slice(route.RouteKey.indexOf(' ') + 1)}`;
    return `arn:aws:execute-api:${api.region}:${peers.account}:${api.id}/${stage.StageName}/${resource}`;
  }

  async function integrate(
    api: HttpApi,
    stage: Stage,
    route: Route,
    request: LocalRequest,
    options: HttpEventOptions,
  ): Promise<Pick<Answer, 'response' | 'integration' | 'errorMessage'>> {
    const began = performance.now();
    const integration = api.integrations[route.Target?.replace(/^integrations\//, '') ?? ''];
    const failed = (status: number, message: string, reason: string, lambdaStatus: number) => ({
      ...own(status, message),
      integration: { latencyMs: performance.now() - began, status: lambdaStatus, errorMessage: reason },
    });
    const fail = (reason: string, lambdaStatus = 500) => failed(500, 'Internal Server Error', reason, lambdaStatus);
    if (!integration) return fail('The route has no integration.');
    const target = peers.lambda.byArn(functionArnOf(integration.IntegrationUri));
    if (!target || !peers.lambda.mayInvoke(target, 'apigateway.amazonaws.com', routeArn(api, stage, route, request))) {
      const why = "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. ";
      return fail(`${why}Check the permissions and try again.`, 403);
    }
    const two = integration.PayloadFormatVersion === '2.0';
    const event = two ? httpEvent(request, options) : httpEventFormat1(request, options);
    try {
      const run = peers.lambda.run(target, { payload: Buffer.from(JSON.stringify(event)) });
      const result = await inTime(run, integration.TimeoutInMillis);
      if (!result) {
        return failed(503, 'Service Unavailable', 'Network error communicating with endpoint', 504);
      }
      if (result.functionError) return fail(lambdaErrorMessage(result.payload), 200);
      const response = two ? httpResponse(result.payload, DEFAULT_TYPE) : httpResponseFormat1(result.payload);
      if (!response) return fail("The response from the Lambda function doesn't match the format that API Gateway expects.", 200);
      return { response, integration: { latencyMs: performance.now() - began, status: 200, requestId: result.requestId } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'TooManyRequestsException') return failed(503, 'Service Unavailable', error.message, 429);
      return fail(error.message, error.statusCode);
    }
  }

  function log(api: HttpApi, stage: Stage, entry: AccessLogEntry): void {
    if (stage.AccessLogSettings) peers.writeAccessLog(api, stage, accessLogLine(stage.AccessLogSettings.Format, entry));
  }
}

/** `$default` serves what no other stage is named in. */
function stageOf(api: HttpApi, path: string): { readonly stage: Stage; readonly path: string } | undefined {
  const [, first = '', rest] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
  const named = first === '$default' ? undefined : api.stages[first];
  if (named) return { stage: named, path: rest ?? '/' };
  const stage = api.stages.$default;
  return stage && { stage, path };
}

/** A function's ARN, or the path of Lambda's API that older templates give. */
function functionArnOf(uri: string): string {
  return /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

/** Answers of API Gateway itself. */
function own(status: number, message: string): { readonly response: LocalResponse; readonly errorMessage: string } {
  return {
    response: { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) },
    errorMessage: message,
  };
}

/** The function goes on where the gateway has given up. */
async function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  promise.catch(() => {});
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function lambdaErrorMessage(payload: Buffer): string {
  try {
    const { errorMessage } = JSON.parse(payload.toString('utf8')) as { errorMessage?: string };
    return errorMessage ?? 'The Lambda function returned an error.';
  } catch {
    return 'The Lambda function returned an error.';
  }
}

function lengthOf({ body }: LocalResponse): number {
  return typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.byteLength(body) : 0;
}
