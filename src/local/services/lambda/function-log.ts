/** The log of one execution environment: its lines, and Lambda's own about each invocation, in Lambda's text and JSON formats. */
import { randomBytes } from 'node:crypto';
import type { LoggingConfig } from './functions.ts';
import type { LogLine } from './output.ts';

export interface InvocationReport {
  readonly requestId: string;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string;
  readonly durationMs: number;
  /** Of a cold start. */
  readonly initDurationMs?: number;
  readonly memoryMegabytes: number;
  readonly maxMemoryMegabytes: number;
}

export interface FunctionLog {
  readonly stream: string;
  line(line: LogLine): void;
  start(requestId: string): void;
  initFailed(durationMs: number, status: 'error' | 'timeout', errorType?: string): void;
  timedOut(requestId: string, seconds: string): void;
  exited(requestId: string, message: string): void;
  report(report: InvocationReport): void;
  /** The last 4 KiB of what was written since `start`. */
  tail(): string;
}

const TAIL = 4096;

export function createFunctionLog(
  name: string,
  config: LoggingConfig,
  write: (stream: string, lines: readonly LogLine[]) => void,
): FunctionLog {
  const stream = streamName(name, config);
  const json = config.LogFormat === 'JSON';
  const systemLines = !json || config.SystemLogLevel !== 'WARN';
  let waiting: LogLine[] = [];
  let recent: string[] = [];

  function line(entry: LogLine): void {
    recent.push(entry.message);
    // One write for all lines of a turn of the event loop.
    if (waiting.length === 0) setImmediate(flush);
    waiting.push(entry);
  }

  function flush(): void {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) write(stream, lines);
  }

  function say(type: string, record: object, text: string): void {
    const timestamp = Date.now();
    if (!json) line({ timestamp, message: text });
    else if (systemLines) line({ timestamp, message: `${JSON.stringify({ time: new Date(timestamp).toISOString(), type, record })}\n` });
  }

  return {
    stream,
    line,
    start(requestId) {
      recent = [];
      say('platform.start', { requestId, version: '$LATEST' }, `START RequestId: ${requestId} Version: $LATEST\n`);
    },
    initFailed(durationMs, status, errorType) {
      const text = `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: ${status}${typeSuffix(errorType)}\n`;
      const metrics = { durationMs: round(durationMs) };
      say('platform.initReport', { initializationType: 'on-demand', phase: 'init', status, errorType, metrics }, text);
    },
    timedOut(requestId, seconds) {
      line({ timestamp: Date.now(), message: `${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds\n\n` });
    },
    exited(requestId, message) {
      line({ timestamp: Date.now(), message: `RequestId: ${requestId} Error: ${message}\nRuntime.ExitError\n` });
    },
    report(report) {
      const { requestId, status, errorType, durationMs, initDurationMs, memoryMegabytes, maxMemoryMegabytes } = report;
      const billed = Math.ceil(durationMs + (initDurationMs ?? 0));
      if (!json) line({ timestamp: Date.now(), message: `END RequestId: ${requestId}\n` });
      const text =
        `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billed} ms\t` +
        `Memory Size: ${memoryMegabytes} MB\tMax Memory Used: ${maxMemoryMegabytes} MB\t` +
        (initDurationMs === undefined ? '' : `Init Duration: ${initDurationMs.toFixed(2)} ms\t`) +
        (status === 'success' ? '' : `Status: ${status}${typeSuffix(errorType)}`);
      const metrics = {
        durationMs: round(durationMs),
        billedDurationMs: billed,
        memorySizeMB: memoryMegabytes,
        maxMemoryUsedMB: maxMemoryMegabytes,
        initDurationMs: initDurationMs && round(initDurationMs),
      };
      say('platform.report', { requestId, metrics, status, errorType }, `${text}\n`);
      // Who gets the answer finds the log complete.
      flush();
    },
    tail() {
      return Buffer.from(recent.join('')).subarray(-TAIL).toString('utf8');
    },
  };
}

const typeSuffix = (errorType: string | undefined) => (errorType === undefined ? '' : `\tError Type: ${errorType}`);
const round = (milliseconds: number) => Math.round(milliseconds * 1000) / 1000;

/** In a group that several functions may share, the stream says whose it is. */
function streamName(name: string, { LogGroup }: LoggingConfig): string {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const environment = randomBytes(16).toString('hex');
  return LogGroup === `/aws/lambda/${name}` ? `${date}/[$LATEST]${environment}` : `${date}/${name}[$LATEST][${environment}]`;
}
