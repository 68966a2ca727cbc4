/** Copies a starter into a folder. In: a folder and a starter's name. Out: files on disk. It never overwrites a file. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProjError } from '../core/errors.ts';
import { packaged } from '../package.ts';

const IGNORED = ['node_modules/', '.proj/'];

export function starters(): readonly string[] {
  const templates = packaged('templates/');
  return readdirSync(templates).filter((name) => existsSync(new URL(`${name}/app.yml`, templates)));
}

export function createApp(directory: string, starter: string): { readonly app: string; readonly files: readonly string[] } {
  const source = fileURLToPath(packaged(`templates/${starter}/`));
  const files = filesBelow(source).map((file) => relative(source, file));
  const taken = files.filter((file) => existsSync(join(directory, file)));
  if (taken.length > 0) {
    throw new ProjError(1, {
      code: 'files-exist',
      message: `${taken.join(', ')} already exist${taken.length === 1 ? 's' : ''} in ${directory}`,
      hint: 'name another folder: `proj init my-app`',
    });
  }
  const app = appName(basename(directory));
  for (const file of files) {
    const target = join(directory, file);
    mkdirSync(dirname(target), { recursive: true });
    const text = readFileSync(join(source, file), 'utf8').replaceAll('my-app', app);
    writeFileSync(target, file === 'package.json' ? withThisPackage(text, directory) : text);
  }
  ignore(directory);
  return { app, files };
}

/** Run from a clone, the new app uses that clone: its version need not be in a registry. */
function withThisPackage(text: string, directory: string): string {
  const own = fileURLToPath(packaged('.'));
  if (/[\\/]node_modules[\\/]/.test(own)) return text;
  const path = relative(realpathSync(directory), own).split(sep).join('/');
  const manifest = JSON.parse(text) as { devDependencies: Record<string, string> };
  manifest.devDependencies.projctl = `file:${path}`;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function ignore(directory: string): void {
  const file = join(directory, '.gitignore');
  const there = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = there.split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const missing = IGNORED.filter((entry) => !lines.includes(entry) && !lines.includes(entry.slice(0, -1)));
  if (missing.length > 0) appendFileSync(file, `${there === '' || there.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`);
}

/** The folder's name as an app's name: `^[a-z][a-z0-9-]{0,40}$`. */
function appName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-$/g, '')
    .slice(0, 41);
  return name === '' ? 'my-app' : name;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
