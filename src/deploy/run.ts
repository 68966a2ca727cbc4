/** One run of a deploy or removal: what its steps share. */
import type { Context } from '../core/context.ts';
import type { Assembly } from '../core/stages.ts';
import type { ChangeSet } from './change-set.ts';
import type { Cloud } from './cloud.ts';
import { type Deployed, stackKey } from './deployed.ts';
import type { DeployedApp } from './deployed-app.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import type { DeployOptions } from './options.ts';
import { type Records, type ReleasedStack, recordsIn } from './records.ts';
import type { WriteSession } from './session.ts';

export interface Run extends WriteSession {
  readonly app: DeployedApp;
  /** As looked at under the lock. */
  readonly deployed: Deployed;
  readonly cloud: Cloud;
  readonly options: Pick<DeployOptions, 'deploy' | 'commit' | 'ttl'>;
  readonly context: Context;
  readonly records: Records;
  readonly keeping: Keeping;
  /** The stacks of the release record, as this run changes them; by `stackKey`. */
  readonly ledger: Map<string, ReleasedStack>;
}

export interface DeployRun extends Run {
  readonly assembly: Assembly;
  readonly options: DeployOptions;
  /** What each stack gives, once it is settled. */
  readonly outputs: Map<string, Readonly<Record<string, string>>>;
  /** Change sets that were made and not executed yet. */
  readonly unexecuted: Set<ChangeSet>;
}

type Basis<Options> = Pick<Run, 'app' | 'deployed' | 'cloud' | 'context'> & { readonly options: Options };

export function newRun<Options extends Run['options']>(session: WriteSession, basis: Basis<Options>): Run & { readonly options: Options } {
  const { app, cloud, deployed } = basis;
  const records = recordsIn(app, cloud, app.region);
  return {
    ...session,
    ...basis,
    records,
    keeping: createKeeping(records, deployed.retained),
    ledger: new Map((deployed.release?.stacks ?? []).map((stack) => [stackKey(stack.region, stack.name), stack])),
  };
}
