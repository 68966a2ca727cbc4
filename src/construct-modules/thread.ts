/** The thread that modules run in, started when the first is read. Its end is the caller's to bring about. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** For all constructs of the app together. */
const LIMIT = { milliseconds: 5000, megabytes: 256 };
/** How much longer the thread may take to say that the limit was reached. */
const GRACE = 2000;

/** The thread's code stands beside this file, in the sources and in the bundle. */
const code = new URL(import.meta.url.endsWith('.ts') ? './worker.mjs' : './construct-worker.mjs', import.meta.url);

export type Order = { readonly type: string; readonly code: string } | { readonly type: string; readonly requests: string };

export interface Told {
  /** JSON of the module's. */
  readonly text?: string;
  readonly failure?: { readonly kind: 'threw' | 'late' | 'memory'; readonly message: string; readonly stack?: string };
  /** The construct that was worked on when the time was over. */
  readonly current?: string;
  /** Written to the console. */
  readonly lines: readonly string[];
}

export interface Thread {
  /** One at a time. */
  ask(order: Order): Promise<Told>;
  close(): Promise<void>;
}

export function openThread(milliseconds = LIMIT.milliseconds): Thread {
  const worker = new Worker(fileURLToPath(code), {
    workerData: { limit: milliseconds },
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: LIMIT.megabytes },
  });
  worker.unref();
  let ended: Told | undefined;
  const end = (kind: 'late' | 'memory') => {
    ended ??= { failure: { kind, message: '' }, lines: [] };
    return ended;
  };
  return {
    ask(order) {
      if (ended) return Promise.resolve(ended);
      worker.ref();
      let late: NodeJS.Timeout;
      const answer = new Promise<Told>((resolve, reject) => {
        late = setTimeout(() => resolve(end('late')), milliseconds + GRACE);
        worker.once('message', resolve);
        worker.once('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(end('memory'));
          else reject(error);
        });
        worker.postMessage(order);
      });
      return answer.finally(() => {
        clearTimeout(late);
        worker.removeAllListeners('message').removeAllListeners('error').unref();
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}
