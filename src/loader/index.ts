/**
 * In: a working directory, a stage, an environment. Out: the app as that stage sees it: valid, in long form, frozen.
 * Must never: run anything of the user's (who can reads the modules of `constructTypes`), start a process, use the network, or read a file outside the project but git's
 * own and the package that the app extends.
 */
import type { AppConfig } from '../core/stages.ts';
import { check } from './check.ts';
import { withCustomTypes } from './custom-types.ts';
import { openDisk } from './disk.ts';
import { giveValues } from './give-values.ts';
import { layer } from './layer.ts';
import { readFiles } from './read-files.ts';
import type { LoadOptions, Run } from './run.ts';
import { schemaSet } from './schema.gen.ts';
import { sourceIndex } from './source.ts';

export type { LoadOptions } from './run.ts';

/** Throws DiagnosticsError where the app file is wrong; warnings are left in `diagnostics`. */
export async function load(options: LoadOptions): Promise<AppConfig> {
  const { disk = openDisk(options.environment), diagnostics } = options;
  const files = await readFiles({ ...options, disk }, diagnostics);
  const { app, reader } = files;
  diagnostics.attach(sourceIndex(reader.files, app));
  const set = await withCustomTypes(schemaSet, app, reader, options.readConstructTypes, diagnostics);
  const run: Run = { ...options, reader, set };
  const layered = layer(files, run);
  const valued = giveValues(layered, run);
  return check(layered, valued, run);
}
