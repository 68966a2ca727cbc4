/** `proj invoke <function>`: its answer on stdout, its log on stderr; exit status 2 where it threw. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProjError } from '../core/errors.ts';
import { openApp } from '../pipeline.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

const STANDARD_INPUT = 0;

export const run: RunCommand = async (flags, { context, renderer }) => {
  const payload = payloadOf(flags.text('payload') ?? '{}', context.workingDirectory);
  const { expansion, cloud } = await openApp({ ...appOptions(flags), stacks: [] }, context);
  const { invokeFunction } = await import('../deploy/index.ts');
  const answer = await invokeFunction(expansion, cloud, flags.words[0] ?? '', payload);
  if (answer.log !== '') renderer.notice(answer.log.trimEnd());
  renderer.result('invoke', { ...answer, payload: parsed(answer.payload) }, () => answer.payload);
  return answer.error === undefined ? 0 : 2;
};

function payloadOf(text: string, workingDirectory: string): string {
  const payload =
    text === '-' ? readFileSync(STANDARD_INPUT, 'utf8') : text.startsWith('@') ? read(resolve(workingDirectory, text.slice(1))) : text;
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    throw new ProjError(1, {
      code: 'wrong-payload',
      message: `the payload is not JSON: ${(error as Error).message}`,
      hint: 'write `--payload \'{"key": "value"}\'`',
    });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProjError(1, { code: 'wrong-payload', message: `the payload cannot be read: ${(error as Error).message}` });
  }
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}
