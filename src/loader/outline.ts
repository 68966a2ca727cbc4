/** In: where the app file is. Out: its stacks and the types of their constructs. Never: a problem reported, a value checked. */
import { Diagnostics, DiagnosticsError } from '../core/diagnostic.ts';
import type { Outline } from '../core/outline.ts';
import { entriesOf } from './check-ids.ts';
import { type ReadConstructTypes, withCustomTypes } from './custom-types.ts';
import { type Environment, openDisk } from './disk.ts';
import { child, type Node, textOf } from './node.ts';
import { readFiles } from './read-files.ts';
import { schemaSet } from './schema.gen.ts';

export interface OutlineOptions {
  /** Absolute. */
  readonly workingDirectory: string;
  /** `--config` */
  readonly file?: string | undefined;
  readonly environment: Environment;
  /** Without it the schemas of the app's own types aren't known. */
  readonly readConstructTypes?: ReadConstructTypes | undefined;
}

/** `undefined`: there is no app file, or it can't be read as a map. */
export async function outline({ environment, readConstructTypes, ...where }: OutlineOptions): Promise<Outline | undefined> {
  try {
    const unheard = new Diagnostics();
    const { app, houses, reader } = await readFiles({ ...where, disk: openDisk(environment) }, unheard);
    const { constructs, custom = new Map() } = await withCustomTypes(schemaSet, app, reader, readConstructTypes, unheard);
    const constructTypes = Object.fromEntries([...custom.keys()].map((type) => [type, { ...constructs[type] }]));
    const stages = [...houses, app].flatMap((file) => [...entriesOf(child(file, 'stages'))]).map(([, { value }]) => value);
    return { root: reader.root, text: app.place.file.text, stacks: typesOf([app, ...stages]), constructTypes };
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined;
    throw error;
  }
}

/** The first layer that gives a construct a type decides: overrides can't change it. */
function typesOf(layers: readonly Node[]): Outline['stacks'] {
  const stacks = new Map<string, Map<string, string>>();
  for (const [stackId, stack] of layers.flatMap((layer) => [...entriesOf(child(layer, 'stacks'))])) {
    const types = stacks.get(stackId) ?? new Map<string, string>();
    stacks.set(stackId, types);
    for (const [id, { value }] of entriesOf(child(stack.value, 'constructs'))) {
      const type = textOf(child(value, 'type'));
      if (type !== undefined && !types.has(id)) types.set(id, type);
    }
  }
  return stacks;
}
