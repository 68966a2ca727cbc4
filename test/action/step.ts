/** Runs the step of action.yml as GitHub's runner does: its `run` in bash, inputs as its `env` says, files for outputs and summary. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { load } from 'js-yaml';

const repository = resolve(import.meta.dirname, '../..');

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly steps: readonly {
      readonly run: string;
      readonly shell: string;
      readonly 'working-directory': string;
      readonly env: Readonly<Record<string, string>>;
    }[];
  };
}

export const action = load(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action;

export interface StepRun {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A checked-out repository: files, and a `projctl` that is installed in it. */
export class Workspace {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-action-')));

  constructor(files: Readonly<Record<string, string>>) {
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** The real one, as built. */
  installProj(): this {
    mkdirSync(join(this.folder, 'node_modules'), { recursive: true });
    symlinkSync(repository, join(this.folder, 'node_modules/projctl'), 'dir');
    return this;
  }

  /** One that prints these lines and ends with `status`; `arguments.json` says what it was given. */
  installStandIn(lines: readonly string[], status: number): this {
    this.write('node_modules/projctl/package.json', JSON.stringify({ name: 'projctl', type: 'module', bin: { proj: 'main.js' } }));
    this.write('node_modules/projctl/lines', lines.map((line) => `${line}\n`).join(''));
    this.write(
      'node_modules/projctl/main.js',
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync('arguments.json', JSON.stringify(process.argv.slice(2)));
       process.stdout.write(readFileSync(new URL('lines', import.meta.url)), () => process.exit(${status}));`,
    );
    return this;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  async run(inputs: Readonly<Record<string, string>>): Promise<StepRun> {
    const [step] = action.runs.steps;
    if (!step) throw new Error('action.yml has no step');
    const value = (name: string) => inputs[name] ?? action.inputs[name]?.default ?? '';
    const filled = (text: string) => text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => value(name));
    const files = mkdtempSync(join(tmpdir(), 'proj-action-files-'));
    const [output, summary, script] = ['output', 'summary', 'script.sh'].map((name) => join(files, name)) as [string, string, string];
    writeFileSync(output, '');
    writeFileSync(summary, '');
    // What GitHub would put into the shell's text is put there here too, so that an interpolated input would show.
    writeFileSync(script, filled(step.run));
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: resolve(this.folder, filled(step['working-directory'])),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: files,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: repository,
        GITHUB_WORKSPACE: this.folder,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        ...Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, filled(text)])),
      },
    });
    let log = '';
    child.stdout.on('data', (bytes) => {
      log += bytes;
    });
    child.stderr.on('data', (bytes) => {
      log += bytes;
    });
    const status = await new Promise<number | null>((ended) => child.once('close', ended));
    try {
      return { status, log, outputs: parseOutputs(readFileSync(output, 'utf8')), summary: readFileSync(summary, 'utf8') };
    } finally {
      rmSync(files, { recursive: true });
    }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `name<<end`, lines, `end`: as the runner reads it. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}
