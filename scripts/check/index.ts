/**
 * `npm run check`: everything that must hold before a commit. In: the working tree. Out: a line per check, and what is wrong.
 * Never: a change of the working tree. `--no-tests` leaves the tests out.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findViolations } from './boundaries.ts';
import { findStale } from './generated.ts';

const root = process.cwd();
const checks: Readonly<Record<string, () => readonly string[]>> = {
  types: () => run('tsc', ['--noEmit', '-p', '.']),
  'lint and format': () => run('biome', ['ci', '--colors=off', '--error-on-warnings', '.']),
  boundaries: () => findViolations(sources()),
  'unused code': () => run('knip', ['--no-progress']),
  'generated files': () => findStale(root),
  ...(!process.argv.includes('--no-tests') && { tests: () => run('npm', ['test', '--silent']) }),
};

const results = Object.entries(checks).map(([name, check]) => {
  const started = Date.now();
  const problems = check();
  process.stdout.write(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  for (const problem of problems) process.stdout.write(`  ${problem.trimEnd().replaceAll('\n', '\n  ')}\n`);
  return problems.length === 0;
});
const passed = results.filter(Boolean).length;
process.stdout.write(`${passed} passed, ${results.length - passed} failed\n`);
process.exitCode = passed === results.length ? 0 : 1;

function run(command: string, args: readonly string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) return [`${command}: ${error.message}`];
  return status === 0 ? [] : [`${stdout}${stderr}` || `${command} ended with status ${status}`];
}

function sources(): Map<string, string> {
  const paths = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}
