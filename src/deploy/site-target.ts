/** A publish step's view of AWS: the site's own bucket, its distribution, and a marker beside the app's bundles. */
import { readFile } from 'node:fs/promises';
import type { Region } from './cloud.ts';
import type { SiteTarget } from './publish/index.ts';
import type { Records } from './records.ts';

/** Below the app's prefix in the asset bucket: never where it could be served. */
export function markerKey(prefix: string, step: string): string {
  return `${prefix}sites/${step}.json`;
}

interface Place {
  readonly step: string;
  readonly region: Region;
  readonly bucket: string;
  readonly distribution: string;
  /** The asset bucket of the site's region. */
  readonly records: Records;
  /** Throws where the lock is no longer ours: asked before the first write and the last. */
  assertHeld(): Promise<void>;
}

export function siteTarget({ step, region, bucket, distribution, records, assertHeld }: Place): SiteTarget {
  const site = region.objects(bucket);
  const key = markerKey(records.prefix, step);
  return {
    list: async () => (await site.list('')).map((object) => object.key),
    put: async ({ key: path, file, contentType, cacheControl }) => site.put(path, await readFile(file), { contentType, cacheControl }),
    delete: (keys) => site.delete(keys),
    readMarker: async () => (await records.objects.get(key))?.body,
    async writeMarker(text) {
      await assertHeld();
      await records.objects.put(key, text, { contentType: 'application/json' });
    },
    invalidate: (paths, reference) => region.invalidate(distribution, paths, reference),
  };
}

/** Empties a bucket that CloudFormation is about to delete, and forgets what was published, should the deletion not come to pass. */
export async function emptySiteBucket(region: Region, bucket: string, step: string, records: Records): Promise<void> {
  const objects = region.objects(bucket);
  const found = await objects.list('');
  if (found.length === 0) return;
  await records.objects.delete([markerKey(records.prefix, step)]);
  await objects.delete(found.map(({ key }) => key));
}
