/** The flags that several commands share, as the pipeline's options. */

import type { AppOptions } from '../app/options.ts';
import { ProjError } from '../core/errors.ts';
import type { Flags } from './command.ts';

export function appOptions(flags: Flags): AppOptions {
  if (flags.is('local') && flags.text('endpoint-url') !== undefined) {
    throw new ProjError(1, {
      code: 'wrong-flag',
      message: '`--local` and `--endpoint-url` name two endpoints',
      hint: 'leave one of them out',
    });
  }
  const text = (name: string, as: keyof AppOptions) => {
    const value = flags.text(name);
    return value === undefined ? {} : { [as]: value };
  };
  return {
    ...text('config', 'file'),
    ...text('stage', 'stage'),
    ...text('region', 'region'),
    ...text('profile', 'profile'),
    ...text('endpoint-url', 'endpointUrl'),
    params: Object.fromEntries(flags.list('param').map(nameAndValue)),
    local: flags.is('local'),
    stacks: flags.words,
    noCode: flags.is('no-code'),
  };
}

function nameAndValue(param: string): [string, string] {
  const at = param.indexOf('=');
  if (at < 1)
    throw new ProjError(1, { code: 'wrong-flag', message: `\`--param ${param}\` has no value`, hint: 'write `--param NAME=VALUE`' });
  return [param.slice(0, at), param.slice(at + 1)];
}
