/** Time and memory of programs. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Program {
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** A clean environment: in CI nothing is reused. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(CI|GITHUB_|PROJ_|AWS_|NODE_OPTIONS|npm_)/.test(name)),
);

/** Milliseconds that Node.js takes for it. */
export function time({ args, cwd }: Program): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return milliseconds;
}

/** The most memory (MB) that the program and all it started held at one time; `undefined` where the system has no /proc. */
export async function peakMemory({ args, cwd }: Program): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const child = spawn(process.execPath, args, { cwd, env: environment, stdio: 'ignore' });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, treeMemory(child.pid as number));
  }, 4);
  const status = await new Promise((done) => child.on('close', done));
  clearInterval(sampler);
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return peak / 1024;
}

/** Kilobytes. */
function treeMemory(pid: number): number {
  const read = (file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const own = Number(/^VmRSS:\s+(\d+)/m.exec(read('status'))?.[1] ?? 0);
  const children = read(`task/${pid}/children`)
    .split(' ')
    .filter((id) => id.trim() !== '');
  return children.reduce((sum, id) => sum + treeMemory(Number(id)), own);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
