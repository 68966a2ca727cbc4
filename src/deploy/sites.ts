/** Which buckets hold nothing but what the deployer itself publishes: they are emptied, never guarded. */
import type { Assembly, CfnTemplate } from '../core/stages.ts';

/** Names of a stack's outputs that name such a bucket. */
export function siteBucketOutputs(assembly: Pick<Assembly, 'publish'>, stack: string): readonly string[] {
  return assembly.publish.flatMap(({ bucket }) =>
    typeof bucket === 'object' && 'from' in bucket && bucket.from === 'output' && bucket.stack === stack ? [bucket.output] : [],
  );
}

/** The logical ids behind these outputs: `Outputs.X.Value = { Ref: Id }`. */
export function siteBucketIds(template: CfnTemplate | undefined, outputs: readonly string[]): ReadonlySet<string> {
  const ids = outputs.map((name) => (template?.Outputs?.[name]?.Value as { readonly Ref?: unknown } | undefined)?.Ref);
  return new Set(ids.filter((id) => typeof id === 'string'));
}
