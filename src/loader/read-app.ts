/** Finds, reads and parses the app file. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Disk } from './disk.ts';
import { locate } from './locate.ts';
import { child, describeKind, type MapNode } from './node.ts';
import { parse } from './parse.ts';
import { type Reader, reader, readText } from './read-file.ts';
import { spanOf } from './source.ts';
import { reportUnreadable } from './unreadable.ts';

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
  const text = readText(from, place.name);
  if (typeof text === 'string') {
    reportUnreadable(place.name, text, diagnostics);
    return undefined;
  }
  const sources = { locate: () => undefined, text: (name: string) => from.files.get(name)?.text };
  diagnostics.attach(sources);
  const whole = parse(text, diagnostics);
  if (!whole && diagnostics.hasErrors) return undefined;
  const tree = place.inPackage ? child(whole, 'proj') : whole;
  if (tree?.kind !== 'map') {
    const at = tree?.place ?? { file: text, start: 0, end: 0 };
    diagnostics.report('E1020', [], { found: tree ? describeKind(tree) : 'nothing' }, { span: spanOf({ ...at, end: at.start }) });
    return undefined;
  }
  return { tree, reader: from };
}
