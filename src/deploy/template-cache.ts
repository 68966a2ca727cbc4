/**
 * Templates of stacks as they were read before. A template changes by operations only, and each leaves its time and its status
 * on the stack: what was read of the same stack at rest, since when nothing was done to it, needn't be read again.
 */
import { hash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackState } from './cloud.ts';

export interface TemplateCache {
  /** The template of the stack, by `read` where it isn't known. */
  body(state: StackState, read: () => Promise<string>): Promise<string>;
}

/** `root`: the folder of the app; where it has no `.proj/cache`, nothing is kept. */
export function templateCache(root: string): TemplateCache {
  const cache = join(root, '.proj', 'cache');
  const folder = join(cache, 'templates');
  return {
    async body(state, read) {
      const time = state.updated ?? state.created;
      // During an operation the template is that of its end, which may be another.
      const isAtRest = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(state.status);
      if (!isAtRest || time === undefined || !existsSync(cache)) return read();
      const file = join(folder, hash('sha256', state.id));
      const key = `${state.id} ${state.status} ${time}`;
      const known = kept(file, key);
      if (known !== undefined) return known;
      const body = await read();
      keep(file, folder, [key, hash('sha256', body), body].join('\n'));
      return body;
    },
  };
}

function kept(file: string, key: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const [found, checksum] = text.split('\n', 2);
    const body = text.slice(`${found}\n${checksum}\n`.length);
    return found === key && checksum === hash('sha256', body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all; what can't be kept is read again. */
function keep(file: string, folder: string, text: string): void {
  const temporary = `${file}.${randomUUID()}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
