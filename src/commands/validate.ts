/** `proj validate`: every problem that can be found without AWS, all at once; with `--watch` again at each change. */

import { checkStages, fixApp } from '../app/check.ts';
import type { AppOptions } from '../app/options.ts';
import { appRoot } from '../app/root.ts';
import { ProjError } from '../core/errors.ts';
import { countOf } from '../render/diagnostics.ts';
import type { Flags, RunCommand } from './command.ts';
import { refreshEditorSchema } from './editor-schema.ts';
import { appOptions } from './options.ts';
import type { Session } from './session.ts';

export const run: RunCommand = async (flags, session) => {
  const options = appOptions(flags);
  if (flags.is('watch')) {
    if (flags.text('format') === 'sarif') {
      throw new ProjError(1, {
        code: 'wrong-flag',
        message: '`--format sarif` is one log of one run, and `--watch` has no end',
        hint: 'leave one of them out',
      });
    }
    return watch(options, flags, session);
  }
  await validate(options, flags, session);
  return 0;
};

async function validate(options: AppOptions, flags: Flags, session: Session): Promise<void> {
  const { context, renderer } = session;
  const fixed = flags.is('fix') ? (await fixApp(options, context)).length : undefined;
  const { config, stages } = await checkStages(options, context);
  const found = context.diagnostics.all;
  renderer.problems(found, context.diagnostics.source);
  const constructs = config.stacks.reduce((sum, stack) => sum + stack.constructs.length, 0);
  const { app, stage } = config;
  renderer.result(
    'validate',
    { app, stage, stages, stacks: config.stacks.length, constructs, ...(fixed !== undefined && { fixed }) },
    () => {
      const others = stages.length > 1 ? ` (and in ${stages.slice(1).join(', ')})` : '';
      const warnings = found.length > 0 ? `; ${countOf(found)}` : '';
      return `${app} on ${stage}${others} is valid: ${count(config.stacks.length, 'stack')}, ${count(constructs, 'construct')}${warnings}`;
    },
  );
  await refreshEditorSchema(session, options.file, flags.is('no-code'));
}

/** Ends by Ctrl-C, which is no failure: the last round has said what there is to say. */
async function watch(options: AppOptions, flags: Flags, session: Session): Promise<0> {
  const { context } = session;
  const [{ rounds }, { watchFiles }, { inRound }] = await Promise.all([
    import('../dev/loop.ts'),
    import('../dev/watch.ts'),
    import('./round.ts'),
  ]);
  const tell = (code: 'changed' | 'watching', text: string) => context.emit({ type: 'notice', code, text });
  // Nothing of the app leaves its folder, so all that was read or looked for is below it.
  const root = await appRoot(options.file, context);
  const watching = await watchFiles(root, [], (files) => loop.changed(files));
  const loop = rounds(async (files) => {
    if (files.length > 0) tell('changed', `changed: ${files.join(', ')}`);
    await inRound(session, (round) => validate(options, flags, round));
    tell('watching', 'watching for changes; Ctrl-C ends');
  }, context.interrupted);
  await loop.ended;
  await watching.stop();
  return 0;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
