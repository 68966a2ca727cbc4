/** `proj validate`: every problem that can be found without AWS, all at once. */
import { checkApp, fixApp } from '../pipeline.ts';
import { countOf } from '../render/diagnostics.ts';
import type { RunCommand } from './command.ts';
import { refreshEditorSchema } from './editor-schema.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, session) => {
  const { context, renderer } = session;
  const fixed = flags.is('fix') ? (await fixApp(appOptions(flags), context)).length : undefined;
  const { config } = await checkApp(appOptions(flags), context);
  const found = context.diagnostics.all;
  renderer.problems(found, context.diagnostics.source);
  const stacks = config.stacks.length;
  const constructs = config.stacks.reduce((sum, stack) => sum + stack.constructs.length, 0);
  const { app, stage } = config;
  renderer.result('validate', { app, stage, stacks, constructs, ...(fixed !== undefined && { fixed }) }, () => {
    const warnings = found.length > 0 ? `; ${countOf(found)}` : '';
    return `${app} on ${stage} is valid: ${stacks} stack${stacks === 1 ? '' : 's'}, ${constructs} construct${constructs === 1 ? '' : 's'}${warnings}`;
  });
  await refreshEditorSchema(session, flags.text('config'), flags.is('no-code'));
  return 0;
};
