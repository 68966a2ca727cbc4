/** Packages that can't be bundled, installed by npm for Lambda's platform, with the project's own versions. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { readFiles } from './files.ts';
import { bundlePath, type NodeAsset } from './handler.ts';
import { isInside } from './inside.ts';
import { makeFolder, sweep, writeWhole } from './output.ts';
import { byPath, contentHash, type ZipEntry } from './zip.ts';

export interface InstallOptions {
  readonly root: string;
  /** `.proj/cache` */
  readonly cache: string;
  readonly context: Pick<Context, 'diagnostics' | 'clock' | 'environment'>;
}

/** npm reads both: yarn's only where there is none of its own. */
const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'];
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** Files below `node_modules/` for the zip; `undefined` after a problem, which is reported. */
export async function installed(
  asset: NodeAsset,
  file: string,
  { root, cache, context }: InstallOptions,
): Promise<readonly ZipEntry[] | undefined> {
  const names = [...asset.bundle.install].sort();
  if (names.length === 0) return [];
  const versions = names.map((name) => versionOf(name, dirname(join(root, file)), root));
  const unknown = names.filter((_, index) => versions[index] === undefined);
  for (const name of unknown) context.diagnostics.report('E4009', bundlePath(asset, 'install'), { name });
  if (unknown.length > 0) return undefined;

  const dependencies = Object.fromEntries(names.map((name, index) => [name, versions[index] as string]));
  const lockfiles = lockfilesAbove(join(root, file));
  const target = { os: 'linux', cpu: asset.architecture === 'arm64' ? 'arm64' : 'x64', runtime: asset.runtime };
  const key = createHash('sha256')
    .update(JSON.stringify([dependencies, target, lockfiles.map((lockfile) => readFileSync(lockfile, 'utf8'))]))
    .digest('hex');
  const folder = join(cache, 'installed');
  makeFolder(folder);
  const kept = readInstalled(join(folder, key));
  if (kept) return kept;

  const temporary = join(folder, `${randomUUID()}.tmp`);
  try {
    mkdirSync(temporary);
    for (const lockfile of lockfiles) copyFileSync(lockfile, join(temporary, lockfile.slice(dirname(lockfile).length + 1)));
    writeFileSync(join(temporary, 'package.json'), JSON.stringify({ name: 'function', version: '1.0.0', private: true, dependencies }));
    const output = await npmInstall(temporary, target, context.environment);
    if (output !== undefined) {
      context.diagnostics.report('E4010', asset.path, { names, output });
      return undefined;
    }
    return keep(temporary, join(folder, key));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    sweep(folder, new Set([key, `${key}.hash`]), context.clock.now(), KEPT_FOR);
  }
}

/** Moves what was installed to its place in the cache, unless another run was faster. */
function keep(temporary: string, place: string): readonly ZipEntry[] {
  const entries = packagesIn(temporary);
  rmSync(place, { recursive: true, force: true });
  try {
    renameSync(temporary, place);
  } catch {
    return entries;
  }
  writeWhole(`${place}.hash`, contentHash(entries));
  return entries;
}

function readInstalled(place: string): readonly ZipEntry[] | undefined {
  if (!existsSync(`${place}.hash`) || !existsSync(place)) return undefined;
  const entries = packagesIn(place);
  return contentHash(entries) === readFileSync(`${place}.hash`, 'utf8') ? entries : undefined;
}

/** Without npm's own notes, which tell where packages came from, and without commands, which a function doesn't run. */
function packagesIn(folder: string): readonly ZipEntry[] {
  const found = readFiles(folder, 'node_modules', 'node_modules');
  const entries = found.kind === 'files' ? found.entries : [];
  return entries.filter(({ path }) => !/(^|\/)node_modules\/(\.bin\/|\.cache\/|\.package-lock\.json$)/.test(path)).sort(byPath);
}

interface Target {
  readonly os: string;
  readonly cpu: string;
}

/** The last lines of npm's output where it failed. */
async function npmInstall(folder: string, { os, cpu }: Target, environment: Context['environment']): Promise<string | undefined> {
  const flags = [
    '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--install-links',
    '--loglevel=error',
    `--os=${os}`,
    `--cpu=${cpu}`,
    '--libc=glibc',
  ];
  // Only here, and rarely: loading it takes longer than most of an assembly's steps.
  const { spawn } = await import('node:child_process');
  const child = spawn('npm', ['install', ...flags], {
    cwd: folder,
    // What scripts that fetch a prebuilt binary ask for.
    env: { ...environment, npm_config_platform: os, npm_config_arch: cpu, npm_config_target_platform: os, npm_config_target_arch: cpu },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const failed = await new Promise<boolean>((done) => {
    child.on('error', (error) => {
      output += error.message;
      done(true);
    });
    child.on('close', (code) => done(code !== 0));
  });
  return failed ? output.trim().split('\n').slice(-10).join('\n') : undefined;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** As installed in the project where that can be seen, else as its package.json asks; looked for from the handler upwards. */
function versionOf(name: string, folder: string, root: string): string | undefined {
  const manifest = readJson(join(folder, 'package.json')) as Manifest | undefined;
  const asked = manifest?.dependencies?.[name] ?? manifest?.optionalDependencies?.[name] ?? manifest?.devDependencies?.[name];
  if (asked === undefined) {
    const parent = dirname(folder);
    return isInside(root, parent) && parent !== folder ? versionOf(name, parent, root) : undefined;
  }
  if (asked.startsWith('file:')) return `file:${resolve(folder, asked.slice('file:'.length))}`;
  // A git address or another package's name: npm resolves it, by the lockfile.
  if (/[:/]/.test(asked)) return asked;
  return installedVersion(name, folder) ?? asked;
}

/** What Node.js would load: whichever package manager put it there. */
function installedVersion(name: string, folder: string): string | undefined {
  const found = readJson(join(folder, 'node_modules', name, 'package.json')) as { version?: string } | undefined;
  const parent = dirname(folder);
  return found?.version ?? (parent === folder ? undefined : installedVersion(name, parent));
}

/** Those of the nearest folder upwards that has any. */
function lockfilesAbove(file: string): readonly string[] {
  const folder = dirname(file);
  const here = LOCKFILES.map((name) => join(folder, name)).filter((one) => existsSync(one));
  return here.length > 0 || folder === file ? here : lockfilesAbove(folder);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
