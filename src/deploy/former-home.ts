/**
 * The records of an app that was at home in another region before: without them a changed `region:` would look like a first deploy,
 * and everything would be there twice. Asset buckets tell where apps are at home.
 */
import { ProjError } from '../core/errors.ts';
import type { Cloud } from './cloud.ts';
import { type ReleaseRecord, type RetainedResource, readRelease, readRetained, recordsIn } from './records.ts';
import { assetBucket } from './values.ts';

interface Home {
  readonly release: ReleaseRecord;
  readonly retained: readonly RetainedResource[];
}

type Place = { readonly app: string; readonly stage: string; readonly region: string };

/** The latest release that left stacks anywhere but in the app's region. */
export async function formerHome(app: Place, cloud: Cloud): Promise<Home | undefined> {
  const prefix = assetBucket(cloud.account, '');
  const names = await cloud.in(app.region).buckets(prefix);
  const regions = names.map((name) => name.slice(prefix.length)).filter((name) => isRegion(name) && name !== app.region);
  const found = await Promise.all(regions.map((region) => homeIn({ ...app, region }, cloud)));
  return found.filter((home) => home !== undefined).sort((a, b) => (a.release.time < b.release.time ? 1 : -1))[0];
}

async function homeIn(place: Place, cloud: Cloud): Promise<Home | undefined> {
  const records = recordsIn(place, cloud, place.region);
  try {
    const release = await readRelease(records);
    return release && release.stacks.length > 0 ? { release, retained: await readRetained(records) } : undefined;
  } catch (error) {
    // A region that this identity has no business in says nothing about the app.
    if (error instanceof ProjError) return undefined;
    throw error;
  }
}

function isRegion(name: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d$/.test(name);
}
