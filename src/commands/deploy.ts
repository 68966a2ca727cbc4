/** `proj deploy [stacks…]` */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProjError } from '../core/errors.ts';
import { deployApp, planApp } from '../pipeline.ts';
import type { Flags, RunCommand } from './command.ts';
import { run as diff } from './diff.ts';
import { appOptions } from './options.ts';
import { showResult } from './show-result.ts';

export const run: RunCommand = async (flags, session) => {
  if (flags.is('dry-run')) return diff(flags, session);
  const { context, renderer } = session;
  const concurrency = concurrencyOf(flags);
  const switches = { leaveConsumers: flags.is('only'), prune: flags.is('prune'), ...(concurrency && { concurrency }) };
  const planned = await planApp({ ...appOptions(flags), ...switches }, context);
  renderer.problems(context.diagnostics.all, context.diagnostics.source);
  const isRefused = planned.plan.nodes.some((node) => node.kind === 'stack' && node.blocks);
  for (const { name, region } of switches.prune || isRefused ? [] : planned.plan.undeclared) {
    const text = `${name} in ${region} is no longer declared there; it stays until \`proj deploy --prune\` or \`proj remove\``;
    context.emit({ type: 'notice', code: 'stack.undeclared', text });
  }
  const result = await deployApp(planned);
  const file = flags.text('outputs');
  if (file !== undefined) writeFileSync(resolve(context.workingDirectory, file), `${JSON.stringify(result.outputs, null, 2)}\n`);
  return showResult('deploy', result, session);
};

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
