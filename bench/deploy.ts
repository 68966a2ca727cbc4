/** Deploys of the notes app to the endpoint on this machine, which runs already. */
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { median, type Program, time } from './measure.ts';
import type { Row } from './table.ts';

const COLD_SECONDS = 3;
const UNCHANGED_SECONDS = 0.5;

export function measureDeploys(cli: string, temporary: string, runs: number): Row[] {
  const root = join(temporary, 'notes');
  cpSync(resolve('examples/notes'), root, { recursive: true, filter: (path) => !/(\.proj|node_modules|dist)$/.test(path) });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  const proj = (...args: readonly string[]): Program => ({ args: [cli, ...args], cwd: root });
  time(proj('local', 'start'));
  try {
    const cold: number[] = [];
    const unchanged: number[] = [];
    for (let run = 0; run < runs; run++) {
      for (const made of ['.proj/build', '.proj/cache', 'web/dist']) rmSync(join(root, made), { recursive: true, force: true });
      const deploy = proj('deploy', '--local', '--yes', '--stage', `bench${run}`);
      cold.push(time(deploy));
      unchanged.push(time(deploy));
    }
    return [
      seconds('proj deploy --local of the notes app, cold', cold, COLD_SECONDS),
      seconds('proj deploy --local of the notes app, unchanged', unchanged, UNCHANGED_SECONDS),
    ];
  } finally {
    time(proj('local', 'stop'));
  }
}

function seconds(name: string, times: readonly number[], limit: number): Row {
  return { name, functions: 3, unit: 's', value: median(times) / 1000, limit, command: median(times), floor: Number.NaN };
}
