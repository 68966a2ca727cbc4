/** Runs events: finds or starts an execution environment, keeps Lambda's limits and writes its log lines. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AwsError } from '../../protocols/aws-error.ts';
import type { LocalEnvironment } from '../../types.ts';
import type { IamService } from '../iam/index.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { createFunctionLog, type InvocationReport } from './function-log.ts';
import type { FunctionRecord } from './functions.ts';
import { answerOf, errorTypeOf, exitMessage, type Outcome, type RunResult } from './outcome.ts';
import type { LogLine } from './output.ts';
import { Pool, type PooledEnvironment } from './pool.ts';
import { runtimeCommand } from './runtimes.ts';
import { functionVariables } from './variables.ts';

export interface RunRequest {
  readonly payload: Buffer;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly clientContext?: string;
  readonly onStream?: (contentType: string, body: Readable) => void;
}

export interface ExecutorOptions {
  readonly environment: LocalEnvironment;
  readonly iam: Pick<IamService, 'assumeRole'>;
  readonly folderOf: (record: FunctionRecord) => string;
  /** Takes log lines in the name of the function's role. */
  readonly writeLog: (record: FunctionRecord, stream: string, lines: readonly LogLine[]) => void;
  readonly idleMs: number;
  readonly poolSize: number;
}

export interface Executor {
  run(record: FunctionRecord, request: RunRequest): Promise<RunResult>;
  /** The function has changed or is gone: later events run in new environments. */
  retire(record: FunctionRecord): void;
  stop(): Promise<void>;
}

const INIT_LIMIT_MS = 10_000;

export function createExecutor(options: ExecutorOptions): Executor {
  const { environment, iam } = options;
  const pools = new Map<string, Pool>();
  const retired = new Set<Pool>();
  const running = new Map<string, number>();
  const unfinished = new Set<Promise<RunResult>>();
  const noticed = new Set<string>();
  const temporary = join(environment.directory, 'lambda', 'tmp');

  function poolOf(record: FunctionRecord): Pool {
    const key = poolKey(record);
    const pool = pools.get(key) ?? new Pool({ start: () => start(record), size: options.poolSize, idleMs: options.idleMs });
    pools.set(key, pool);
    return pool;
  }

  async function start(record: FunctionRecord): Promise<PooledEnvironment> {
    const { settings } = record;
    const command = runtimeCommand(settings);
    if (!noticed.has(settings.Runtime)) {
      noticed.add(settings.Runtime);
      environment.log({ event: 'lambda.runtime', runtime: settings.Runtime, message: command.notice });
    }
    const log = createFunctionLog(record.name, settings.LoggingConfig, (stream, lines) => options.writeLog(record, stream, lines));
    const session = iam.assumeRole(settings.Role, { service: 'lambda.amazonaws.com', sourceArn: record.arn }, record.name);
    await mkdir(temporary, { recursive: true });
    const started = await ExecutionEnvironment.start({
      command: command.command,
      arguments: command.arguments,
      directory: options.folderOf(record),
      memoryMegabytes: settings.MemorySize,
      onLine: log.line,
      variables: functionVariables(record, {
        session,
        endpoint: environment.endpoint,
        folder: options.folderOf(record),
        temporary,
        logStream: log.stream,
      }),
    });
    return { environment: started, log, cold: true };
  }

  /** A started environment whose code has loaded, or why it hasn't. */
  async function ready(pool: Pool, record: FunctionRecord) {
    const first = await pool.take();
    const init = first.cold ? await first.environment.initialised(INIT_LIMIT_MS) : ({ kind: 'ready' } as const);
    if (init.kind !== 'timed out') return { pooled: first, init, remainingMs: record.settings.Timeout * 1000 };
    // As on AWS: initialisation that takes too long is begun anew, now on the function's own time.
    first.log.initFailed(INIT_LIMIT_MS, 'timeout');
    await pool.discard(first);
    const began = performance.now();
    const second = await pool.take();
    const again = await second.environment.initialised(record.settings.Timeout * 1000);
    return { pooled: second, init: again, remainingMs: record.settings.Timeout * 1000 - (performance.now() - began) };
  }

  async function runInPool(record: FunctionRecord, request: RunRequest): Promise<RunResult> {
    const requestId = request.requestId ?? randomUUID();
    const pool = poolOf(record);
    const { pooled, init, remainingMs } = await ready(pool, record);
    const { environment: target, log } = pooled;
    const initFailure = init.kind === 'ready' ? undefined : init;
    if (initFailure) {
      log.initFailed(
        performance.now() - target.startedAt,
        initFailure.kind === 'timed out' ? 'timeout' : 'error',
        errorTypeOf(initFailure),
      );
    }
    log.start(requestId);
    const began = performance.now();
    const outcome =
      initFailure ??
      (await target.invoke({
        requestId,
        functionArn: record.arn,
        payload: request.payload,
        timeoutMs: remainingMs,
        traceId: request.traceId ?? newTraceId(),
        ...(request.clientContext ? { clientContext: request.clientContext } : {}),
        ...(request.onStream ? { onStream: request.onStream } : {}),
      }));
    const durationMs = performance.now() - began;
    if (outcome.kind === 'timed out') log.timedOut(requestId, record.settings.Timeout.toFixed(2));
    if (outcome.kind === 'exited') log.exited(requestId, exitMessage(outcome.reason));
    log.report(reportOf(record, pooled, requestId, outcome, durationMs));
    const result = { requestId, logTail: log.tail(), ...answerOf(outcome, requestId, record.settings.Timeout) };
    if (outcome.kind === 'answered' || (outcome.kind === 'failed' && !initFailure)) pool.release(pooled);
    else await pool.discard(pooled);
    return result;
  }

  return {
    async run(record, request) {
      const now = running.get(record.arn) ?? 0;
      if (record.reservedConcurrency !== undefined && now >= record.reservedConcurrency) throw throttled();
      running.set(record.arn, now + 1);
      const run = runInPool(record, request);
      unfinished.add(run);
      try {
        return await run;
      } finally {
        unfinished.delete(run);
        running.set(record.arn, (running.get(record.arn) ?? 1) - 1);
      }
    },
    retire(record) {
      const pool = pools.get(poolKey(record));
      if (!pool) return;
      pools.delete(poolKey(record));
      retired.add(pool);
      void pool.retire().then(() => retired.delete(pool));
    },
    async stop() {
      await Promise.all([...pools.values(), ...retired].map((pool) => pool.stop()));
      // They still write the ends of their logs.
      await Promise.allSettled(unfinished);
      pools.clear();
      retired.clear();
    },
  };
}

const poolKey = (record: FunctionRecord) => `${record.arn} ${record.generation}`;

function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
}

function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

function reportOf(
  record: FunctionRecord,
  { environment, cold }: PooledEnvironment,
  requestId: string,
  outcome: Outcome,
  durationMs: number,
): InvocationReport {
  // A function that throws has not failed as far as the platform is concerned.
  const status = outcome.kind === 'timed out' ? 'timeout' : outcome.kind === 'exited' ? 'error' : 'success';
  const errorType = status === 'error' ? errorTypeOf(outcome) : undefined;
  return {
    requestId,
    status,
    durationMs,
    memoryMegabytes: record.settings.MemorySize,
    maxMemoryMegabytes: Math.min(environment.maxMemoryMegabytes, record.settings.MemorySize),
    ...(errorType ? { errorType } : {}),
    ...(cold && environment.initDuration !== undefined ? { initDurationMs: environment.initDuration } : {}),
  };
}
