/**
 * In: the new app and the stacks it no longer declares. Out: the resources that such a stack holds and a declared one takes over: what
 * a renamed stack looks like. The old stack must let them go first, and what it keeps is then adopted.
 */
import type { AssembledStack, Assembly } from '../core/stages.ts';
import { type Deployed, stackKey } from './deployed.ts';
import type { ReleasedStack } from './records.ts';

export interface Handover {
  readonly from: ReleasedStack;
  /** Stack id. */
  readonly to: string;
  readonly logicalId: string;
}

export function handovers(undeclared: readonly ReleasedStack[], { stacks }: Assembly, deployed: Deployed): readonly Handover[] {
  return undeclared.flatMap((from) => {
    const held = deployed.stacks.get(stackKey(from.region, from.name))?.template?.Resources ?? {};
    return stacks
      .filter(({ region }) => region === from.region)
      .flatMap((stack) => {
        const has = deployed.stacks.get(stackKey(stack.region, stack.name))?.template?.Resources ?? {};
        return Object.entries(stack.template.Resources)
          .filter(([logicalId, { Type }]) => own(held, logicalId)?.Type === Type && !own(has, logicalId))
          .filter(([logicalId]) => hasFixedName(logicalId, stack, deployed))
          .map(([logicalId]) => ({ from, to: stack.id, logicalId }));
      });
  });
}

/** Whether two of it can't be at once. */
export function hasFixedName(
  logicalId: string,
  { template }: Pick<AssembledStack, 'template'>,
  { types }: Pick<Deployed, 'types'>,
): boolean {
  const resource = own(template.Resources, logicalId);
  const property = resource && types.get(resource.Type)?.nameProperty;
  return property !== undefined && typeof resource?.Properties?.[property] === 'string';
}

function own<Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
