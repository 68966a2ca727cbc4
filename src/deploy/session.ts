/** The frame around everything that writes: bucket, lock, what a dead run left, and the end of it all. */
import type { Context } from '../core/context.ts';
import { ProjError } from '../core/errors.ts';
import { attachTo } from './attach.ts';
import { ensureAssetBucket } from './bucket.ts';
import type { Cloud } from './cloud.ts';
import { acquireLock, type Lock, type LockedStack } from './lock.ts';
import { createPoller, type Poller } from './poller.ts';
import { lockKey, recordsIn } from './records.ts';
import { newRunId } from './token.ts';

interface SessionRequest {
  readonly app: { readonly app: string; readonly stage: string; readonly region: string };
  readonly cloud: Cloud;
  readonly context: Context;
  readonly stacks: readonly LockedStack[];
  /** Where there must be an asset bucket. */
  readonly regions: Iterable<string>;
}

export interface WriteSession {
  readonly id: string;
  readonly lock: Lock;
  readonly poller: Poller;
}

/** Runs `work` under the lock; the lock is given back however it ends. */
export async function withLock<Result>(request: SessionRequest, work: (session: WriteSession) => Promise<Result>): Promise<Result> {
  const { app, cloud, context } = request;
  const id = newRunId();
  const poller = createPoller({ clock: context.clock, loopback: cloud.loopback });
  await Promise.all([...new Set([app.region, ...request.regions])].map((region) => ensureAssetBucket(cloud, region, id, poller)));
  const { objects, prefix } = recordsIn(app, cloud, app.region);
  const lock = await acquireLock({
    objects,
    key: lockKey(prefix),
    run: id,
    stacks: request.stacks,
    loopback: cloud.loopback,
    context,
  });
  if (!lock) throw new ProjError(130, { code: 'interrupted', message: 'interrupted while waiting for the lock: nothing was changed' });
  try {
    if (lock.predecessor) await attachTo(lock.predecessor, { id, app: app.app, stage: app.stage, cloud, context, poller });
    return await work({ id, lock, poller });
  } finally {
    await giveBack(lock, context);
  }
}

/** How the run ended is the news, not that its lock could not be given back: the next run takes it over. */
async function giveBack(lock: Lock, context: Pick<Context, 'emit'>): Promise<void> {
  try {
    await lock.release();
  } catch (error) {
    if (!(error instanceof ProjError)) throw error;
    const text = 'The lock could not be given back; the next run takes it over within a minute';
    context.emit({ type: 'notice', code: 'lock.left', text });
  }
}
