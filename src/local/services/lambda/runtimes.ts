/** How a function's runtime is started on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsError } from '../../protocols/aws-error.ts';
import type { FunctionSettings } from './functions.ts';

export interface RuntimeCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Said once: what differs from AWS. */
  readonly notice: string;
}

/** Beside this module, also in the bundled command line: the build copies both files next to its chunks. */
const runtimeFile = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

export function runtimeCommand(settings: FunctionSettings): RuntimeCommand {
  const { Runtime: runtime, MemorySize: memory } = settings;
  if (runtime.startsWith('nodejs')) {
    // AWS leaves a tenth to what lies outside the heap.
    const heap = `--max-old-space-size=${Math.floor(memory * 0.9)}`;
    return {
      command: process.execPath,
      arguments: [heap, runtimeFile('node-runtime.mjs')],
      notice: `Functions for ${runtime} run on Node.js ${process.version}, the one that runs the endpoint.`,
    };
  }
  if (runtime.startsWith('python')) {
    const python = onPath('python3');
    if (!python) throw cannotRun(`${runtime} needs python3 on the PATH`);
    return { command: python, arguments: ['-u', runtimeFile('python-runtime.py')], notice: `Functions for ${runtime} run on ${python}.` };
  }
  throw cannotRun(`the embedded endpoint runs Node.js and Python functions, not ${runtime}`);
}

function cannotRun(why: string): AwsError {
  return new AwsError('InvalidRuntimeException', `The function can't run here: ${why}.`, 502);
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
