/** `proj outputs [stacks…]`: outputs of the deployed stacks. */
import { openApp } from '../pipeline.ts';
import { renderOutputs } from '../render/outputs.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const { expansion, cloud } = await openApp(appOptions(flags), context);
  const { readOutputs } = await import('../deploy/index.ts');
  const all = await readOutputs(expansion, cloud);
  const outputs = Object.fromEntries(Object.entries(all).filter(([stack]) => flags.words.length === 0 || flags.words.includes(stack)));
  renderer.result('outputs', outputs, () => renderOutputs(outputs, { color: false }));
  return 0;
};
