/**
 * What `proj` says about one file of this folder. A first line `# CI=1 proj validate --stage qa` says how it is called
 * (default: `proj validate`); `NAME.files` is what lies beside it, and only with it are the files looked for that the app names.
 */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBeside } from '../../scripts/files-beside.ts';
import { appOptions } from '../../src/commands/options.ts';
import { parseCommandLine } from '../../src/commands/parse.ts';
import type { Context } from '../../src/core/context.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import { assembleApp } from '../../src/pipeline.ts';
import { checkApp } from '../../src/app/check.ts';
import { readApp } from '../../src/app/read.ts';

const here = import.meta.dirname;

export async function problemsOf(name: string, ending: '.yml' | '.fixed.yml'): Promise<Diagnostics> {
  const folder = mkdtempSync(join(tmpdir(), 'proj-wrong-'));
  const files = filesBeside(here, name);
  const diagnostics = new Diagnostics();
  try {
    if (files) cpSync(files, folder, { recursive: true });
    copyFileSync(join(here, `${name}${ending}`), join(folder, 'app.yml'));
    const { command, environment, options } = callOf(readFileSync(join(folder, 'app.yml'), 'utf8'));
    const context: Context = {
      diagnostics,
      emit: () => {},
      confirm: async () => false,
      clock: { now: () => 0, sleep: async () => {} },
      environment,
      workingDirectory: folder,
      interrupted: new AbortController().signal,
      ci: environment.CI !== undefined,
    };
    if (command === 'validate' && files) await checkApp(options, context);
    else {
      const app = await readApp(options, context, command === 'diff' ? 'touches-aws' : 'offline');
      if (command === 'synth') await assembleApp(app, context);
    }
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
  return diagnostics;
}

function callOf(text: string) {
  const [, variables = '', words = 'validate'] = /^# ((?:\w+=\S* )*)proj (.*)\n/.exec(text) ?? [];
  const environment = Object.fromEntries([...variables.matchAll(/(\w+)=(\S*)/g)].map(([, name, value]) => [name, value]));
  const line = parseCommandLine(words.split(' '));
  if (line.kind !== 'run') throw new Error(`\`proj ${words}\` is no command`);
  return { command: line.command.name, environment, options: appOptions(line.flags) };
}
