/**
 * What the judges share. A judge is a program that somebody else wrote, asked about what `proj` makes. In: a script that asks it.
 * Out: status 0, 1 with the reasons, or 77 with the reason why this machine can't have it.
 * Never: a process or a file left behind.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '../..');

class Skipped extends Error {}

function skip(reason: string): never {
  throw new Skipped(reason);
}

export async function judge(ask: (folder: string) => Promise<string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'proj-judge-'));
  try {
    process.stdout.write(`${await ask(folder)}\n`);
  } catch (error) {
    process.stdout.write(`${error instanceof Skipped ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exitCode = error instanceof Skipped ? 77 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of an example, with the repository's packages. */
export function copyOfExample(name: string, folder: string): string {
  const app = join(folder, name);
  const isSource = (path: string) => !/\/(?:node_modules|\.proj|dist)$/.test(path);
  cpSync(join(repository, 'examples', name), app, { recursive: true, filter: isSource });
  symlinkSync(join(repository, 'node_modules'), join(app, 'node_modules'), 'dir');
  return app;
}

export interface Lines {
  result<T>(): T;
}

/** Runs the built command with `--json`; throws with all it said where it fails. */
export function proj(app: string, ...args: readonly string[]): Lines {
  const main = join(repository, 'dist/main.js');
  if (!existsSync(main)) throw new Error('there is no dist/main.js: npm run build');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args, '--json'], { cwd: app, encoding: 'utf8' });
  if (status !== 0) throw new Error(`proj ${args.join(' ')} ended with status ${status}\n${stdout}${stderr}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { result: () => lines.find(({ type }) => type === 'result')?.result };
}

/** Folder of the commands of a Python package, in an environment of its own that is made once. */
export function pythonPackage(name: string, version: string): string {
  const environment = join(repository, 'node_modules/.cache/judges', `${name}-${version}`);
  const bin = join(environment, 'bin');
  if (existsSync(join(environment, 'complete'))) return bin;
  rmSync(environment, { recursive: true, force: true });
  attempt('python3', ['-m', 'venv', environment]);
  attempt(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`]);
  mkdirSync(join(environment, 'complete'));
  return bin;
}

/** Folder of the modules of npm packages, made once beside ours: they are judges, no part of the product. */
export function npmPackages(packages: Readonly<Record<string, string>>): string {
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const folder = join(repository, 'node_modules/.cache/judges', names.join('+'));
  const modules = join(folder, 'node_modules');
  if (existsSync(join(folder, 'complete'))) return modules;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The package `node` fetches its program in an install script.
  attempt('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false', ...names]);
  mkdirSync(join(folder, 'complete'));
  return modules;
}

/** Runs an installation step: a machine without network or Python is no failure of ours. */
export function attempt(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) skip(`${command} is not on this machine`);
  if (status !== 0) skip(`${command} ${args.join(' ')} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

/** Asks until it gives something, at most `seconds` long. */
export async function eventually<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} seconds`);
    await new Promise((next) => setTimeout(next, 100));
  }
}
