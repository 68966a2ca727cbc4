/**
 * In: functions as the API and CloudFormation configure them, and events for them. Out: what their code answers, run in
 * processes of its own. Must never let a caller in whom neither its role nor the function's policy allows, nor hand anything
 * of this process's environment to a function.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, Service } from '../../types.ts';
import type { Decision, IamService } from '../iam/index.ts';
import type { LogsService } from '../logs/index.ts';
import { createLambdaApi } from './api.ts';
import { createFunctionControl, type FunctionControl } from './control.ts';
import { createEventQueue } from './event-queue.ts';
import { createExecutor, type RunRequest } from './executor.ts';
import { serveFunctionUrl, urlId } from './function-url.ts';
import { type FunctionRecord, invalid, type UrlSettings } from './functions.ts';
import type { RunResult } from './outcome.ts';
import { policyAllows, policyOf } from './permissions.ts';

type Input = Readonly<Record<string, unknown>>;

export interface LambdaService extends Service {
  readonly control: FunctionControl;
  deleteFunction(record: FunctionRecord): Promise<void>;
  /** Each gives the address of the URL. */
  createUrl(record: FunctionRecord, input: Input): Promise<string>;
  updateUrl(record: FunctionRecord, input: Input): Promise<string>;
  deleteUrl(record: FunctionRecord): Promise<void>;
  urlAddress(record: FunctionRecord): string | undefined;
  /** An `Invoke` whose caller may invoke. */
  invokeOverApi(record: FunctionRecord, request: LocalRequest): Promise<LocalResponse>;
  /** The function that an ARN names; undefined where there is none. */
  byArn(arn: string): FunctionRecord | undefined;
  /** Whether the function's policy lets a service call it for one of its resources. */
  mayInvoke(record: FunctionRecord, service: string, sourceArn: string): boolean;
  /** Runs and waits. Throws `TooManyRequestsException` where there is no concurrency left. */
  run(record: FunctionRecord, request: RunRequest): Promise<RunResult>;
  /** Acknowledged when it returns; runs later, with retries. */
  enqueue(record: FunctionRecord, payload: Buffer, clientContext?: string): string;
}

export interface LambdaPeers {
  readonly iam: Pick<IamService, 'authorizeWithResource' | 'assumeRole' | 'mayAssume'>;
  readonly s3: { readObject(bucket: string, key: string): Buffer | undefined; readonly buckets: { get(name: string): unknown } };
  readonly logs: Pick<LogsService, 'writeAs'>;
}

export interface LambdaLimits {
  /** Pauses before an asynchronous event is tried again. */
  readonly retryDelaysMs: readonly number[];
  /** How long a process is kept that has nothing to do. */
  readonly idleMs: number;
  readonly processesPerFunction: number;
}

const LIMITS: LambdaLimits = { retryDelaysMs: [60_000, 120_000], idleMs: 300_000, processesPerFunction: 16 };
const LARGEST_EVENT = 6_291_456;
const LARGEST_QUEUED_EVENT = 1_048_576;

export function createLambda(environment: LocalEnvironment, services: LambdaPeers, limits: LambdaLimits = LIMITS): LambdaService {
  const { account } = environment;
  const addresses = new Map<string, string>();
  const silenced = new Set<string>();
  const functionArn = (region: string, name: string) => `arn:aws:lambda:${region}:${account}:function:${name}`;

  const control = createFunctionControl({
    environment,
    iam: { mayAssume: (role, assumer) => services.iam.mayAssume(role, assumer) },
    readObject: (bucket, key) => services.s3.readObject(bucket, key),
    hasBucket: (bucket) => services.s3.buckets.get(bucket) !== undefined,
    onChanged: (previous) => executor.retire(previous),
  });
  const executor = createExecutor({
    environment,
    iam: { assumeRole: (...call) => services.iam.assumeRole(...call) },
    folderOf: control.folderOf,
    idleMs: limits.idleMs,
    poolSize: limits.processesPerFunction,
    writeLog(record, stream, lines) {
      const principal = { kind: 'role', roleArn: record.settings.Role, sessionName: record.name } as const;
      const reason = services.logs.writeAs(
        principal,
        { region: record.region, group: record.settings.LoggingConfig.LogGroup, stream },
        lines,
      );
      if (reason === undefined || silenced.has(stream)) return;
      silenced.add(stream);
      environment.log({ event: 'lambda.logs.dropped', function: record.name, reason });
    },
  });
  const queue = createEventQueue({
    directory: join(environment.directory, 'lambda', 'queue'),
    retryDelaysMs: limits.retryDelaysMs,
    settingsOf(event) {
      const record = control.find(event.region, event.functionName);
      return record && (record.eventInvoke ?? {});
    },
    run: (event) =>
      executor.run(control.get(event.region, event.functionName), {
        payload: Buffer.from(event.payload, 'base64'),
        requestId: event.requestId,
        ...(event.clientContext ? { clientContext: event.clientContext } : {}),
      }),
    onDropped: (event, reason) =>
      environment.log({ event: 'lambda.event.dropped', function: event.functionName, requestId: event.requestId, reason }),
  });

  function authorize(request: LocalRequest, action: string, arn: string, record: FunctionRecord | undefined): void {
    const policy = record && policyOf(record);
    const decision: Decision = services.iam.authorizeWithResource(request.principal, action, arn, policy);
    if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.message, 403);
  }

  async function openUrl(record: FunctionRecord): Promise<string> {
    const { region, name } = record;
    const address = await environment.openFront(urlFront(record), async (request) => {
      // As it is at the time of the request.
      const current = control.find(region, name);
      if (!current?.url) return { status: 404 };
      return serveFunctionUrl(current, current.url, request, { account, iam: services.iam, run: executor.run });
    });
    addresses.set(record.arn, `${address}/`);
    return `${address}/`;
  }

  const service: LambdaService = {
    name: 'lambda',
    control,
    handle: (request) => api.handle(request),
    operationOf: (request) => api.operationOf(request),
    async start() {
      await control.load();
      for (const record of control.all()) if (record.url) await openUrl(record);
      queue.start();
    },
    async stop() {
      // Processes first: the queue waits for what they run.
      await Promise.all([executor.stop(), queue.stop()]);
    },
    async deleteFunction(record) {
      control.remove(record);
      if (record.url) await environment.closeFront(urlFront(record));
      addresses.delete(record.arn);
    },
    async createUrl(record, input) {
      if (record.url) {
        const message = `Failed to create function url config for [functionArn = ${record.arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`;
        throw new AwsError('ResourceConflictException', message, 409);
      }
      const now = new Date().toISOString();
      return openUrl(control.setUrl(record, { ...urlSettings(input), CreationTime: now, LastModifiedTime: now }));
    },
    async updateUrl(record, input) {
      const created = record.url?.CreationTime ?? new Date().toISOString();
      return openUrl(control.setUrl(record, { ...urlSettings(input), CreationTime: created, LastModifiedTime: new Date().toISOString() }));
    },
    async deleteUrl(record) {
      control.setUrl(record, undefined);
      addresses.delete(record.arn);
      await environment.closeFront(urlFront(record));
    },
    urlAddress: (record) => addresses.get(record.arn),
    async invokeOverApi(record, request) {
      const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
      const payload = request.body.length === 0 ? Buffer.from('{}') : request.body;
      checkPayload(payload, type === 'Event' ? LARGEST_QUEUED_EVENT : LARGEST_EVENT);
      if (type === 'DryRun') return { status: 204, headers: { 'x-amzn-requestid': randomUUID() } };
      const clientContext = decodeContext(request.headers['x-amz-client-context']);
      if (type === 'Event') return { status: 202, headers: { 'x-amzn-requestid': service.enqueue(record, payload, clientContext) } };
      if (type !== 'RequestResponse') throw invalid(`Value '${type}' at 'invocationType' failed to satisfy constraint.`);
      const result = await executor.run(record, { payload, ...(clientContext ? { clientContext } : {}) });
      return {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': result.requestId,
          'x-amz-executed-version': '$LATEST',
          ...(result.functionError ? { 'x-amz-function-error': result.functionError } : {}),
          ...(request.headers['x-amz-log-type'] === 'Tail' ? { 'x-amz-log-result': Buffer.from(result.logTail).toString('base64') } : {}),
        },
        body: result.payload,
      };
    },
    byArn(arn) {
      const [, region = '', name = ''] = /^arn:aws:lambda:([^:]+):\d{12}:function:([^:]+)(?::\$LATEST)?$/.exec(arn) ?? [];
      return control.find(region, name);
    },
    mayInvoke: (record, caller, sourceArn) => policyAllows(record, 'lambda:InvokeFunction', { service: caller }, { account, sourceArn }),
    run: (record, request) => executor.run(record, request),
    enqueue(record, payload, clientContext) {
      const requestId = randomUUID();
      queue.add({
        requestId,
        region: record.region,
        functionName: record.name,
        payload: payload.toString('base64'),
        ...(clientContext ? { clientContext } : {}),
      });
      return requestId;
    },
  };
  const api = createLambdaApi(service, control, authorize, functionArn);
  return service;
}

const urlFront = (record: FunctionRecord) => `lambda-url-${urlId(record)}`;

function urlSettings(input: Input): Pick<UrlSettings, 'AuthType' | 'InvokeMode' | 'Cors'> {
  const { AuthType: authType, InvokeMode: mode = 'BUFFERED', Cors: cors } = input;
  if (authType !== 'NONE' && authType !== 'AWS_IAM') {
    throw invalid(`Value '${authType}' at 'authType' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AWS_IAM]`);
  }
  if (mode !== 'BUFFERED' && mode !== 'RESPONSE_STREAM') {
    throw invalid(
      `Value '${mode}' at 'invokeMode' failed to satisfy constraint: Member must satisfy enum value set: [BUFFERED, RESPONSE_STREAM]`,
    );
  }
  return { AuthType: authType, InvokeMode: mode, ...(cors ? { Cors: cors as Readonly<Record<string, unknown>> } : {}) };
}

function checkPayload(payload: Buffer, limit: number): void {
  if (payload.length > limit) {
    throw new AwsError('RequestTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, 413);
  }
  try {
    JSON.parse(payload.toString('utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${why}`);
  }
}

function decodeContext(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? Buffer.from(header, 'base64').toString('utf8') : undefined;
}
