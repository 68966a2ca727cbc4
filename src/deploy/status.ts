/** What is deployed, stack by stack, as CloudFormation says. */
import type { Cloud } from './cloud.ts';
import { isOurs } from './deployed.ts';
import type { DeployedApp } from './deployed-app.ts';
import { undeclaredIn } from './read-stacks.ts';
import { type ReleaseRecord, type RetainedResource, readRelease, readRetained, recordsIn } from './records.ts';

export interface StackStatus {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** CloudFormation's, or `not deployed`, or `not ours`. */
  readonly status: string;
  readonly reason?: string;
  /** ISO time of the last change. */
  readonly changed?: string;
  readonly declared: boolean;
}

export interface AppStatus {
  readonly stacks: readonly StackStatus[];
  readonly release?: { readonly time: string; readonly outcome: string; readonly commit?: string; readonly expires?: string };
  /** What removals kept. */
  readonly retained: readonly RetainedResource[];
}

export async function readStatus(app: DeployedApp, cloud: Cloud): Promise<AppStatus> {
  const records = recordsIn(app, cloud, app.region);
  const [release, retained] = await Promise.all([readRelease(records), readRetained(records)]);
  const places = [
    ...app.stacks.map(({ id, name, region }) => ({ id, name, region, declared: true })),
    ...undeclaredIn(release, app.stacks).map(({ id, name, region }) => ({ id, name, region, declared: false })),
  ];
  const stacks = await Promise.all(
    places.map(async (place): Promise<StackStatus> => {
      const there = await cloud.in(place.region).stacks.describe(place.name);
      if (!there || there.status === 'DELETE_COMPLETE') return { ...place, status: 'not deployed' };
      if (!isOurs(there, app.app, app.stage)) return { ...place, status: 'not ours' };
      const changed = there.updated ?? there.created;
      return { ...place, status: there.status, ...(there.statusReason && { reason: there.statusReason }), ...(changed && { changed }) };
    }),
  );
  return {
    stacks,
    ...(release && { release: shownRelease(release) }),
    retained,
  };
}

function shownRelease({ time, outcome, commit, expires }: ReleaseRecord): NonNullable<AppStatus['release']> {
  return { time, outcome, ...(commit !== undefined && { commit }), ...(expires !== undefined && { expires }) };
}
