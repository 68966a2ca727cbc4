/** Stacks as they are: state, template as it was sent, physical ids where something is to happen to them. */
import type { CfnTemplate } from '../core/stages.ts';
import type { Cloud } from './cloud.ts';
import { type DeployedStack, isOurs, stackKey } from './deployed.ts';
import type { Poller } from './poller.ts';
import type { ReleaseRecord } from './records.ts';
import { isInProgress } from './recover.ts';
import type { TemplateCache } from './template-cache.ts';

export interface StackPlace {
  readonly name: string;
  readonly region: string;
}

interface Owner {
  readonly app: string;
  readonly stage: string;
}

/** How operations in progress are waited for, until the user has enough. */
export interface Patience {
  readonly poller: Poller;
  readonly signal: AbortSignal;
}

/** With `patience`, an operation in progress is waited for. */
export async function readStack(
  { name, region }: StackPlace,
  { app, stage }: Owner,
  cloud: Cloud,
  patience: Patience | undefined,
  templates?: TemplateCache,
): Promise<DeployedStack | undefined> {
  const { stacks } = cloud.in(region);
  let state = await stacks.describe(name);
  if (state && patience && isOurs(state, app, stage) && isInProgress(state.status)) {
    const { poller, signal } = patience;
    state = (await poller.settled({ region: cloud.in(region), stackId: state.id, signal })).state;
  }
  if (!state) return undefined;
  if (!isOurs(state, app, stage) || state.status === 'REVIEW_IN_PROGRESS') return { ...state, region };
  const { id } = state;
  const read = () => stacks.template(id);
  const body = await (templates ? templates.body(state, read) : read());
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

/** Stacks of the last release that are not declared where they are. */
export function undeclaredIn(release: ReleaseRecord | undefined, declared: readonly StackPlace[]): ReleaseRecord['stacks'] {
  const places = new Set(declared.map(({ region, name }) => stackKey(region, name)));
  return (release?.stacks ?? []).filter(({ region, name }) => !places.has(stackKey(region, name)));
}

/** The same stacks, with their resources where `wanted`. */
export async function withResources(
  stacks: readonly DeployedStack[],
  wanted: (stack: DeployedStack) => boolean,
  cloud: Cloud,
): Promise<ReadonlyMap<string, DeployedStack>> {
  const read = stacks.map(async (stack): Promise<readonly [string, DeployedStack]> => {
    const key = stackKey(stack.region, stack.name);
    if (stack.body === undefined || !wanted(stack)) return [key, stack];
    return [key, { ...stack, resources: await cloud.in(stack.region).stacks.resources(stack.id) }];
  });
  return new Map(await Promise.all(read));
}

export function typesIn(templates: Iterable<CfnTemplate | undefined>): ReadonlySet<string> {
  const types = new Set<string>();
  for (const template of templates) for (const { Type } of Object.values(template?.Resources ?? {})) types.add(Type);
  return types;
}
