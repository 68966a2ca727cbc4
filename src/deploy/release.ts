/** The record of a release: which stacks there are, where, and what they were made of. */
import type { AssembledStack } from '../core/stages.ts';
import { templateKey } from './assets.ts';
import { stackKey } from './deployed.ts';
import { type ReleasedStack, type ReleaseRecord, writeRelease } from './records.ts';
import type { DeployRun, Run } from './run.ts';
import { declaredSites } from './sites.ts';
import { knownValues, resolveParameters } from './values.ts';

/** Written before anything is created, so that even a run that dies leaves a list of all that may be there. */
export async function recordBeginning(run: DeployRun, creating: readonly AssembledStack[]): Promise<void> {
  const fresh = creating.filter((stack) => !run.ledger.has(keyOf(stack)));
  for (const stack of fresh) run.ledger.set(keyOf(stack), releasedStack(stack, run));
  if (fresh.length > 0) await writeRelease(run.records, record(run, 'begun'));
}

export function recordStack(stack: AssembledStack, run: DeployRun): void {
  run.ledger.set(keyOf(stack), releasedStack(stack, run));
}

export async function recordEnd(run: Run, outcome: 'done' | 'failed' | 'interrupted'): Promise<void> {
  await writeRelease(run.records, record(run, outcome));
}

function keyOf({ region, name }: AssembledStack): string {
  return stackKey(region, name);
}

function record(run: Run, outcome: ReleaseRecord['outcome']): ReleaseRecord {
  const { app, stage } = run.app;
  const { commit, ttl } = run.options;
  const now = run.context.clock.now();
  return {
    version: 1,
    app,
    stage,
    time: new Date(now).toISOString(),
    run: run.id,
    ...(commit !== undefined && { commit }),
    ...(ttl !== undefined && { expires: new Date(now + ttl * 1000).toISOString() }),
    outcome,
    stacks: [...run.ledger.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function releasedStack(stack: AssembledStack, run: DeployRun): ReleasedStack {
  const { assembly, outputs } = run;
  const keys = new Map(assembly.assets.map(({ id, key }) => [id, key]));
  return {
    id: stack.id,
    name: stack.name,
    region: stack.region,
    templateKey: templateKey(assembly.app, assembly.stage, stack),
    assets: stack.assets.map((id) => keys.get(id) ?? id),
    parameters: resolveParameters(stack, knownValues(run)).values,
    sources: stack.parameters,
    outputs: outputs.get(stack.id) ?? {},
    dependsOn: stack.dependsOn,
    origins: Object.fromEntries(
      Object.entries(stack.origins).map(([id, { construct, path }]) => [id, { path, ...(construct !== undefined && { construct }) }]),
    ),
    sites: declaredSites(stack.id, assembly),
  };
}
