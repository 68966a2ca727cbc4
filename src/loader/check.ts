/** In: the app with its values. Out: the configuration, once nothing is wrong with it. */
import type { ConfigValue } from '../core/expression.ts';
import type { AppConfig } from '../core/stages.ts';
import { checkParams } from './check-params.ts';
import { checkPermissions } from './check-permissions.ts';
import { checkProtected } from './check-protected.ts';
import { checkReferences } from './check-references.ts';
import { buildConfig } from './config.ts';
import type { Valued } from './give-values.ts';
import type { Layered } from './layer.ts';
import { type Node, toValue } from './node.ts';
import type { Run } from './run.ts';
import { soundPart } from './sound-part.ts';
import { STAGE_NAME } from './stage.ts';
import { validateAll } from './validate-all.ts';

/** Ends the run where something is wrong; with `partial` only where nothing sound is left. */
export async function check(
  { written, stages, stage, meant, declared, settings }: Layered,
  { tree, constructs, stacks, region }: Valued,
  run: Run,
): Promise<AppConfig> {
  const { set, reader, local, profile, params = {}, partial, diagnostics } = run;
  const app = dataOf(checkReferences(tree, { set, stage, constructs, stacks, meant, diagnostics }));
  validateAll(app, set, diagnostics);
  checkParams({ declaring: [written, ...stages], given: params, files: reader.files, diagnostics });
  checkProtected(tree, stage, settings, diagnostics);
  await checkPermissions(tree, set, diagnostics);
  const sound = partial && diagnostics.hasErrors ? soundPart(tree, diagnostics.each) : undefined;
  if (!sound) diagnostics.stopIfErrors();
  const { root, files } = reader;
  const declaredStages = [...new Set(declared)].filter((name) => STAGE_NAME.test(name));
  const config = buildConfig({
    app: sound ? dataOf(sound) : app,
    tree,
    settings,
    stage,
    declaredStages,
    local,
    region,
    profile,
    root,
    files,
    set,
  });
  if (!partial) diagnostics.stopIfErrors();
  return config;
}

function dataOf(tree: Node): Readonly<Record<string, ConfigValue>> {
  return toValue(tree) as Readonly<Record<string, ConfigValue>>;
}
