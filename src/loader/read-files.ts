/** Finds and reads all that the app is written in: its file, the files that it includes, what it extends. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Disk } from './disk.ts';
import { housesOf } from './extends.ts';
import { withIncludes } from './include.ts';
import { locate } from './locate.ts';
import { child, type MapNode } from './node.ts';
import { warnOfOthers } from './other-app-files.ts';
import { type Reader, reader } from './read-file.ts';
import { readMap } from './read-map.ts';
import { textIndex } from './source.ts';

export interface ReadFiles {
  /** As written, with the stacks of the included files. */
  readonly app: MapNode;
  /** What the app extends, the most general first: `defaults`, `tags` and `stages` alone. */
  readonly houses: readonly MapNode[];
  /** No: an included file could not be read. */
  readonly complete: boolean;
  readonly reader: Reader;
}

export interface Where {
  /** Absolute. */
  readonly workingDirectory: string;
  /** `--config` */
  readonly file?: string | undefined;
  readonly disk: Disk;
}

const APP = {
  what: 'the app file',
  hint: 'a first app: `app: notes` and `stacks:` with a stack below it; `proj init` writes one',
};

/** Ends the run where there is no app file, it isn't readable as a map, or it wants another version of `proj`. */
export async function readFiles(where: Where, diagnostics: Diagnostics): Promise<ReadFiles> {
  const files = await find(where, diagnostics);
  if (files) return files;
  diagnostics.stopIfErrors();
  throw new Error('no app file, and no problem reported');
}

async function find({ workingDirectory, file, disk }: Where, diagnostics: Diagnostics): Promise<ReadFiles | undefined> {
  const place = await locate(workingDirectory, file, disk);
  if (!place) {
    if (file === undefined) diagnostics.report('E1001', [], { from: workingDirectory });
    else diagnostics.report('E1002', [], { file, reason: 'there is no such file' });
    return undefined;
  }
  const from = reader(place.root, disk);
  diagnostics.attach(textIndex(from.files));
  const app = readMap({ ...APP, name: place.name, key: place.key }, from, diagnostics);
  if (file === undefined) warnOfOthers(place, from, diagnostics);
  if (!app) return undefined;
  const required = child(app, 'requires');
  if (required) {
    const { checkVersion } = await import('./requires.ts');
    checkVersion(required, diagnostics);
    diagnostics.stopIfErrors();
  }
  const before = diagnostics.each.length;
  const whole = await withIncludes(app, from, diagnostics);
  const complete = diagnostics.each.length === before;
  return { app: whole, complete, houses: housesOf(app, from, diagnostics), reader: from };
}
