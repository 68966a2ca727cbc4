/** What is measured against which floor, and how much of it is allowed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { changeHandler } from './app.ts';
import type { Program } from './measure.ts';

export interface Case {
  readonly name: string;
  readonly floor: 'A' | 'C';
  /** Functions of the app; 0 where there is none. */
  readonly functions: number;
  /** Files that its stacks are in, beside the app file. */
  readonly included?: number;
  /** At most this many times the floor. */
  readonly limit: number;
  program(cli: string, root: string): Program;
  /** Before the first run. */
  readonly once?: boolean;
  /** Before each run, not measured. */
  before?(root: string, run: number): void;
}

const proj =
  (...args: readonly string[]) =>
  (cli: string, cwd: string): Program => ({ args: [cli, ...args], cwd });
const synth = proj('synth', '--stage', 'bench');
const validate = proj('validate', '--stage', 'bench');

function forget(root: string): void {
  rmSync(join(root, '.proj'), { recursive: true, force: true });
}

export const cases: readonly Case[] = [
  { name: 'proj --version', floor: 'A', functions: 0, limit: 1.5, program: proj('--version') },
  { name: 'proj --help', floor: 'A', functions: 0, limit: 1.5, program: proj('--help') },
  { name: 'proj validate', floor: 'A', functions: 50, limit: 3, program: validate },
  { name: 'proj validate', floor: 'A', functions: 400, limit: 5, program: validate },
  { name: 'proj validate, 20 included files', floor: 'A', functions: 400, included: 20, limit: 5, program: validate },
  { name: 'proj synth, cold', floor: 'C', functions: 100, limit: 1.5, program: synth, before: forget },
  { name: 'proj synth, cold', floor: 'C', functions: 400, limit: 1.25, program: synth, before: forget },
  { name: 'proj synth, warm', floor: 'C', functions: 100, limit: 0.5, program: synth, once: true },
  { name: 'proj synth, warm', floor: 'C', functions: 400, limit: 0.25, program: synth, once: true },
  {
    name: 'proj synth, one function changed',
    floor: 'C',
    functions: 400,
    limit: 0.35,
    program: synth,
    once: true,
    before: (root, run) => changeHandler(root, 7, run + 1),
  },
];
