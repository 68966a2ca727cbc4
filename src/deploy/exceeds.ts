/** In: the plan that was confirmed and the plan as it is now. Out: what the second does that the first didn't show. */
import type { Context } from '../core/context.ts';
import type { DeployPlan, PlannedNode } from '../core/plan.ts';
import { stop } from './failure.ts';
import { beyondPlan } from './judge.ts';
import { nodeKey } from './plan.ts';

/** Asks whether to go on where there is such a thing; *no* stops the run. */
export async function confirmMore(confirmed: DeployPlan, now: DeployPlan, context: Pick<Context, 'confirm'>): Promise<void> {
  const more = exceeds(confirmed, now);
  if (more.length === 0) return;
  const what = more.join('; ');
  if (!(await context.confirm(`Since the plan was made the deployed state has changed (${what}). Go on?`)))
    throw stop(4, 'E5016', { what });
}

export function exceeds(confirmed: DeployPlan, now: DeployPlan): readonly string[] {
  const shown = new Map(confirmed.nodes.map((node) => [nodeKey(node), node]));
  return now.nodes.flatMap((node) => exceeding(shown.get(nodeKey(node)), node));
}

function exceeding(shown: PlannedNode | undefined, now: PlannedNode): readonly string[] {
  if (now.action === 'unchanged' || now.action === shown?.action) return now.kind === 'stack' ? more(shown, now) : [];
  // A publish step that waited for values may turn out to need no waiting, and the other way round.
  if (now.kind === 'publish' && shown && shown.action !== 'unchanged') return [];
  return [`${now.id}: ${now.action} instead of ${shown?.action ?? 'nothing'}`];
}

function more(shown: PlannedNode | undefined, now: Extract<PlannedNode, { kind: 'stack' }>): readonly string[] {
  const before = shown?.kind === 'stack' ? shown.changes : [];
  return beyondPlan(now.changes, before).map(({ action, logicalId }) => `${now.id}: ${action} ${logicalId}`);
}
