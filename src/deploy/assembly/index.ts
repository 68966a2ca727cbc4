/**
 * Comes in: an Expansion. Goes out: an Assembly, final templates and zips on disk under their content keys.
 * Must never: read the clock or the environment into a bundle, trust a cache it can't verify, talk to AWS.
 */
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import type { AssembledAsset, Assembly, Expansion } from '../../core/stages.ts';
import { assembleCode } from './code.ts';
import { assembleNode } from './node.ts';
import { makeFolder, type ZipRecord } from './output.ts';
import { assembleStack } from './template-body.ts';
import { writeAssembly } from './write.ts';

export interface AssembleOptions {
  /** Absolute: the folder of the app file. */
  readonly root: string;
  /** Absolute: where the assembly goes, `.proj/build/<stage>`. */
  readonly directory: string;
  readonly context: Pick<Context, 'diagnostics' | 'clock' | 'environment'>;
  /** `false` bundles everything again (CI, protected stages). */
  readonly reuse: boolean;
}

/** Problems of the user's files are reported to `context.diagnostics` and thrown together. */
export async function assemble(expansion: Expansion, options: AssembleOptions): Promise<Assembly> {
  const { root, directory, context } = options;
  makeFolder(directory);
  const zips = new Map<string, ZipRecord>([
    ...assembleCode(expansion.assets, root, directory, context.diagnostics),
    ...(await assembleNode(expansion.assets, options)),
  ]);
  context.diagnostics.stopIfErrors();

  const assets = expansion.assets.map(({ id }): AssembledAsset => {
    const { hash, size, codeSha256 } = zips.get(id) as ZipRecord;
    return { id, key: `${expansion.app}/${expansion.stage}/${hash}.zip`, file: join(directory, `${hash}.zip`), size, codeSha256 };
  });
  const keys = new Map(assets.map(({ id, key }) => [id, key]));
  const assembly: Assembly = {
    app: expansion.app,
    stage: expansion.stage,
    local: expansion.local,
    region: expansion.region,
    directory,
    stacks: expansion.stacks.map((stack) => assembleStack(stack, keys)),
    assets,
    publish: expansion.publish,
    root,
  };
  writeAssembly(assembly, context.clock.now());
  return assembly;
}
