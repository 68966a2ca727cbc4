/** `proj deploy [stacks…]` */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ProjError } from '../core/errors.ts';
import { deployApp, planApp } from '../pipeline.ts';
import type { Flags, RunCommand } from './command.ts';
import { run as diff } from './diff.ts';
import { refreshEditorSchema } from './editor-schema.ts';
import { appOptions } from './options.ts';
import { showResult } from './show-result.ts';

export const run: RunCommand = async (flags, session) => {
  if (flags.is('dry-run')) return diff(flags, session);
  const { context, renderer } = session;
  const concurrency = concurrencyOf(flags);
  const outputsFile = outputsFileOf(flags, context.workingDirectory);
  const switches = { leaveConsumers: flags.is('only'), prune: flags.is('prune'), ...(concurrency && { concurrency }) };
  const planned = await planApp({ ...appOptions(flags), ...switches }, context);
  renderer.problems(context.diagnostics.all, context.diagnostics.source);
  const isRefused = planned.plan.nodes.some((node) => node.kind === 'stack' && node.blocks);
  for (const { name, region } of switches.prune || isRefused ? [] : planned.plan.undeclared) {
    const text = `${name} in ${region} is no longer declared there; it stays until \`proj deploy --prune\` or \`proj remove\``;
    context.emit({ type: 'notice', code: 'stack.undeclared', text });
  }
  const result = await deployApp(planned);
  if (outputsFile !== undefined) writeFileSync(outputsFile, `${JSON.stringify(result.outputs, null, 2)}\n`);
  const status = showResult('deploy', result, session);
  await refreshEditorSchema(session, flags.text('config'));
  return status;
};

/** That it can't be written is said before the deploy, not after it. */
function outputsFileOf(flags: Flags, workingDirectory: string): string | undefined {
  const name = flags.text('outputs');
  if (name === undefined) return undefined;
  const file = resolve(workingDirectory, name);
  try {
    const isThere = statSync(file, { throwIfNoEntry: false });
    if (isThere?.isDirectory()) throw new Error('it is a folder');
    accessSync(isThere ? file : dirname(file), constants.W_OK);
    return file;
  } catch (error) {
    throw new ProjError(1, {
      code: 'wrong-flag',
      message: `\`--outputs ${name}\` can't be written: ${(error as Error).message}`,
      hint: 'name a file in a folder that is there',
    });
  }
}

function concurrencyOf(flags: Flags): number | undefined {
  const text = flags.text('concurrency');
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new ProjError(1, {
    code: 'wrong-flag',
    message: `\`--concurrency ${text}\` is not a whole number above 0`,
    hint: 'write `--concurrency 4`',
  });
}
