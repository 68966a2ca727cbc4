/** State as one JSON file that is replaced as a whole: a kill at any moment leaves the old state or the new one. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the file holds; `initial` where there is none. A file that is there and can't be read is an error, never an empty state. */
export function readState<T>(path: string, initial: T): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return initial;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`${path} is damaged: ${(error as Error).message}`);
  }
}

let count = 0;

/** Written when it returns. */
export function writeState(path: string, value: unknown): void {
  writeWhole(path, JSON.stringify(value));
}

/** Any content, put in place by a rename. */
export function writeWhole(path: string, content: string | Buffer): void {
  count += 1;
  const temporary = `${path}.${process.pid}-${count}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
