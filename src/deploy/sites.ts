/** Which buckets hold nothing but what the deployer itself publishes: they are emptied before they go, and never guarded. */
import type { Assembly, CfnTemplate } from '../core/stages.ts';
import type { Deployed } from './deployed.ts';
import type { SiteBucket } from './records.ts';

/** Of a stack as declared and as released. */
export function sitesOf(stack: string, assembly: Pick<Assembly, 'publish'>, { release }: Pick<Deployed, 'release'>): readonly SiteBucket[] {
  const released = release?.stacks.find(({ id }) => id === stack)?.sites ?? [];
  const declared = declaredSites(stack, assembly);
  return [...declared, ...released.filter(({ output }) => !declared.some((site) => site.output === output))];
}

export function declaredSites(stack: string, { publish }: Pick<Assembly, 'publish'>): readonly SiteBucket[] {
  return publish.flatMap(({ id, bucket }) =>
    typeof bucket === 'object' && 'from' in bucket && bucket.from === 'output' && bucket.stack === stack
      ? [{ step: id, output: bucket.output }]
      : [],
  );
}

/** Logical id of each bucket, out of `Outputs.X.Value = { Ref: Id }`, with the step that fills it. */
export function siteBuckets(template: CfnTemplate | undefined, sites: readonly SiteBucket[]): ReadonlyMap<string, string> {
  const buckets = new Map<string, string>();
  for (const { step, output } of sites) {
    const id = (template?.Outputs?.[output]?.Value as { readonly Ref?: unknown } | undefined)?.Ref;
    if (typeof id === 'string') buckets.set(id, step);
  }
  return buckets;
}
