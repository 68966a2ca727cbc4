/**
 * In: a working directory, a stage, an environment. Out: the app as that stage sees it: valid, in long form, frozen.
 * Must never: run anything of the user's, start a process, use the network, or read a file outside the project but git's own.
 */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { ConfigValue } from '../core/expression.ts';
import type { AppConfig } from '../core/stages.ts';
import { checkIds } from './check-ids.ts';
import { checkReferences } from './check-references.ts';
import { coerce } from './coerce.ts';
import { buildConfig } from './config.ts';
import { child, type MapNode, type Node, textOf, toValue, withoutEntries } from './node.ts';
import { normalise } from './normalise.ts';
import { applyOverrides } from './overrides.ts';
import { type ReadApp, readApp } from './read-app.ts';
import { chooseRegion, knownPseudo } from './region.ts';
import { schemaSet as set } from './schema.gen.ts';
import { schemaAt } from './schema.ts';
import { sourceIndex } from './source.ts';
import { checkDeclared, chooseStage, layersFor } from './stage.ts';
import { checkStageEntries } from './stage-entries.ts';
import { stageSettings } from './stage-settings.ts';
import { validateAll } from './validate-all.ts';
import { environmentLookup } from './variables/env-files.ts';
import { Resolver, type Scope } from './variables/resolve.ts';
import { switchOff } from './when.ts';

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
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ci: boolean;
  /** Commands that touch nothing take the stage `dev` where none is given, and do without a region. */
  readonly mode: 'touches-aws' | 'offline';
  readonly diagnostics: Diagnostics;
}

/** Throws DiagnosticsError where the app file is wrong; warnings are left in `diagnostics`. */
export async function load(options: LoadOptions): Promise<AppConfig> {
  const { diagnostics } = options;
  const found = await readApp(options.workingDirectory, options.file, diagnostics);
  diagnostics.stopIfErrors();
  if (!found) throw new Error('no app file, and no problem reported');
  const { files, root } = found.reader;
  const attach = (tree: Node) => diagnostics.attach(sourceIndex(files, tree));
  const toLongForm = (tree: Node) => normalise(tree, { set, schema: set.app, diagnostics }) as MapNode;

  const written = toLongForm(found.tree);
  attach(written);
  const stage = stageOf(written, found, options);
  diagnostics.stopIfErrors();
  if (stage === undefined) throw new Error('no stage, and no problem reported');

  const stages = child(written, 'stages');
  const layers = layersFor(stage, stages, diagnostics);
  const { tree: merged, settings: layered } = applyOverrides(withoutEntries(written, new Set(['stages'])), layers, set, diagnostics);
  checkStageEntries(written, { applied: new Set(layers.map(([pattern]) => pattern)), set, root, files, diagnostics });
  attach(merged);
  checkIds(merged, set, diagnostics);
  const settings = stageSettings(layered);

  const scope: Scope = {
    reader: found.reader,
    stage: {
      app: textOf(child(merged, 'app')) ?? '',
      stage,
      local: options.local,
      params: child(merged, 'params'),
      givenParams: options.params ?? {},
    },
    environment: environmentLookup(found.reader, stage, options.environment),
    plain: namesIn(child(merged, 'plain')),
    protect: settings.protect,
    constructs: 'any',
    diagnostics,
  };
  const early = new Resolver(scope, set);
  const declared = stages?.kind === 'map' ? [...stages.entries.keys()] : [];
  const { tree: present, constructs } = switchOff(merged, {
    stage,
    local: options.local,
    declared,
    resolve: (when, path) => {
      const schema = schemaAt({ additionalProperties: { $ref: '#/$defs/When' } }, 'when', set);
      return normalise(early.resolve(when, schema, path), { set, schema, diagnostics });
    },
    diagnostics,
  });
  const resolved = toLongForm(new Resolver({ ...scope, constructs }, set).resolve(present, set.app));
  attach(resolved);
  const region = chooseRegion(resolved, options, diagnostics);
  const pseudo = (name: string, path: readonly (string | number)[]) => knownPseudo(resolved, region, name, path);
  const tree = coerce(resolved, { set, schema: set.app, root, pseudo, diagnostics }) as MapNode;
  attach(tree);

  const app = toValue(tree) as Readonly<Record<string, ConfigValue>>;
  validateAll(app, set, diagnostics);
  const stackIds = [...((child(merged, 'stacks') as MapNode | undefined)?.entries?.keys() ?? [])];
  checkReferences(tree, { set, stage, constructs, stacks: stackIds, diagnostics });
  checkProtected(tree, stage, settings.protect, diagnostics);
  diagnostics.stopIfErrors();
  return buildConfig({ app, tree, settings, stage, local: options.local, region, profile: options.profile, root, files, set });
}

function stageOf(tree: MapNode, { reader }: ReadApp, options: LoadOptions): string | undefined {
  const { diagnostics, environment, ci } = options;
  const written = child(tree, 'stage');
  const scope: Scope = {
    reader,
    environment: environmentLookup(reader, undefined, environment),
    plain: new Set(),
    protect: false,
    constructs: 'any',
    diagnostics,
  };
  // Looked at only where nothing more important says the stage.
  const decided = options.stage ?? (environment.PROJ_STAGE || undefined);
  const file =
    decided === undefined && written ? new Resolver(scope, set).resolve(written, schemaAt(set.app, 'stage', set), ['stage']) : undefined;
  const fallback = options.mode === 'offline' && !ci ? 'dev' : undefined;
  const stage = chooseStage({ flag: options.stage, environment, file, root: reader.root, ci, fallback }, diagnostics);
  if (stage !== undefined) checkDeclared(stage, tree, diagnostics);
  return stage;
}

function namesIn(node: Node | undefined): ReadonlySet<string> {
  return new Set(node?.kind === 'list' ? node.items.flatMap((item) => textOf(item) ?? []) : []);
}

/** A protected stage is bound to its place: neither the environment nor a flag decides where it goes. */
function checkProtected(tree: Node, stage: string, protect: boolean, diagnostics: Diagnostics): void {
  if (!protect) return;
  for (const key of ['account', 'region']) {
    if (child(tree, key) === undefined) diagnostics.report('E1207', ['stages', stage], { stage, missing: key });
  }
}
