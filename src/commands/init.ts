/** `proj init [dir]`: a new app from one of the starters in `templates/`. Nothing that is already there is overwritten. */
import { basename, resolve } from 'node:path';
import { ProjError } from '../core/errors.ts';
import { writeSchema } from '../editor/of-app.ts';
import { createApp, starters } from '../init/create-app.ts';
import { outline } from '../loader/outline.ts';
import type { RunCommand } from './command.ts';

const DEFAULT_STARTER = 'api';

export const run: RunCommand = async (flags, { renderer, context }) => {
  const starter = flags.text('template') ?? DEFAULT_STARTER;
  const known = starters();
  if (!known.includes(starter)) {
    throw new ProjError(1, {
      code: 'unknown-starter',
      message: `there is no starter \`${starter}\``,
      hint: `the starters are: ${known.join(', ')}`,
    });
  }
  const word = flags.words[0] ?? '.';
  const directory = resolve(context.workingDirectory, word);
  const { app, files } = createApp(directory, starter);
  const made = await outline({ workingDirectory: directory, environment: context.environment });
  if (made) writeSchema(directory, made);
  renderer.result('init', { app, directory, files }, () =>
    [
      `Made ${app} in ${basename(directory)}/: ${files.join(', ')}`,
      '',
      'Next:',
      ...(word === '.' ? [] : [`  cd ${word}`]),
      '  npm install',
      '  npx proj deploy --local',
    ].join('\n'),
  );
  return 0;
};
