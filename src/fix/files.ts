/** The files that are fixed: read as they are, written whole or not at all. */
import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ProjError } from '../core/errors.ts';

export function readWhole(file: string): string {
  return readFileSync(file, 'utf8');
}

/** A link stays a link; permissions are kept. */
export function writeWhole(file: string, text: string): void {
  const target = realpathSync(file);
  const beside = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    writeFileSync(beside, text, { mode: statSync(target).mode, flag: 'wx' });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    const cause = error instanceof Error ? error.message : String(error);
    throw new ProjError(1, { code: 'not-writable', message: `${file} can't be fixed: ${cause}`, hint: 'nothing of it was changed' });
  }
}
