/** The project in which inputs are read: files that they can name, ways out of it that must be closed, a trap outside. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Input } from './mutate.ts';

/** Stands in a file outside of the project, and must never be said or kept. */
export const TRAP = 'c4ught-1n-the-tr4p';

const APP = `app: notes
include: [other.yml]
params: { a: '\${env:A}', b: '\${file:other.yml#/a}' }
stacks:
  core:
    description: \${param:a} \${param:b} \${env:HOME, 'none'}
    constructs:
      Hello: { type: Function, handler: src/hello.main, environment: { A: '\${env:A}' } }
`;

const FILES: Readonly<Record<string, string>> = {
  'app.yml': APP,
  'other.yml': 'stacks: {}\n',
  '.env': 'A=text\n',
  'src/hello.ts': 'export const main = async () => ({});\n',
};

export interface Project {
  /** Absolute. */
  readonly folder: string;
  remove(): void;
}

export function makeProject(): Project {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'proj-fuzz-')));
  const folder = join(parent, 'project');
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(parent, 'trap.yml'), `trap: ${TRAP}\n${TRAP}: [\n`);
  symlinkSync(join(parent, 'trap.yml'), join(folder, 'link.yml'));
  symlinkSync('loop', join(folder, 'loop'));
  // Who opens it waits for ever. Where there is no such thing, there is nothing to wait for.
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  return {
    folder,
    remove: () => rmSync(parent, { recursive: true }),
  };
}

export function writeInput(folder: string, { target, bytes }: Input): void {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), name === target ? bytes : text);
}
