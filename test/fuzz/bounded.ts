/** Judges inputs within bounds: what hangs is killed, what takes too much memory ends by itself, and both are verdicts. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Verdict } from './judge.ts';
import type { Input } from './mutate.ts';
import { makeProject } from './project.ts';

const MEMORY_IN_MB = 400;
/** In milliseconds of the processor. */
const SLOW = 2000;
/** In milliseconds of the clock. */
const HANG = 60_000;

export interface TimedVerdict extends Verdict {
  readonly milliseconds: number;
}

export interface Judges {
  judge(input: Input): Promise<TimedVerdict>;
  end(): void;
}

export function openJudges(): Judges {
  const project = makeProject();
  let worker: ChildProcess | undefined;
  return {
    async judge(input) {
      worker ??= fork(join(import.meta.dirname, 'worker.ts'), [project.folder], {
        execArgv: ['--import', 'tsx', `--max-old-space-size=${MEMORY_IN_MB}`],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const verdict = await answerOf(worker, input);
      if (!worker.connected) worker = undefined;
      const slow = verdict.milliseconds > SLOW ? [`takes ${Math.round(verdict.milliseconds)} ms`] : [];
      return { ...verdict, wrong: [...verdict.wrong, ...slow] };
    },
    end() {
      worker?.kill('SIGKILL');
      project.remove();
    },
  };
}

function answerOf(worker: ChildProcess, input: Input): Promise<TimedVerdict> {
  return new Promise((resolve) => {
    const answered = (verdict: TimedVerdict) => {
      clearTimeout(timer);
      worker.off('exit', ended);
      resolve(verdict);
    };
    const ended = (code: number | null, signal: string | null) => {
      clearTimeout(timer);
      worker.off('message', answered);
      resolve({ wrong: [`ends the process: ${signal ?? code}`], codes: [], milliseconds: 0 });
    };
    const timer = setTimeout(() => worker.kill('SIGKILL'), HANG);
    worker.once('message', answered);
    worker.once('exit', ended);
    worker.send(input);
  });
}
