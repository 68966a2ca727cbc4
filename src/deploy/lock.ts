/**
 * One deploy of an app's stage at a time: an object in the home bucket, written only if it is absent or as expected.
 * The holder renews a lease; time is S3's own. A stale lock is taken over, and what its holder had begun is handed on.
 * Never: trust in a clock of this machine; a lock left behind by a run that ends.
 */
import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Context } from '../core/context.ts';
import type { Objects, StoredObject } from './cloud.ts';
import { stop } from './failure.ts';

const LEASE = 60_000;
const RENEWAL = 20_000;

/** What the object holds: enough for a successor to attach to everything this run may have begun. */
export interface LockBody {
  /** Its change sets and tokens are named after it. */
  readonly run: string;
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  /** ISO time. */
  readonly since: string;
  readonly stacks: readonly LockedStack[];
}

export interface LockedStack {
  readonly name: string;
  readonly region: string;
  /** ARN, where the stack was there. */
  readonly stackId?: string;
}

export interface Lock {
  /** Of the run whose stale lock was taken over. */
  readonly predecessor?: LockBody;
  /** Reads the lock again; throws if it is no longer ours. Before every write. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

export interface LockRequest {
  readonly objects: Objects;
  readonly key: string;
  readonly run: string;
  readonly stacks: readonly LockedStack[];
  /** Every holder is a process of this machine: a dead one is known at once. */
  readonly loopback: boolean;
  readonly lease?: number;
  readonly context: Pick<Context, 'clock' | 'emit' | 'interrupted'>;
}

/** `undefined` where the user interrupted the waiting. */
export async function acquireLock(request: LockRequest): Promise<Lock | undefined> {
  const { objects, key, run, loopback, lease = LEASE, context } = request;
  const body = JSON.stringify({
    run,
    owner: `${userName()}@${hostname()}`,
    host: hostname(),
    pid: process.pid,
    since: new Date(context.clock.now()).toISOString(),
    stacks: request.stacks,
  } satisfies LockBody);
  let announced: string | undefined;
  while (!context.interrupted.aborted) {
    const created = await objects.putIf(key, body, 'absent');
    if (created !== undefined) return hold(request, body, created);
    const found = await objects.get(key);
    if (!found) {
      await context.clock.sleep(100);
      continue;
    }
    const holder = parse(found.body);
    // Our own write may have been done although its answer was lost.
    if (holder?.run === run) return hold(request, body, found.etag);
    if (isStale(found, holder, { loopback, lease })) {
      const taken = await objects.putIf(key, body, { etag: found.etag });
      if (taken === undefined) continue;
      context.emit({
        type: 'notice',
        code: 'lock.taken-over',
        text: `Took over from ${holder?.owner ?? 'an unknown run'}, which stopped without finishing`,
      });
      return hold(request, body, taken, holder);
    }
    if (announced !== holder?.run && holder) {
      announced = holder.run;
      context.emit({ type: 'lock.waiting', owner: holder.owner, since: holder.since });
    }
    await context.clock.sleep(loopback ? 200 : 3000);
  }
  return undefined;
}

/** Whether a run that died left its lock: there may be things of it to put in order. */
export async function isAbandoned({
  objects,
  key,
  loopback,
  lease = LEASE,
}: Pick<LockRequest, 'objects' | 'key' | 'loopback' | 'lease'>): Promise<boolean> {
  const found = await objects.get(key);
  return found !== undefined && isStale(found, parse(found.body), { loopback, lease });
}

function hold({ objects, key, run, lease = LEASE }: LockRequest, body: string, first: string, predecessor?: LockBody): Lock {
  let etag = first;
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(
    () => {
      renewing = renew();
    },
    (RENEWAL * lease) / LEASE,
  );
  timer.unref();

  async function renew(): Promise<void> {
    try {
      etag = (await objects.putIf(key, body, { etag })) ?? etag;
    } catch {
      // The next renewal or the check before the next write finds out.
    }
  }

  return {
    ...(predecessor && { predecessor }),
    async assertHeld() {
      const found = await objects.get(key);
      const holder = found && parse(found.body);
      if (!found || holder?.run !== run) throw stop(2, 'E5028', { owner: holder?.owner ?? 'unknown' });
    },
    async release() {
      clearInterval(timer);
      await renewing;
      await objects.deleteIf(key, etag);
    },
  };
}

function isStale(
  found: StoredObject,
  holder: LockBody | undefined,
  { loopback, lease }: { readonly loopback: boolean; readonly lease: number },
): boolean {
  if (found.now - found.modified > lease) return true;
  return loopback && holder !== undefined && holder.host === hostname() && !isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !hasEnded(pid);
}

/** Ended, but not collected by its parent yet: in a container without an init it may never be. Known on Linux alone. */
function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')));
  } catch {
    return false;
  }
}

function parse(body: string): LockBody | undefined {
  try {
    return JSON.parse(body) as LockBody;
  } catch {
    return undefined;
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}
