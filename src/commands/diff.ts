/** `proj diff [stacks…]`: what a deploy would do. Writes nothing. */
import { planApp } from '../pipeline.ts';
import { renderPlan, renderPlanMarkdown } from '../render/plan.ts';
import type { RunCommand } from './command.ts';
import { appOptions } from './options.ts';

export const run: RunCommand = async (flags, { context, renderer }) => {
  const { plan } = await planApp({ ...appOptions(flags), prune: flags.is('prune') }, context);
  renderer.problems(context.diagnostics.all, context.diagnostics.source);
  for (const node of plan.nodes) {
    for (const failure of node.kind === 'stack' ? (node.blocks ?? []) : []) renderer.failure(failure, context.diagnostics.source);
  }
  renderer.result('diff', plan, () => (flags.is('markdown') ? renderPlanMarkdown(plan) : renderPlan(plan, { color: false })));
  return flags.is('exit-code') && !plan.nothingToDo ? 5 : 0;
};
