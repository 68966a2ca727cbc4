/** `proj remove [stacks…]`: asks, removes in reverse order, says what is kept and why. */
import { ProjError } from '../core/errors.ts';
import { planRemoval, removeApp } from '../pipeline.ts';
import { renderPlan } from '../render/plan.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';
import { showResult } from './show-result.ts';

export const run: RunCommand = async (flags, session) => {
  const { context, renderer, interactive } = session;
  const planned = await planRemoval(appOptions(flags), context);
  const { plan } = planned;
  const blocked = plan.nodes.some(({ action }) => action === 'blocked');
  if (!plan.nothingToDo && !blocked) {
    if (interactive && !flags.is('yes')) renderer.notice(renderPlan(plan, { color: false }));
    if (!(await context.confirm(`Remove ${plan.app} from ${plan.stage}?`))) {
      throw new ProjError(4, {
        code: 'not-confirmed',
        message: 'nothing was removed: the question was not answered with yes',
        hint: 'where nobody can answer, `--yes` does',
      });
    }
  }
  return showResult('remove', await removeApp(planned), session);
};
