/**
 * `npm run bench`: how long the command takes, as a multiple of floors measured in the same run. A = `node -e 0`;
 * C = `floor.ts`, bundled as the command is. Pairs of floor and command, interleaved, so that a busy machine slows both.
 *
 *   --cli FILE     the command (dist/main.js)
 *   --pairs N      pairs of each case (9)
 *   --only TEXT    cases whose name has it
 *   --large        2,000 functions in 40 stacks too
 *   --deploy       deploys of the notes app to the endpoint on this machine too
 *   --out FILE     the figures as JSON
 *   --check        exit status 1 where a limit is passed
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { writeApp } from './app.ts';
import { type Case, cases } from './cases.ts';
import { measureDeploys } from './deploy.ts';
import { median, type Program, peakMemory, time } from './measure.ts';
import { type Row, table } from './table.ts';

const { values } = parseArgs({
  options: {
    cli: { type: 'string', default: 'dist/main.js' },
    pairs: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    large: { type: 'boolean', default: false },
    deploy: { type: 'boolean', default: false },
    out: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const cli = resolve(values.cli);
const pairs = Number(values.pairs);
const temporary = mkdtempSync(join(tmpdir(), 'proj-bench-'));
const apps = new Map<string, string>();
const rows: Row[] = [];

try {
  const floorC = await bundledFloor();
  for (const one of cases) if (one.name.includes(values.only)) rows.push(ratio(one, floorC));
  if ('memory'.includes(values.only) || values.only === '') rows.push(await memory(floorC));
  if (values.large) rows.push(...linear());
  if (values.deploy) rows.push(...measureDeploys(cli, temporary, pairs));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

process.stdout.write(table(rows));
if (values.out !== undefined) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  writeFileSync(values.out, `${JSON.stringify({ date: new Date().toISOString(), machine, pairs, rows }, undefined, 2)}\n`);
}
if (values.check && rows.some(({ value, limit }) => value > limit)) process.exitCode = 1;

/** Bundled as `dist/main.js` is, so that neither pays for TypeScript. */
async function bundledFloor(): Promise<string> {
  const outfile = resolve('node_modules/.cache/bench-floor.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'floor.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild'],
    logLevel: 'warning',
  });
  return outfile;
}

function appOf(functions: number, included = 0): string {
  const name = `app${functions}-${included}`;
  const root = apps.get(name) ?? join(temporary, name);
  if (!apps.has(name)) writeApp(root, functions, included);
  apps.set(name, root);
  return root;
}

function ratio(one: Case, floorC: string): Row {
  const root = appOf(one.functions, one.included);
  const floor: Program = one.floor === 'A' ? { args: ['-e', '0'] } : { args: [floorC, root] };
  const command = one.program(cli, root);
  if (one.once) time(command);
  const floors: number[] = [];
  const commands: number[] = [];
  for (let run = -1; run < pairs; run++) {
    one.before?.(root, run);
    // Each goes first in turn; the first pair only warms the disk's cache.
    const first = run % 2 === 0 ? time(floor) : undefined;
    const own = time(command);
    const base = first ?? time(floor);
    if (run < 0) continue;
    floors.push(base);
    commands.push(own);
  }
  const value = median(commands.map((own, index) => own / (floors[index] as number)));
  return {
    name: one.name,
    functions: one.functions,
    unit: `× ${one.floor}`,
    value,
    limit: one.limit,
    command: median(commands),
    floor: median(floors),
  };
}

async function memory(floorC: string): Promise<Row> {
  const root = appOf(400);
  const command = { args: [cli, 'synth', '--stage', 'bench'], cwd: root };
  const [own, floor]: [number[], number[]] = [[], []];
  for (let run = 0; run < Math.min(pairs, 5); run++) {
    rmSync(join(root, '.proj'), { recursive: true, force: true });
    own.push((await peakMemory(command)) ?? Number.NaN);
    floor.push((await peakMemory({ args: [floorC, root] })) ?? Number.NaN);
  }
  return {
    name: 'memory of proj synth, cold (MB)',
    functions: 400,
    unit: '× C',
    value: median(own) / median(floor),
    limit: 1.5,
    command: median(own),
    floor: median(floor),
  };
}

/** Five times the functions in at most five times the time, cold and warm. */
function linear(): Row[] {
  const [small, big] = [appOf(400), appOf(2000)];
  const at = (root: string): Program => ({ args: [cli, 'synth', '--stage', 'bench'], cwd: root });
  return (['cold', 'warm'] as const).map((kind) => {
    const times = [small, big].map((root) => {
      const runs = Array.from({ length: 3 }, () => {
        if (kind === 'cold') rmSync(join(root, '.proj'), { recursive: true, force: true });
        return time(at(root));
      });
      return median(runs);
    });
    const [floor, command] = times as [number, number];
    return {
      name: `proj synth, ${kind}: 2,000 functions`,
      functions: 2000,
      unit: '× 400',
      value: command / floor,
      limit: 5,
      command,
      floor,
    };
  });
}
