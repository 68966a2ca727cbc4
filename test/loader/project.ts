/** A folder of files that is loaded and thrown away. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { AppConfig, ConstructConfig, StackConfig } from '../../src/core/stages.ts';
import { type LoadOptions, load } from '../../src/loader/index.ts';

export interface Loaded {
  /** `undefined` where there is an error. */
  readonly config: AppConfig | undefined;
  readonly problems: readonly Diagnostic[];
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function inFolder<Result>(files: Files, use: (folder: string) => Result | Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proj-loader-')));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function loadFrom(workingDirectory: string, options: Partial<LoadOptions> = {}): Promise<Loaded> {
  const diagnostics = new Diagnostics();
  const defaults = { workingDirectory, local: false, environment: {}, ci: false, mode: 'offline', diagnostics } as const;
  try {
    return { config: await load({ ...defaults, ...options }), problems: diagnostics.all };
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return { config: undefined, problems: error.diagnostics };
  }
}

/** Loads `app.yml` with this text, and other files beside it. */
export function loadText(app: string, options: Partial<LoadOptions> = {}, files: Files = {}): Promise<Loaded> {
  return inFolder({ 'app.yml': app, ...files }, (folder) => loadFrom(folder, options));
}

export async function configOf(app: string, options: Partial<LoadOptions> = {}, files: Files = {}): Promise<AppConfig> {
  const { config, problems } = await loadText(app, options, files);
  if (!config) throw new Error(problems.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return config;
}

/** `E2001 app.yml:3:5` of every problem. */
export async function placesOf(app: string, options: Partial<LoadOptions> = {}, files: Files = {}): Promise<readonly string[]> {
  const { problems } = await loadText(app, options, files);
  return problems.map(({ code, span }) => (span ? `${code} ${span.file}:${span.start.line}:${span.start.column}` : code));
}

export function stackOf(config: AppConfig, id: string): StackConfig {
  const stack = config.stacks.find((one) => one.id === id);
  if (!stack) throw new Error(`no stack ${id}`);
  return stack;
}

export function constructOf(config: AppConfig, id: string): ConstructConfig {
  const construct = config.stacks.flatMap(({ constructs }) => constructs).find((one) => one.id === id);
  if (!construct) throw new Error(`no construct ${id}`);
  return construct;
}

/** An app with one function `Ping`, and more keys below it, at the top, or both. */
export function ping(keys = '', top = ''): string {
  const indented = keys.replace(/^(?=.)/gm, '        ');
  return `app: notes\n${top}stacks:\n  core:\n    constructs:\n      Ping:\n        type: Function\n        handler: src/ping.main\n${indented}`;
}
