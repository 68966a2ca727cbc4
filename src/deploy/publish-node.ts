/** A publish step's turn: its values are known now, so the site is built once, with the real ones. */
import type { NodeOutcome, PlannedPublish } from '../core/plan.ts';
import { stop } from './failure.ts';
import { publishSite } from './publish/index.ts';
import { siteValues } from './published.ts';
import { recordsIn } from './records.ts';
import type { DeployRun } from './run.ts';
import { siteTarget } from './site-target.ts';
import { knownValues } from './values.ts';

export async function publishNode({ id, action, step, reasons }: PlannedPublish, run: DeployRun): Promise<NodeOutcome> {
  if (action === 'unchanged') return { kind: 'unchanged', id, reason: reasons.join('; ') };
  const { context, cloud, assembly, lock } = run;
  const began = context.clock.now();
  const values = siteValues(step, knownValues(run));
  if (!values) throw stop(2, 'E5023', { stack: step.stack, output: 'that the site needs' }, { path: step.path });
  context.emit({ type: 'node.started', id, kind: 'publish', action: 'publish' });
  const target = siteTarget({
    step: id,
    region: cloud.in(step.region),
    ...values,
    records: recordsIn(assembly, cloud, step.region),
    assertHeld: () => lock.assertHeld(),
  });
  const published = await publishSite(step, values, { root: assembly.root, target, context });
  if (published.outcome === 'unchanged') return { kind: 'unchanged', id, reason: 'same files, build and values' };
  return { kind: 'done', id, action: 'published', milliseconds: context.clock.now() - began };
}
