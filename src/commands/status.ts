/** `proj status`: the state of every stack, the last release, what removals kept. */
import { openApp } from '../pipeline.ts';
import { renderStatus } from '../render/status.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const { config, expansion, cloud } = await openApp(appOptions(flags), context);
  const { readStatus } = await import('../deploy/index.ts');
  const status = await readStatus(expansion, cloud);
  const { app, stage } = config;
  renderer.result('status', { app, stage, account: cloud.account, ...status }, () => renderStatus({ app, stage }, status));
  return 0;
};
