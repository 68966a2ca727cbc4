/** The execution environments of one version of a function: one per concurrent event, kept warm, stopped when idle for long. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionLog } from './function-log.ts';

export interface PooledEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly log: FunctionLog;
  /** Has not had an event yet. */
  cold: boolean;
}

export interface PoolOptions {
  readonly start: () => Promise<PooledEnvironment>;
  /** More at once wait: AWS would start them all, a laptop can't. */
  readonly size: number;
  readonly idleMs: number;
}

export class Pool {
  readonly #options: PoolOptions;
  readonly #idle: { readonly pooled: PooledEnvironment; readonly timer: NodeJS.Timeout }[] = [];
  readonly #all = new Set<PooledEnvironment>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #retired = false;
  #stopped = false;
  #drained: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** A warm environment, or a new one. Give it back by `release` or `discard`. */
  async take(): Promise<PooledEnvironment> {
    if (this.#taken >= this.#options.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
    try {
      for (let found = this.#idle.pop(); found; found = this.#idle.pop()) {
        clearTimeout(found.timer);
        if (found.pooled.environment.alive) return found.pooled;
        this.#all.delete(found.pooled);
      }
      if (this.#stopped) throw stopped();
      const started = await this.#options.start();
      this.#all.add(started);
      if (!this.#stopped) return started;
      await this.#stopAndForget(started);
      throw stopped();
    } catch (error) {
      this.#handOn();
      throw error;
    }
  }

  release(pooled: PooledEnvironment): void {
    pooled.cold = false;
    if (this.#retired || !pooled.environment.alive) return void this.discard(pooled);
    const timer = setTimeout(() => this.#stopIdle(pooled), this.#options.idleMs);
    timer.unref();
    this.#idle.push({ pooled, timer });
    this.#handOn();
  }

  /** For an environment that can't take another event. */
  async discard(pooled: PooledEnvironment): Promise<void> {
    this.#handOn();
    await this.#stopAndForget(pooled);
  }

  /** No new events: idle ones stop now, the others when they are done. Resolves when all are gone. */
  async retire(): Promise<void> {
    this.#retired = true;
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    for (const { pooled, timer } of this.#idle.splice(0)) void this.#stopAndForget(pooled, timer);
    this.#noteDrained();
    return drained;
  }

  /** Everything, at once. */
  async stop(): Promise<void> {
    this.#retired = true;
    this.#stopped = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#all].map((pooled) => this.#stopAndForget(pooled)));
  }

  /** The place goes to who has waited longest, or is free. */
  #handOn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken -= 1;
  }

  #stopIdle(pooled: PooledEnvironment): void {
    const at = this.#idle.findIndex((idle) => idle.pooled === pooled);
    if (at >= 0) this.#idle.splice(at, 1);
    void this.#stopAndForget(pooled);
  }

  async #stopAndForget(pooled: PooledEnvironment, timer?: NodeJS.Timeout): Promise<void> {
    clearTimeout(timer);
    await pooled.environment.stop();
    this.#all.delete(pooled);
    this.#noteDrained();
  }

  #noteDrained(): void {
    if (this.#retired && this.#taken === 0 && this.#all.size === 0) this.#drained?.();
  }
}

function stopped(): AwsError {
  return new AwsError('ServiceException', 'The endpoint has stopped.', 500);
}
