/** `proj validate`: every problem that can be found without a deploy, all at once; with `--watch` again at each change. */

import { checkStages, fixApp } from '../app/check.ts';
import type { AppOptions } from '../app/options.ts';
import type { WholeApp } from '../app/read.ts';
import { appRoot } from '../app/root.ts';
import { ProjError } from '../core/errors.ts';
import { countOf } from '../render/diagnostics.ts';
import type { Flags, RunCommand } from './command.ts';
import { refreshEditorSchema } from './editor-schema.ts';
import { appOptions } from './options.ts';
import type { Session } from './session.ts';

export const run: RunCommand = async (flags, session) => {
  refuseContradictions(flags);
  const options = { ...appOptions(flags), online: flags.is('online') };
  if (flags.is('watch')) return watch(options, flags, session);
  await validate(options, flags, session);
  return 0;
};

/** Flags that say how AWS is reached. */
const REACHING = ['profile', 'endpoint-url'];

function refuseContradictions(flags: Flags): void {
  const watched = flags.is('watch');
  if (watched && flags.text('format') === 'sarif') {
    throw wrongFlag('`--format sarif` is one log of one run, and `--watch` has no end', 'leave one of them out');
  }
  if (watched && flags.is('online')) {
    throw wrongFlag('`--watch` looks at files, and `--online` asks AWS, which knows nothing of a file', 'leave one of them out');
  }
  const idle = flags.is('online') ? undefined : REACHING.find((name) => flags.text(name) !== undefined);
  if (idle) throw wrongFlag(`\`--${idle}\` has no effect here: nothing is asked of AWS`, 'add `--online`, or leave it out');
}

function wrongFlag(message: string, hint: string): ProjError {
  return new ProjError(1, { code: 'wrong-flag', message, hint });
}

async function validate(options: AppOptions, flags: Flags, session: Session): Promise<void> {
  const { context, renderer } = session;
  const fixed = flags.is('fix') ? (await fixApp(options, context)).length : undefined;
  const { stages, ...whole } = await checkStages(options, context);
  const { config } = whole;
  const account = options.online ? await ask(whole, options, session) : undefined;
  const found = context.diagnostics.all;
  renderer.problems(found, context.diagnostics.source);
  const constructs = config.stacks.reduce((sum, stack) => sum + stack.constructs.length, 0);
  const { app, stage } = config;
  renderer.result(
    'validate',
    {
      app,
      stage,
      stages,
      stacks: config.stacks.length,
      constructs,
      ...(fixed !== undefined && { fixed }),
      ...(account !== undefined && { account }),
    },
    () => {
      const others = stages.length > 1 ? ` (and in ${stages.slice(1).join(', ')})` : '';
      const warnings = found.length > 0 ? `; ${countOf(found)}` : '';
      const there = account === undefined ? '' : `, also in the account ${account}`;
      return `${app} on ${stage}${others} is valid${there}: ${count(config.stacks.length, 'stack')}, ${count(constructs, 'construct')}${warnings}`;
    },
  );
  await refreshEditorSchema(session, options.file, flags.is('no-code'));
}

/** What keeps AWS from answering is told after the warnings that the files alone gave. */
async function ask(app: WholeApp, options: AppOptions, { context, renderer }: Session): Promise<string> {
  const { checkOnline } = await import('../pipeline.ts');
  try {
    return await checkOnline(app, options, context);
  } catch (error) {
    if (error instanceof ProjError) renderer.problems(context.diagnostics.all, context.diagnostics.source);
    throw error;
  }
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
