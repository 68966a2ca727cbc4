/**
 * In: a working directory, a stage, an environment. Out: the app as that stage sees it: valid, in long form, frozen.
 * Must never: run anything of the user's, start a process, use the network, or read a file outside the project but git's own.
 */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { ConfigValue } from '../core/expression.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig } from '../core/stages.ts';
import { checkIds, entriesOf, stacksOf } from './check-ids.ts';
import { checkProtected } from './check-protected.ts';
import { checkReferences } from './check-references.ts';
import { checkResources } from './check-resources.ts';
import { coerce } from './coerce.ts';
import { buildConfig } from './config.ts';
import { type Disk, type Environment, openDisk } from './disk.ts';
import { child, type MapNode, type Node, textOf, toValue, withoutEntries } from './node.ts';
import { normalise } from './normalise.ts';
import { applyOverrides } from './overrides.ts';
import { readApp } from './read-app.ts';
import { chooseRegion, knownPseudo } from './region.ts';
import { schemaSet as set } from './schema.gen.ts';
import { dereference } from './schema.ts';
import { soundPart } from './sound-part.ts';
import { sourceIndex } from './source.ts';
import { layersFor } from './stage.ts';
import { checkStageEntries } from './stage-entries.ts';
import { stageOfRun } from './stage-of-run.ts';
import { stageSettings } from './stage-settings.ts';
import { validateAll } from './validate-all.ts';
import { environmentLookup } from './variables/env-files.ts';
import { Resolver } from './variables/resolve.ts';
import type { Scope } from './variables/scope.ts';
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
  readonly environment: Environment;
  /** Opened on the environment; for who wants to know afterwards what was looked at. */
  readonly disk?: Disk | undefined;
  readonly ci: boolean;
  /** Commands that touch nothing, and local ones, take the stage `dev` where none is given, and do without a region. */
  readonly mode: 'touches-aws' | 'offline';
  /** Where only constructs are wrong, the app without them is given back, and their problems are left in `diagnostics`. */
  readonly partial?: boolean;
  readonly diagnostics: Diagnostics;
}

/** Throws DiagnosticsError where the app file is wrong; warnings are left in `diagnostics`. */
export async function load(options: LoadOptions): Promise<AppConfig> {
  const { diagnostics, local, disk = openDisk(options.environment) } = options;
  const { tree: read, reader } = await readApp({ ...options, disk }, diagnostics);
  const { files, root } = reader;
  const attach = (tree: Node) => diagnostics.attach(sourceIndex(files, tree));
  const toLongForm = (tree: Node, schema = set.app, path: JsonPath = []) => normalise(tree, { set, schema, path, diagnostics });

  const written = toLongForm(read) as MapNode;
  attach(written);
  const stage = stageOfRun(written, reader, set, options);

  const layers = layersFor(stage, child(written, 'stages'), diagnostics);
  const overridden = applyOverrides(withoutEntries(written, new Set(['stages'])), layers, set, diagnostics);
  checkStageEntries(written, { applied: new Set(layers.map(([pattern]) => pattern)), set, reader, diagnostics });
  const merged = overridden.tree;
  const settings = stageSettings(overridden.settings);
  attach(merged);
  checkIds(merged, written, set, diagnostics);

  const scope: Omit<Scope, 'constructs'> = {
    reader,
    stage: { app: child(merged, 'app'), stage, local, params: child(merged, 'params'), givenParams: options.params ?? {} },
    environment: environmentLookup(reader, stage, diagnostics),
    plain: namesIn(child(merged, 'plain')),
    protect: settings.protect,
    diagnostics,
  };
  const beforeWhen = new Resolver({ ...scope, constructs: 'any' }, set);
  const whenSchema = dereference({ $ref: '#/$defs/When' }, set);
  const { tree: present, constructs } = switchOff(merged, {
    written: stacksOf(written).keys(),
    stage,
    local,
    declared: [...entriesOf(child(written, 'stages'))].map(([pattern]) => pattern),
    resolve: (when, path) => toLongForm(beforeWhen.resolve(when, whenSchema, path), whenSchema, path),
    diagnostics,
  });

  if (hasNoStack(present) && !hasNoStack(merged)) {
    diagnostics.report('E2018', ['stacks'], { stage });
    diagnostics.stopIfErrors();
  }

  const resolver = new Resolver({ ...scope, constructs }, set);
  const withValues = resolver.resolve(present, set.app);
  const resolved = resolver.needsLongForms ? toLongForm(withValues) : withValues;
  attach(resolved);
  const region = chooseRegion(resolved, { ...options, environment: disk.environment }, diagnostics);
  const pseudo = (name: string, path: JsonPath) => knownPseudo(resolved, region, name, path);
  const tree = coerce(resolved, { set, schema: set.app, reader, pseudo, diagnostics });
  attach(tree);

  const app = toValue(tree) as Readonly<Record<string, ConfigValue>>;
  validateAll(app, set, diagnostics);
  const stacks = [...entriesOf(child(merged, 'stacks'))].map(([id]) => id);
  checkReferences(tree, { set, stage, constructs, stacks, diagnostics });
  checkProtected(tree, stage, settings, diagnostics);
  const sound = options.partial && diagnostics.hasErrors ? soundPart(tree, diagnostics.all) : undefined;
  if (!sound) diagnostics.stopIfErrors();
  const usable = sound ? (toValue(sound) as typeof app) : app;
  const config = buildConfig({ app: usable, tree, settings, stage, local, region, profile: options.profile, root, files, set });
  await checkResources(config, diagnostics);
  if (!options.partial) diagnostics.stopIfErrors();
  return config;
}

function hasNoStack(tree: Node): boolean {
  const stacks = child(tree, 'stacks');
  return stacks?.kind === 'map' && stacks.entries.size === 0;
}

function namesIn(node: Node | undefined): ReadonlySet<string> {
  return new Set(node?.kind === 'list' ? node.items.flatMap((item) => textOf(item) ?? []) : []);
}
