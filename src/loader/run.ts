/** What a load is asked for, and what its steps work with. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { ReadConstructTypes } from './custom-types.ts';
import type { Disk, Environment } from './disk.ts';
import type { Node } from './node.ts';
import { type NormaliseOptions, normalise } from './normalise.ts';
import type { Reader } from './read-file.ts';
import type { SchemaSet } from './schema.ts';
import { sourceIndex } from './source.ts';

export interface LoadOptions {
  /** Absolute. */
  readonly workingDirectory: string;
  /** `--config` */
  readonly file?: string | undefined;
  /** `--stage` */
  readonly stage?: string | undefined;
  /** `--region` */
  readonly region?: string | undefined;
  /** `--profile` */
  readonly profile?: string | undefined;
  /** `--param` */
  readonly params?: Readonly<Record<string, string>>;
  /** For the embedded endpoint. */
  readonly local: boolean;
  readonly environment: Environment;
  /** Opened on the environment; for who wants to know afterwards what was looked at. */
  readonly disk?: Disk | undefined;
  readonly ci: boolean;
  /** Commands that touch nothing, and local ones, take the stage `dev` where none is given, and do without a region. */
  readonly mode: 'touches-aws' | 'offline';
  /** Reads the modules of `constructTypes`; without it constructs of these types are not judged. */
  readonly readConstructTypes?: ReadConstructTypes | undefined;
  /** Where only constructs are wrong, the app without them is given back, and their problems are left in `diagnostics`. */
  readonly partial?: boolean;
  readonly diagnostics: Diagnostics;
}

export interface Run extends LoadOptions {
  readonly reader: Reader;
  readonly set: SchemaSet;
}

export function toLongForm(
  tree: Node,
  { set, diagnostics }: Run,
  part: Partial<Pick<NormaliseOptions, 'schema' | 'path' | 'valued'>> = {},
): Node {
  return normalise(tree, { set, schema: set.app, diagnostics, ...part });
}

/** From now on problems are located in `tree`. */
export function locateIn(tree: Node, { diagnostics, reader }: Run): void {
  diagnostics.attach(sourceIndex(reader.files, tree));
}
