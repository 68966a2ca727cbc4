/**
 * One execution environment: a process that runs a function's code, one event at a time, and stays warm in between.
 * In: what to start, then events. Out: outcomes and log lines. Knows nothing of queues, permissions or HTTP.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import type { Outcome } from './outcome.ts';
import { type LogLine, readFrames, readLines } from './output.ts';
import { exitReason, privateMegabytes } from './process-facts.ts';
import { openRuntimeApi, type RuntimeAnswer, type RuntimeApi } from './runtime-api.ts';

export interface EnvironmentSpec {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  onLine(line: LogLine): void;
}

export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  readonly traceId: string;
  readonly clientContext?: string;
  /** Called as soon as a streaming function begins to answer. Nothing is kept back until its end. */
  readonly onStream?: (contentType: string, body: Readable) => void;
}

type InitOutcome = { readonly kind: 'ready' } | Extract<Outcome, { kind: 'failed' | 'timed out' | 'exited' }>;

interface Running {
  readonly invocation: Invocation;
  readonly settle: (outcome: Outcome) => void;
  stream?: PassThrough;
}

const MEMORY_CHECK_MS = 100;

export class ExecutionEnvironment {
  readonly startedAt = performance.now();
  /** Milliseconds from start to the first request for an event; `undefined` until then. */
  initDuration: number | undefined;
  maxMemoryMegabytes = 0;
  readonly #spec: EnvironmentSpec;
  readonly #child: ChildProcess;
  readonly #api: RuntimeApi;
  #running: Running | undefined;
  #settleInit: ((outcome: InitOutcome) => void) | undefined;
  readonly #initialised: Promise<InitOutcome>;
  readonly #closed: Promise<void>;
  #outOfMemory = false;
  #exited = false;

  static async start(spec: EnvironmentSpec): Promise<ExecutionEnvironment> {
    // Nothing calls the API before the constructor has started the process.
    let environment!: ExecutionEnvironment;
    const api = await openRuntimeApi({
      onNext: () => environment.#becomeReady(),
      onResponse: async (requestId, answer) => environment.#onResponse(requestId, answer),
      onError: (requestId, body, errorType) => environment.#settle(requestId, { kind: 'failed', body, errorType }),
      onInitError: (body, errorType) => environment.#settleInit?.({ kind: 'failed', body, errorType }),
      onMemory: (kilobytes) => environment.#noteMemory(kilobytes / 1024),
    });
    environment = new ExecutionEnvironment(spec, api);
    return environment;
  }

  private constructor(spec: EnvironmentSpec, api: RuntimeApi) {
    this.#spec = spec;
    this.#api = api;
    this.#initialised = new Promise((resolve) => {
      this.#settleInit = resolve;
    });
    const child = spawn(spec.command, spec.arguments, {
      cwd: spec.directory,
      env: { ...spec.variables, AWS_LAMBDA_RUNTIME_API: api.address, _LAMBDA_TELEMETRY_LOG_FD: '3', _ENDPOINT_LIFELINE_FD: '4' },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    const [, stdout, stderr, frames] = child.stdio as unknown as [null, Readable, Readable, Readable];
    readLines(stdout, spec.onLine);
    readLines(stderr, spec.onLine);
    readFrames(frames, spec.onLine);
    // A process that could not be started emits no `close`.
    this.#closed = new Promise((resolve) => {
      child.once('error', (error) => this.#onExit(`could not start ${spec.command}: ${error.message}`, resolve));
      child.once('close', (status, signal) => this.#onExit(exitReason(status, signal), resolve));
    });
  }

  /** Whether it can take another event, as far as is known. */
  get alive(): boolean {
    return !this.#exited;
  }

  /** Settles once: ready, or why not. */
  async initialised(timeoutMs: number): Promise<InitOutcome> {
    return withTimeout(this.#initialised, timeoutMs);
  }

  /** Only after `initialised` gave `ready`, and never two at once. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    const memoryCheck = setInterval(() => this.#checkMemory(), MEMORY_CHECK_MS);
    const outcome = new Promise<Outcome>((settle) => {
      this.#running = { invocation, settle };
    });
    if (this.#exited) this.#settle(invocation.requestId, { kind: 'exited', reason: undefined, outOfMemory: false });
    this.#api.send(eventHeaders(invocation), invocation.payload);
    try {
      const result = await withTimeout(outcome, invocation.timeoutMs);
      if (result.kind === 'timed out') this.#running?.stream?.destroy(new Error('timed out'));
      // Log lines and the answer come by different ways: let what was written before the answer arrive before it.
      await twoTurns();
      return result;
    } finally {
      clearInterval(memoryCheck);
      this.#running = undefined;
    }
  }

  /** At once, whatever runs. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #becomeReady(): void {
    this.initDuration ??= performance.now() - this.startedAt;
    this.#settleInit?.({ kind: 'ready' });
  }

  async #onResponse(requestId: string, answer: RuntimeAnswer): Promise<void> {
    const running = this.#running;
    const stream = answer.streaming && running?.invocation.requestId === requestId ? running.invocation.onStream : undefined;
    if (running && stream) {
      running.stream = new PassThrough();
      running.stream.on('error', () => {});
      stream(answer.contentType, running.stream);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      running?.stream?.write(chunk);
    }
    const trailer = answer.body.trailers['lambda-runtime-function-error-body'];
    if (trailer) {
      running?.stream?.destroy(new Error('the function failed'));
      const errorType = decodeURI(answer.body.trailers['lambda-runtime-function-error-type'] ?? 'Unhandled');
      return this.#settle(requestId, { kind: 'failed', body: Buffer.from(trailer, 'base64'), errorType });
    }
    running?.stream?.end();
    this.#settle(requestId, {
      kind: 'answered',
      body: Buffer.concat(chunks),
      contentType: answer.contentType,
      streaming: answer.streaming,
    });
  }

  #settle(requestId: string, outcome: Outcome): void {
    if (this.#running?.invocation.requestId === requestId) this.#running.settle(outcome);
  }

  #onExit(reason: string | undefined, closed: () => void): void {
    if (this.#exited) return;
    this.#exited = true;
    this.#api.close();
    const outcome = { kind: 'exited', reason, outOfMemory: this.#outOfMemory } as const;
    this.#settleInit?.(outcome);
    this.#running?.stream?.destroy(new Error('the process ended'));
    this.#running?.settle(outcome);
    closed();
  }

  #noteMemory(megabytes: number): void {
    this.maxMemoryMegabytes = Math.max(this.maxMemoryMegabytes, Math.ceil(megabytes));
  }

  /** The heap limit is the runtime's; what lies outside the heap (buffers) only the system sees. */
  #checkMemory(): void {
    const megabytes = this.#child.pid === undefined ? undefined : privateMegabytes(this.#child.pid);
    if (megabytes === undefined || megabytes <= this.#spec.memoryMegabytes) return;
    this.#outOfMemory = true;
    this.#noteMemory(this.#spec.memoryMegabytes);
    this.#child.kill('SIGKILL');
  }
}

function eventHeaders(invocation: Invocation): Record<string, string> {
  return {
    'lambda-runtime-aws-request-id': invocation.requestId,
    'lambda-runtime-invoked-function-arn': invocation.functionArn,
    'lambda-runtime-deadline-ms': String(Date.now() + invocation.timeoutMs),
    'lambda-runtime-trace-id': invocation.traceId,
    ...(invocation.clientContext ? { 'lambda-runtime-client-context': invocation.clientContext } : {}),
  };
}

async function withTimeout<T>(promise: Promise<T>, milliseconds: number): Promise<T | { readonly kind: 'timed out' }> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<{ readonly kind: 'timed out' }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timed out' }), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

function twoTurns(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
