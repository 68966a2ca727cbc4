/** `proj logs [function]` */
import { ProjError } from '../core/errors.ts';
import { openApp } from '../pipeline.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const run: RunCommand = async (flags, { context, renderer }) => {
  const since = sinceOf(flags.text('since') ?? '10m', context.clock.now());
  const [wanted] = flags.words;
  const filter = flags.text('filter');
  const { expansion, cloud } = await openApp({ ...appOptions(flags), stacks: [] }, context);
  const { tailLogs } = await import('../deploy/index.ts');
  const options = { since, follow: flags.is('follow'), ...(wanted !== undefined && { wanted }), ...(filter !== undefined && { filter }) };
  // The lines are this command's result: on stdout, where a pipe takes them.
  await tailLogs(expansion, cloud, options, {
    ...context,
    emit: (event) => (event.type === 'function.log' ? renderer.logLine(event) : context.emit(event)),
  });
  return 0;
};

function sinceOf(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const time = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNITS[unit] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw new ProjError(1, {
    code: 'wrong-flag',
    message: `\`--since ${text}\` is no time`,
    hint: 'write `10m`, `2h`, `1d`, or an ISO time',
  });
}
