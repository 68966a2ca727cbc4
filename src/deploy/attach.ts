/**
 * After taking over a stale lock: what the dead run had begun is waited for, what it had only prepared is thrown away.
 * Never: an operation stopped; CloudFormation finishes what it was told.
 */
import type { Context } from '../core/context.ts';
import { discardChangeSet } from './change-set.ts';
import type { Cloud } from './cloud.ts';
import { isOurs } from './deployed.ts';
import type { LockBody } from './lock.ts';
import { pace } from './pace.ts';
import type { Poller } from './poller.ts';
import { isInProgress } from './recover.ts';
import { changeSetName } from './token.ts';

interface Successor {
  readonly id: string;
  readonly app: string;
  readonly stage: string;
  readonly cloud: Cloud;
  readonly context: Pick<Context, 'clock'>;
  readonly poller: Poller;
}

export async function attachTo(predecessor: LockBody, successor: Successor): Promise<void> {
  await Promise.all(predecessor.stacks.map((stack) => settle(stack, predecessor.run, successor)));
}

async function settle({ name, region: regionName }: LockBody['stacks'][number], run: string, successor: Successor): Promise<void> {
  const { cloud, context, poller, app, stage } = successor;
  const region = cloud.in(regionName);
  const set = changeSetName(run);
  const tempo = pace(cloud.loopback);
  // The stack's own status may lag behind an execution that has just been asked for.
  let state = await region.stacks.describeChangeSet(set, name);
  while (state && /IN_PROGRESS|PENDING/.test(`${state.status} ${state.executionStatus}`)) {
    await context.clock.sleep(tempo.next());
    state = await region.stacks.describeChangeSet(set, name);
  }
  const there = await region.stacks.describe(name);
  // A change set of that name makes the stack ours, even one that is still empty and bears no tags.
  if (!there || (!state && !isOurs(there, app, stage))) return;
  if (isInProgress(there.status)) await poller.settled({ region, stackId: there.id });
  else if (state)
    await discardChangeSet(
      { id: set, stackId: there.id, stackName: name, region, creates: there.status === 'REVIEW_IN_PROGRESS' },
      successor,
    );
}
