/** `proj synth`: plain CloudFormation and bundles on disk, which any tool can deploy. */
import { relative } from 'node:path';
import { readApp } from '../app/read.ts';
import { assembleApp } from '../pipeline.ts';
import { chosenStacks } from './chosen-stacks.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const app = await readApp(appOptions(flags), context, 'offline');
  // Before a hook runs.
  const chosen = new Set(chosenStacks(app.expansion.stacks, flags.words).map(({ id }) => id));
  const assembly = await assembleApp(app, context);
  renderer.problems(context.diagnostics.all, context.diagnostics.source);
  const stacks = assembly.stacks.filter(({ id }) => chosen.has(id));
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
