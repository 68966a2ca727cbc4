/** The action's inputs → arguments of `proj`, or what is wrong with them. */
import { dirname, resolve } from 'node:path';

const commands = ['validate', 'diff', 'deploy', 'remove'];

export function commandLine(environment) {
  const input = (name) => (environment[`PROJ_ACTION_${name}`] ?? '').trim();
  const command = input('COMMAND');
  if (!commands.includes(command)) return { problem: `command must be one of ${commands.join(', ')}, not "${command}"` };
  const local = input('LOCAL') || 'false';
  if (local !== 'true' && local !== 'false') return { problem: `local must be 'true' or 'false', not "${local}"` };
  if (command === 'validate' && (input('STACKS') !== '' || local === 'true')) {
    return { problem: 'validate looks at the whole app and at no endpoint: leave out stacks and local' };
  }
  const value = (flag, text) => (text === '' ? [] : [`--${flag}=${text}`]);
  const args = [
    command,
    '--json',
    ...value('stage', input('STAGE')),
    ...value('region', input('REGION')),
    ...value('config', input('CONFIG')),
    ...linesOf(input('PARAMS')).flatMap((line) => value('param', line)),
    ...(local === 'true' ? ['--local'] : []),
    // The workflow's author has answered by running it; guards are no questions.
    ...(command === 'deploy' || command === 'remove' ? ['--yes'] : []),
    ...(command === 'diff' ? ['--exit-code'] : []),
    '--',
    ...input('STACKS')
      .split(/\s+/)
      .filter((stack) => stack !== ''),
  ];
  return { command, stage: input('STAGE'), args, directory: input('CONFIG') ? dirname(resolve(input('CONFIG'))) : process.cwd() };
}

function linesOf(text) {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
