/**
 * In: the assembly and a cloud. Out: what is deployed, as plain data for the planner. Reads only, in parallel.
 * Never: a write; a read that an unchanged deploy doesn't need.
 */
import { loadResourceTypes } from '../aws-schemas/index.ts';
import type { Context } from '../core/context.ts';
import type { AssembledStack, Assembly } from '../core/stages.ts';
import type { Cloud } from './cloud.ts';
import { type Deployed, type DeployedStack, stackKey } from './deployed.ts';
import { readExternal } from './external.ts';
import { stop } from './failure.ts';
import { formerHome } from './former-home.ts';
import { isAbandoned } from './lock.ts';
import type { DeployOptions } from './options.ts';
import { createPoller } from './poller.ts';
import { readPublished } from './published.ts';
import { type Patience, readStack, typesIn, undeclaredIn, withResources } from './read-stacks.ts';
import { lockKey, readRelease, readRetained, recordsIn } from './records.ts';
import { sameMap } from './same-map.ts';
import { templateCache } from './template-cache.ts';
import { type KnownValues, resolveParameters } from './values.ts';

export interface LookOptions extends Pick<DeployOptions, 'account'> {
  /** Whether operations in progress are waited for, so that the plan is made for a settled state (the default); `diff` does not. */
  readonly wait?: boolean;
}

export async function look(assembly: Assembly, cloud: Cloud, options: LookOptions, context: Context): Promise<Deployed> {
  checkAccount(assembly, cloud, options);
  const records = recordsIn(assembly, cloud, assembly.region);
  const patience = options.wait === false ? undefined : patienceOf(cloud, context);
  const readBefore = templateCache(assembly.root);
  const [latest, kept, abandoned, external, ...declared] = await Promise.all([
    readRelease(records),
    readRetained(records),
    isAbandoned({ objects: records.objects, key: lockKey(records.prefix), loopback: cloud.loopback }),
    readExternal(assembly, cloud),
    ...assembly.stacks.map((stack) => readStack(stack, assembly, cloud, patience, readBefore)),
  ]);
  const former = latest ? undefined : await formerHome(assembly, cloud);
  const release = latest ?? former?.release;
  const retained = [...kept, ...(former?.retained ?? [])];
  const undeclared = await Promise.all(
    undeclaredIn(release, assembly.stacks).map((stack) => readStack(stack, assembly, cloud, patience, readBefore)),
  );
  const found = [...declared, ...undeclared].filter((stack) => stack !== undefined);
  const bodies = new Map(assembly.stacks.map(({ region, name, body }) => [stackKey(region, name), body]));
  const stacks = await withResources(found, ({ region, name, body }) => bodies.get(stackKey(region, name)) !== body, cloud);
  const known = deployedValues(assembly, stacks, external, cloud);
  const templates = [...found, ...assembly.stacks].map(({ template }) => template);
  const changes = undeclared.length > 0 || assembly.stacks.some((stack) => differs(stack, stacks, known));
  return {
    account: cloud.account,
    partition: cloud.partition,
    stacks,
    ...(release && { release }),
    retained,
    abandoned,
    external,
    published: await readPublished(assembly, known, cloud, context),
    types: await loadResourceTypes(changes ? typesIn(templates) : []),
  };
}

export function patienceOf({ loopback }: Cloud, { clock, interrupted }: Context): Patience {
  return { poller: createPoller({ clock, loopback }), signal: interrupted };
}

export function checkAccount({ local }: Pick<Assembly, 'local'>, { account }: Cloud, options: Pick<LookOptions, 'account'>): void {
  if (local || options.account === undefined || options.account === account) return;
  throw stop(4, 'E5010', { wanted: options.account, actual: account }, { path: ['account'] });
}

function deployedValues(
  assembly: Assembly,
  stacks: ReadonlyMap<string, DeployedStack>,
  external: ReadonlyMap<string, string>,
  { account }: Cloud,
): KnownValues {
  const keys = new Map(assembly.stacks.map(({ id, region, name }) => [id, stackKey(region, name)]));
  return { account, external, outputs: (id) => stacks.get(keys.get(id) ?? '')?.outputs };
}

/** Only then does anything depend on what AWS's resource types are like. */
function differs(stack: AssembledStack, stacks: ReadonlyMap<string, DeployedStack>, known: KnownValues): boolean {
  const there = stacks.get(stackKey(stack.region, stack.name));
  return there?.body !== stack.body || !sameMap(there.parameters, resolveParameters(stack, known).values);
}
