/** Finds and reads the app file and the files that it includes. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Disk } from './disk.ts';
import { withIncludes } from './include.ts';
import { locate } from './locate.ts';
import type { MapNode } from './node.ts';
import { type Reader, reader } from './read-file.ts';
import { readMap } from './read-map.ts';

export interface ReadApp {
  readonly tree: MapNode;
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

/** Ends the run where there is none, or it isn't readable as a map. */
export async function readApp(place: Where, diagnostics: Diagnostics): Promise<ReadApp> {
  const app = await find(place, diagnostics);
  if (app) return app;
  diagnostics.stopIfErrors();
  throw new Error('no app file, and no problem reported');
}

async function find({ workingDirectory, file, disk }: Where, diagnostics: Diagnostics): Promise<ReadApp | undefined> {
  const place = await locate(workingDirectory, file, disk);
  if (!place) {
    if (file === undefined) diagnostics.report('E1001', [], { from: workingDirectory });
    else diagnostics.report('E1002', [], { file, reason: 'there is no such file' });
    return undefined;
  }
  const from = reader(place.root, disk);
  diagnostics.attach({ locate: () => undefined, text: (name) => from.files.get(name)?.text });
  const tree = readMap({ ...APP, name: place.name, key: place.key }, from, diagnostics);
  return tree && { tree: await withIncludes(tree, from, diagnostics), reader: from };
}
