/**
 * What the deployer remembers, as objects in the home bucket below `<app>/<stage>/`: the last release (which stacks there
 * are, and where), and the resources that a removal kept. Read in `look`, written under the lock.
 */
import type { JsonPath } from '../core/span.ts';
import type { CfnResource, ParameterSource } from '../core/stages.ts';
import type { Cloud, Objects } from './cloud.ts';
import { assetBucket } from './values.ts';

export interface ReleaseRecord {
  readonly version: 1;
  readonly app: string;
  readonly stage: string;
  /** ISO time. */
  readonly time: string;
  readonly run: string;
  readonly commit?: string;
  /** ISO time; of a stage with a `ttl`. */
  readonly expires?: string;
  readonly outcome: 'begun' | 'done' | 'failed' | 'interrupted';
  /** Sorted by id. */
  readonly stacks: readonly ReleasedStack[];
}

export interface ReleasedStack {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly templateKey?: string;
  readonly assets: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, ParameterSource>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  /** Logical id → its construct and line, so that what a later app no longer declares still has a name. */
  readonly origins: Readonly<Record<string, { readonly construct?: string; readonly path: JsonPath }>>;
  readonly sites: readonly SiteBucket[];
}

/** A bucket whose content is the deployer's own: the publish step that fills it, the stack's output that names it. */
export interface SiteBucket {
  readonly step: string;
  readonly output: string;
}

export interface RetainedResource {
  readonly stack: string;
  readonly region: string;
  readonly logicalId: string;
  readonly resourceType: string;
  readonly physicalId: string;
  readonly construct?: string;
  /** As its template had it: CloudFormation adopts a resource without a look at what it is like. */
  readonly declared?: CfnResource;
  /** ISO time. */
  readonly since: string;
}

/** All keys of an app's stage in a bucket are below this. */
export function prefixOf(app: string, stage: string): string {
  return `${app}/${stage}/`;
}

export function lockKey(prefix: string): string {
  return `${prefix}lock.json`;
}

export interface Records {
  readonly objects: Objects;
  readonly prefix: string;
}

/** The app's objects in the asset bucket of a region. */
export function recordsIn({ app, stage }: { readonly app: string; readonly stage: string }, cloud: Cloud, region: string): Records {
  return { objects: cloud.in(region).objects(assetBucket(cloud.account, region)), prefix: prefixOf(app, stage) };
}

export async function readRelease({ objects, prefix }: Records): Promise<ReleaseRecord | undefined> {
  const found = await objects.get(`${prefix}release.json`);
  return found && (JSON.parse(found.body) as ReleaseRecord);
}

/** The history entry first: `release.json` never names one that is not there. */
export async function writeRelease({ objects, prefix }: Records, record: ReleaseRecord): Promise<void> {
  const body = JSON.stringify(record);
  if (record.outcome !== 'begun') {
    await objects.put(`${prefix}releases/${record.time.replaceAll(':', '-')}-${record.run}.json`, body, {
      contentType: 'application/json',
    });
  }
  await objects.put(`${prefix}release.json`, body, { contentType: 'application/json' });
}

export async function readRetained({ objects, prefix }: Records): Promise<readonly RetainedResource[]> {
  const found = await objects.get(`${prefix}retained.json`);
  return found ? (JSON.parse(found.body) as RetainedResource[]) : [];
}

export async function writeRetained({ objects, prefix }: Records, retained: readonly RetainedResource[]): Promise<void> {
  await objects.put(`${prefix}retained.json`, JSON.stringify(retained), { contentType: 'application/json' });
}
