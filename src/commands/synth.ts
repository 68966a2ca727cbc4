/** `proj synth`: plain CloudFormation and bundles on disk, which any tool can deploy. */
import { relative } from 'node:path';
import { ProjError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { AssembledStack } from '../core/stages.ts';
import { assembleApp, readApp } from '../pipeline.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const app = await readApp(appOptions(flags), context, 'offline');
  const assembly = await assembleApp(app, context);
  renderer.problems(context.diagnostics.all, context.diagnostics.source);
  const stacks = chosen(assembly.stacks, flags.words);
  const directory = relative(context.workingDirectory, assembly.directory);
  const templates = Object.fromEntries(stacks.map(({ id, template }) => [id, template]));
  const value = {
    app: assembly.app,
    stage: assembly.stage,
    directory,
    stacks: stacks.map(({ id, name, region, hash }) => ({ id, name, region, hash })),
    ...(flags.is('print') && { templates }),
  };
  renderer.result('synth', value, () => {
    if (flags.is('print')) return JSON.stringify(stacks.length === 1 ? stacks[0]?.template : templates, null, 2);
    const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
    return `${count(stacks.length, 'template')} and ${count(assembly.assets.length, 'bundle')} in ${directory}/`;
  });
  return 0;
};

function chosen(stacks: readonly AssembledStack[], ids: readonly string[]): readonly AssembledStack[] {
  const known = stacks.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    const guess = nearest(unknown, known);
    throw new ProjError(1, {
      code: 'unknown-stack',
      message: `the app has no stack \`${unknown}\``,
      hint: guess ? `did you mean \`${guess}\`?` : `its stacks are: ${known.join(', ')}`,
    });
  }
  return ids.length === 0 ? stacks : stacks.filter(({ id }) => ids.includes(id));
}
