/**
 * In: the working tree. Out: generated files that the generators would write otherwise, or not at all.
 * Never: a change of the working tree: the generators run in a copy of what they read.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const copied = ['docs', 'examples', 'package.json', 'schema', 'scripts', 'src', 'templates', 'tsconfig.json'];
const generated = /\.gen\.(?:ts|js|d\.ts)$|^schema\/.*\.json$|^src\/aws-schemas\/tables\/|^docs\/(?:constructs\/|diagnostics\.md$)/;

export function findStale(root: string): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'proj-gen-'));
  try {
    for (const name of copied) {
      if (existsSync(join(root, name))) cpSync(join(root, name), join(copy, name), { recursive: true, filter: isSource });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
    const run = spawnSync('npm', ['run', '--silent', 'gen'], { cwd: copy, encoding: 'utf8' });
    if (run.status !== 0) return [`npm run gen failed:\n${run.stdout}${run.stderr}`];
    return differences(generatedFiles(root), generatedFiles(copy));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function isSource(path: string): boolean {
  return !/\/(?:node_modules|\.proj|dist)$/.test(path);
}

function generatedFiles(root: string): Map<string, string> {
  const files = copied.filter((name) => existsSync(join(root, name)) && statSync(join(root, name)).isDirectory());
  const paths = files.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  return new Map(paths.filter((path) => generated.test(path)).map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function differences(committed: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...committed.keys(), ...fresh.keys()])].sort();
  return names
    .filter((name) => committed.get(name) !== fresh.get(name))
    .map((name) => {
      if (!fresh.has(name)) return `${name}: no generator writes it`;
      return committed.has(name) ? `${name}: stale, run npm run gen` : `${name}: missing, run npm run gen`;
    });
}
