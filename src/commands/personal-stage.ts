/** A personal stage, asked for once in a terminal and kept in `.proj/stage`: nobody shares a stage by accident. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { appRoot } from '../app/root.ts';
import { DiagnosticsError } from '../core/diagnostic.ts';
import type { Session } from './session.ts';

const NO_STAGE = 'E1201';

export function lacksStage(error: unknown): boolean {
  return error instanceof DiagnosticsError && error.diagnostics.length === 1 && error.diagnostics[0]?.code === NO_STAGE;
}

/** Whether there is one now. */
export async function askForStage(file: string | undefined, { renderer, context }: Session): Promise<boolean> {
  if (!renderer.ask) return false;
  const suggested = userInfo()
    .username.toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '');
  const answer = (await renderer.ask(`Your personal stage, kept in .proj/stage${suggested && ` [${suggested}]`}: `)).trim() || suggested;
  if (answer === '') return false;
  const folder = join(await appRoot(file, context), '.proj');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'stage'), `${answer}\n`);
  return true;
}
