/** What lies beside a wrong file of the tests: the folder `NAME.files`; where that is a file, the folder that it names. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function filesBeside(folder: string, name: string): string | undefined {
  const own = join(folder, `${name}.files`);
  const found = statSync(own, { throwIfNoEntry: false });
  if (!found) return undefined;
  return found.isDirectory() ? own : join(folder, readFileSync(own, 'utf8').trim());
}
