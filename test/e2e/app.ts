/** A copy of an app in a temp folder, and the built command run on it as a user would. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');
const main = join(repository, 'dist/main.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of `--json`. */
  readonly lines: readonly JsonLine[];
  /** The `result` line of `--json`. */
  result<T>(): T;
}

export type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface RequestEntry {
  readonly service: string;
  readonly operation: string;
  readonly write: boolean;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly killAfter?: number;
}

export class App {
  private constructor(readonly folder: string) {}

  /** `files` are laid over a copy of `example`, which may be left out. */
  static make(files: Readonly<Record<string, string>>, example?: string): App {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-e2e-')));
    if (example) {
      cpSync(join(repository, 'examples', example), folder, {
        recursive: true,
        filter: (path) => !/[\\/](node_modules|\.proj|dist)$/.test(path),
      });
    }
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const app = new App(folder);
    for (const [file, text] of Object.entries(files)) app.write(file, text);
    return app;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  edit(file: string, from: string, to: string): void {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(this.path(file), text.replace(from, to));
  }

  proj(words: string, options: RunOptions = {}): Promise<Run> {
    return runProj(words.split(' '), this.folder, options);
  }

  /** Its standard output is closed before the first word. */
  unheard(words: string): Promise<{ readonly status: number | null; readonly stderr: string }> {
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, [main, ...words.split(' ')], {
        cwd: this.folder,
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let stderr = '';
      child.stdout.destroy();
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.on('error', fail);
      child.on('close', (status) => done({ status, stderr }));
    });
  }

  async local(words: string, options: RunOptions = {}): Promise<Run> {
    return this.proj(`${words} --local --json`, options);
  }

  /** Every request that the endpoint has seen since it started. */
  async requests(): Promise<readonly RequestEntry[]> {
    const { url } = JSON.parse(this.read('.proj/local/endpoint.json')) as { url: string };
    return (await (await fetch(`${url}/_proj/requests`)).json()) as RequestEntry[];
  }

  /** Stops the endpoint and removes the folder. */
  async dispose(): Promise<void> {
    await this.proj('local stop');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function runProj(args: readonly string[], cwd: string, { environment = {}, killAfter }: RunOptions = {}): Promise<Run> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { ...cleanEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', fail);
    child.on('close', (status) => {
      const lines = args.includes('--json') ? jsonLines(stdout) : [];
      done({
        status,
        stdout,
        stderr,
        lines,
        result<T>() {
          const line = lines.find(({ type }) => type === 'result');
          if (!line) throw new Error(`no result: status ${status}\n${stdout}\n${stderr}`);
          return line.result as T;
        },
      });
    });
  });
}

function jsonLines(text: string): JsonLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonLine);
}

/** Nothing of the surroundings that changes what the command does: `CI`, `AWS_*`, `NO_COLOR`. */
function cleanEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}
