/** Publish steps beside what was published last. */
import type { Context } from '../core/context.ts';
import type { Assembly, PublishStep } from '../core/stages.ts';
import type { Cloud } from './cloud.ts';
import type { PublishState } from './deployed.ts';
import { isPublished, type SitePlace, siteKey } from './publish/index.ts';
import { recordsIn } from './records.ts';
import { markerKey } from './site-target.ts';
import { type KnownValues, resolveValue } from './values.ts';

export async function readPublished(
  assembly: Assembly,
  known: KnownValues,
  cloud: Cloud,
  context: Pick<Context, 'environment'>,
): Promise<ReadonlyMap<string, PublishState>> {
  const states = assembly.publish.map(async (step) => [step.id, await publishState(step)] as const);
  return new Map(await Promise.all(states));

  async function publishState(step: PublishStep): Promise<PublishState> {
    const values = siteValues(step, known);
    if (!values) return 'never';
    const { objects, prefix } = recordsIn(assembly, cloud, step.region);
    const [key, marker] = await Promise.all([
      siteKey(step, { root: assembly.root, environment: values.environment, inherited: context.environment }),
      objects.get(markerKey(prefix, step.id)),
    ]);
    if (!marker) return 'never';
    return isPublished(marker.body, key, values) ? 'same' : 'changed';
  }
}

interface SiteValues extends SitePlace {
  readonly environment: Readonly<Record<string, string>>;
}

/** `undefined` as long as one of them is not known. */
export function siteValues(step: PublishStep, known: KnownValues): SiteValues | undefined {
  const bucket = textOf(step.bucket);
  const distribution = textOf(step.distribution);
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(step.environment)) {
    const found = textOf(value);
    if (found === undefined) return undefined;
    environment[name] = found;
  }
  return bucket === undefined || distribution === undefined ? undefined : { bucket, distribution, environment };

  function textOf(value: PublishStep['bucket']): string | undefined {
    const found = resolveValue(value, step.region, known);
    return typeof found === 'object' && 'value' in found ? found.value : undefined;
  }
}
