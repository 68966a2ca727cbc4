/**
 * Comes in: a publish step and the values it waited for. Goes out: the site, built and in its bucket, the cache emptied.
 * Must never: serve half a release (a page before what it loads), upload what is there, believe a run that did not end.
 */
import { randomUUID } from 'node:crypto';
import type { PublishStep } from '../../core/stages.ts';
import { bounded } from './bounded.ts';
import { type BuildOptions, buildSite } from './build.ts';
import { collectSite, type SiteFile } from './collect.ts';
import { type MarkedFile, type Marker, readMarker, type SitePlace, sameFile } from './marker.ts';
import { siteKey } from './step-key.ts';
import type { SiteTarget } from './target.ts';

export type { SitePlace } from './marker.ts';
export type { SiteTarget, SiteUpload } from './target.ts';
export { siteKey };

const UPLOADS_AT_ONCE = 8;

/** The values of a step, resolved. */
export interface SiteValues extends SitePlace {
  readonly environment: Readonly<Record<string, string>>;
}

export interface PublishOptions extends Omit<BuildOptions, 'environment'> {
  readonly target: SiteTarget;
}

export type Published =
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'published'; readonly uploaded: number; readonly removed: number; readonly bytes: number };

/** Is what the marker tells of what this key would publish to that place? For the plan: `siteKey` and one read. */
export function isPublished(markerText: string | undefined, key: string, place: SitePlace): boolean {
  return readMarker(markerText, place)?.key === key;
}

/** Builds, uploads, removes, invalidates. Killed at any point, the next call ends with the same site. */
export async function publishSite(step: PublishStep, values: SiteValues, options: PublishOptions): Promise<Published> {
  const { root, target, context } = options;
  const key = await siteKey(step, { root, environment: values.environment, inherited: context.environment });
  const before = readMarker(await target.readMarker(), values);
  if (before?.key === key) return { outcome: 'unchanged' };

  await buildSite(step, { root, environment: values.environment, context });
  const files = await collectSite(step, root);
  const present = new Set(await target.list());
  const changed = files.filter((file) => !present.has(file.path) || !sameFile(before?.files[file.path], file));
  const gone = goneFrom(present, files, before);
  const marker: Marker = { version: 1, key, bucket: values.bucket, distribution: values.distribution, files: marked(files) };

  if (changed.length > 0 || gone.length > 0 || before?.key === undefined) {
    // Until the end the marker knows only the files that this run does not touch.
    await target.writeMarker(markerText({ ...marker, key: undefined, files: untouched(before, changed) }));
    for (const wave of uploadOrder(changed)) {
      await bounded(wave, UPLOADS_AT_ONCE, ({ path, ...file }) => target.put({ ...uploadOf(file), key: path }));
    }
    if (gone.length > 0) await target.delete(gone);
    // A new reference each time: CloudFront takes an old one for an invalidation that is already done.
    await target.invalidate(['/*'], randomUUID());
  }
  await target.writeMarker(markerText(marker));
  return { outcome: 'published', uploaded: changed.length, removed: gone.length, bytes: changed.reduce((sum, { size }) => sum + size, 0) };
}

/** Pages last, so that nobody gets one before the files it loads. */
function uploadOrder(files: readonly SiteFile[]): readonly (readonly SiteFile[])[] {
  const isPage = ({ contentType }: SiteFile) => contentType.startsWith('text/html');
  return [files.filter((file) => !isPage(file)), files.filter(isPage)];
}

/**
 * What is there and no longer belongs. Files of the release before that are kept by browsers for good (`immutable`, so
 * with a hash in their name) stay for one more release: pages that are open still load them.
 */
function goneFrom(present: ReadonlySet<string>, files: readonly SiteFile[], before: Marker | undefined): readonly string[] {
  const now = new Set(files.map(({ path }) => path));
  return [...present].filter((path) => !now.has(path) && !before?.files[path]?.cacheControl.includes('immutable')).sort();
}

function untouched(before: Marker | undefined, changed: readonly SiteFile[]): Marker['files'] {
  const touched = new Set(changed.map(({ path }) => path));
  return Object.fromEntries(Object.entries(before?.files ?? {}).filter(([path]) => !touched.has(path)));
}

function marked(files: readonly SiteFile[]): Marker['files'] {
  return Object.fromEntries(
    files.map(({ path, hash, contentType, cacheControl }): [string, MarkedFile] => [path, { hash, contentType, cacheControl }]),
  );
}

function markerText(marker: Omit<Marker, 'key'> & { readonly key?: string | undefined }): string {
  return `${JSON.stringify(marker)}\n`;
}

function uploadOf({ file, size, contentType, cacheControl }: Omit<SiteFile, 'path'>) {
  return { file, size, contentType, cacheControl };
}
