/**
 * In: the assembly and a cloud. Out: what is deployed, as plain data for the planner. Reads only, in parallel.
 * Never: a write; a read that an unchanged deploy doesn't need.
 */
import { loadResourceTypes } from '../aws-schemas/index.ts';
import type { Context } from '../core/context.ts';
import type { AssembledStack, Assembly, CfnTemplate, PublishStep } from '../core/stages.ts';
import type { Cloud, StackState } from './cloud.ts';
import { type Deployed, type DeployedStack, isOurs, type PublishState, stackKey } from './deployed.ts';
import { readExternal } from './external.ts';
import { stop } from './failure.ts';
import type { DeployOptions } from './options.ts';
import { createPoller, type Poller } from './poller.ts';
import { isPublished, siteKey } from './publish/index.ts';
import { type ReleaseRecord, readRelease, readRetained, recordsIn } from './records.ts';
import { isInProgress } from './recover.ts';
import { markerKey } from './site-target.ts';
import { type KnownValues, resolveValue } from './values.ts';

export interface LookOptions extends Pick<DeployOptions, 'account'> {
  /** Wait for operations in progress, so that the plan is made for a settled state; `diff` and `status` don't. */
  readonly wait?: boolean;
}

export async function look(assembly: Assembly, cloud: Cloud, options: LookOptions, context: Context): Promise<Deployed> {
  const { account, partition } = cloud;
  if (options.account !== undefined && options.account !== account && !assembly.local) {
    throw stop(4, 'E5010', { wanted: options.account, actual: account }, { path: ['account'] });
  }
  const records = recordsIn(assembly, cloud, assembly.region);
  const poller = createPoller({ clock: context.clock, loopback: cloud.loopback });
  const declared = assembly.stacks.map((stack) => readStack(stack, assembly, cloud, options.wait ? poller : undefined));
  const [release, retained, external, ...found] = await Promise.all([
    readRelease(records),
    readRetained(records),
    readExternal(assembly, cloud),
    ...declared,
  ]);
  const stacks = new Map<string, DeployedStack>();
  for (const stack of [...found, ...(await readLeftovers(assembly, release, cloud))])
    if (stack) stacks.set(stackKey(stack.region, stack.name), stack);
  await readResources(assembly, stacks, cloud);
  return {
    account,
    partition,
    stacks,
    ...(release && { release }),
    retained,
    external,
    published: await readPublished(assembly, stacks, external, cloud, context),
    types: await loadResourceTypes(changingTypes(assembly, stacks)),
  };
}

async function readStack(
  { name, region }: Pick<AssembledStack, 'name' | 'region'>,
  { app, stage }: Pick<Assembly, 'app' | 'stage'>,
  cloud: Cloud,
  poller: Poller | undefined,
): Promise<DeployedStack | undefined> {
  const { stacks } = cloud.in(region);
  let state: StackState | undefined = await stacks.describe(name);
  if (state && poller && isOurs(state, app, stage) && isInProgress(state.status)) {
    state = (await poller.settled({ region: cloud.in(region), stackId: state.id })).state;
  }
  if (!state) return undefined;
  if (!isOurs(state, app, stage) || state.status === 'REVIEW_IN_PROGRESS') return { ...state, region };
  const body = await stacks.template(state.id);
  const template = parseTemplate(body);
  return { ...state, region, body, ...(template && { template }) };
}

/** Whatever somebody may have put there by hand: what isn't JSON can't be compared, only replaced. */
function parseTemplate(body: string): CfnTemplate | undefined {
  try {
    return JSON.parse(body) as CfnTemplate;
  } catch {
    return undefined;
  }
}

/** Stacks of the last release that the app doesn't declare where they are. */
async function readLeftovers(
  assembly: Assembly,
  release: ReleaseRecord | undefined,
  cloud: Cloud,
): Promise<readonly (DeployedStack | undefined)[]> {
  const declared = new Set(assembly.stacks.map(({ region, name }) => stackKey(region, name)));
  const leftovers = (release?.stacks ?? []).filter(({ region, name }) => !declared.has(stackKey(region, name)));
  return Promise.all(leftovers.map((stack) => readStack(stack, assembly, cloud, undefined)));
}

/** Physical ids, for stacks that change or go. */
async function readResources(assembly: Assembly, stacks: Map<string, DeployedStack>, cloud: Cloud): Promise<void> {
  const bodies = new Map(assembly.stacks.map(({ region, name, body }) => [stackKey(region, name), body]));
  await Promise.all(
    [...stacks].map(async ([key, stack]) => {
      if (stack.body === undefined || stack.body === bodies.get(key)) return;
      stacks.set(key, { ...stack, resources: await cloud.in(stack.region).stacks.resources(stack.id) });
    }),
  );
}

function changingTypes(assembly: Assembly, stacks: ReadonlyMap<string, DeployedStack>): ReadonlySet<string> {
  const types = new Set<string>();
  const add = (template: CfnTemplate | undefined) => {
    for (const { Type } of Object.values(template?.Resources ?? {})) types.add(Type);
  };
  const bodies = new Set<string>();
  for (const { region, name, body, template } of assembly.stacks) {
    bodies.add(body);
    if (stacks.get(stackKey(region, name))?.body !== body) add(template);
  }
  for (const { body, template } of stacks.values()) if (body !== undefined && !bodies.has(body)) add(template);
  return types;
}

async function readPublished(
  assembly: Assembly,
  stacks: ReadonlyMap<string, DeployedStack>,
  external: ReadonlyMap<string, string>,
  cloud: Cloud,
  context: Context,
): Promise<ReadonlyMap<string, PublishState>> {
  const names = new Map(assembly.stacks.map(({ id, region, name }) => [id, stackKey(region, name)]));
  const known: KnownValues = { account: cloud.account, external, outputs: (id) => stacks.get(names.get(id) ?? '')?.outputs };
  const states = await Promise.all(
    assembly.publish.map(
      async (step): Promise<readonly [string, PublishState]> => [step.id, await publishState(step, known, assembly, cloud, context)],
    ),
  );
  return new Map(states);
}

async function publishState(
  step: PublishStep,
  known: KnownValues,
  assembly: Assembly,
  cloud: Cloud,
  context: Context,
): Promise<PublishState> {
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

/** `undefined` as long as one of them is not known. */
export function siteValues(
  step: PublishStep,
  known: KnownValues,
): { readonly bucket: string; readonly distribution: string; readonly environment: Readonly<Record<string, string>> } | undefined {
  const read = (value: PublishStep['bucket']) => {
    const found = resolveValue(value, step.region, known);
    return typeof found === 'object' && 'value' in found ? found.value : undefined;
  };
  const [bucket, distribution] = [read(step.bucket), read(step.distribution)];
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(step.environment)) {
    const found = read(value);
    if (found === undefined) return undefined;
    environment[name] = found;
  }
  return bucket === undefined || distribution === undefined ? undefined : { bucket, distribution, environment };
}
