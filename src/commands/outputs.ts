/** `proj outputs [stacks…]`: outputs of the deployed stacks. */
import { openApp } from '../pipeline.ts';
import { renderOutputs } from '../render/outputs.ts';
import { chosenStacks } from './chosen-stacks.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const { expansion, cloud } = await openApp(appOptions(flags), context);
  const stacks = chosenStacks(expansion.stacks, flags.words);
  const { readOutputs } = await import('../deploy/index.ts');
  const outputs = await readOutputs({ ...expansion, stacks }, cloud);
  const isDeployed = Object.keys(outputs).length > 0;
  renderer.result('outputs', outputs, () =>
    isDeployed ? renderOutputs(outputs, { color: false }) : `Nothing is deployed to stage ${expansion.stage}.`,
  );
  return 0;
};
