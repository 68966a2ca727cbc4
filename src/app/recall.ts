/**
 * Comes in: what a run was asked. Goes out: what an earlier run that was asked the same made of the app file, if everything
 * it looked at still looks the same. Must never: keep the value of a variable, hold in CI or on a protected stage.
 */
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../core/context.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { AppConfig, Expansion } from '../core/stages.ts';
import { sweep, writeWhole } from '../deploy/assembly/output.ts';
import { type Disk, openDisk, type Question } from '../loader/disk.ts';
import { restoreSource } from '../loader/saved-source.ts';

/** What later stages want to know of the app file, beside what it expands to. */
export type AppSettings = Omit<AppConfig, 'stacks' | 'defaults' | 'source'>;

export interface ReadApp {
  readonly config: AppSettings;
  readonly expansion: Expansion;
}

interface Kept extends ReadApp {
  readonly warnings: readonly Diagnostic[];
}

/** First line of the file; then a line of `Kept`, then one of the places of everything in the app file. */
interface Header {
  readonly questions: readonly Question[];
  readonly answers: string;
  /** sha256 of the line of `Kept`. */
  readonly checksum: string;
}

const FOLDER = join('.proj', 'cache', 'apps');
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** A name for everything that was asked of a run, and for the code that answers. */
export function runKey(asked: Readonly<Record<string, unknown>>, code: string): string {
  return hash('sha256', JSON.stringify([code, Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** `undefined` where the app must be read anew. */
export function recall(key: string, { workingDirectory, environment, diagnostics }: Context): ReadApp | undefined {
  const root = foldersUp(workingDirectory).find((folder) => existsSync(fileOf(folder, key)));
  if (root === undefined) return undefined;
  try {
    const [head = '', body = '', places = ''] = readFileSync(fileOf(root, key), 'utf8').split('\n');
    const header = JSON.parse(head) as Header;
    if (header.checksum !== hash('sha256', body) || header.answers !== answersNow(header.questions, environment)) return undefined;
    const { warnings, ...app } = JSON.parse(body) as Kept;
    diagnostics.attach(restoreSource(places, app.config.root));
    diagnostics.add(warnings);
    return app;
  } catch {
    // A hint, never a truth: whatever isn't whole is made again.
    return undefined;
  }
}

export function remember(
  key: string,
  { config, expansion }: { config: AppConfig; expansion: Expansion },
  disk: Disk,
  context: Context,
): void {
  if (config.protect) return;
  const { stacks: _, defaults: __, source, ...settings } = config;
  const kept: Kept = { config: settings, expansion, warnings: context.diagnostics.each };
  const body = JSON.stringify(kept);
  const header: Header = { questions: disk.questions, answers: disk.answers(), checksum: hash('sha256', body) };
  const file = fileOf(config.root, key);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, [JSON.stringify(header), body, source.save()].join('\n'));
    sweep(dirname(file), new Set([key]), context.clock.now(), KEPT_FOR);
  } catch (error) {
    // What can't be kept is read again.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function answersNow(questions: readonly Question[], environment: Context['environment']): string {
  const disk = openDisk(environment);
  for (const question of questions) disk.ask(question);
  return disk.answers();
}

function fileOf(root: string, key: string): string {
  return join(root, FOLDER, key);
}

function foldersUp(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}
