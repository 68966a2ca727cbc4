/** The stage of this run, before anything is known that depends on it. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { NO_IDS } from './meant-ids.ts';
import { child, type MapNode, type Node } from './node.ts';
import type { Reader } from './read-file.ts';
import { type SchemaSet, schemaAt } from './schema.ts';
import { checkDeclared, chooseStage } from './stage.ts';
import { environmentLookup } from './variables/env-files.ts';
import { Resolver } from './variables/resolve.ts';

export interface StageOptions {
  /** `--stage` */
  readonly stage?: string | undefined;
  readonly ci: boolean;
  readonly mode: 'touches-aws' | 'offline';
  readonly local: boolean;
  readonly diagnostics: Diagnostics;
}

/** Ends the run where there is none. `tree` is the app file in long form, `declared` are the keys of `stages`. */
export function stageOfRun(tree: MapNode, declared: readonly string[], reader: Reader, set: SchemaSet, options: StageOptions): string {
  const { diagnostics, ci } = options;
  const { environment } = reader.disk;
  const decided = options.stage ?? (environment.PROJ_STAGE || undefined);
  // What the file says counts, and is looked at, only where nothing more important says it.
  const file = decided === undefined ? resolvedStage(tree, reader, set, options) : undefined;
  const fallback = (options.mode === 'offline' || options.local) && !ci ? 'dev' : undefined;
  const stage = chooseStage({ flag: options.stage, disk: reader.disk, file, root: reader.root, ci, fallback }, diagnostics);
  if (stage !== undefined) {
    checkDeclared(stage, tree, declared, diagnostics);
    return stage;
  }
  diagnostics.stopIfErrors();
  throw new Error('no stage, and no problem reported');
}

function resolvedStage(tree: Node, reader: Reader, set: SchemaSet, { diagnostics }: StageOptions): Node | undefined {
  const written = child(tree, 'stage');
  if (!written) return undefined;
  const lookup = environmentLookup(reader, undefined, diagnostics);
  const scope = {
    reader,
    environment: lookup,
    plain: new Set<string>(),
    protect: false,
    meant: NO_IDS,
    constructs: 'any',
    diagnostics,
  } as const;
  return new Resolver(scope, set).resolve(written, schemaAt(set.app, 'stage', set), ['stage']);
}
