/** Stacks that an earlier release left and the app no longer declares (or declares in another region). */
import type { PlannedChange, PlannedStack } from '../core/plan.ts';
import type { Assembly } from '../core/stages.ts';
import { compareTemplates } from './compare.ts';
import { type Deployed, isOurs, stackKey } from './deployed.ts';
import { failure } from './failure.ts';
import { guard } from './guard.ts';
import type { DeployOptions } from './options.ts';
import { undeclaredIn } from './read-stacks.ts';
import type { ReleasedStack } from './records.ts';
import { recoveryOf } from './recover.ts';
import { siteBuckets } from './sites.ts';

export function undeclaredStacks(assembly: Assembly, deployed: Deployed): readonly ReleasedStack[] {
  return undeclaredIn(deployed.release, assembly.stacks).filter(({ region, name }) => {
    const there = deployed.stacks.get(stackKey(region, name));
    return there !== undefined && isOurs(there, assembly.app, assembly.stage);
  });
}

/** Of its removal's node: another stack may have its id now. */
export function removalId({ id, region }: Pick<ReleasedStack, 'id' | 'region'>, { stacks }: Pick<Assembly, 'stacks'>): string {
  return stacks.some((stack) => stack.id === id) ? `${id} (${region})` : id;
}

/** Each is removed after all that used it, except where these wait for what it lets go. */
export function planUndeclared(
  undeclared: readonly ReleasedStack[],
  planned: readonly PlannedStack[],
  assembly: Assembly,
  deployed: Deployed,
  options: DeployOptions,
): readonly PlannedStack[] {
  const ids = new Map(undeclared.map((stack) => [stack, removalId(stack, assembly)]));
  return undeclared.map((stack) => {
    const users = (deployed.release?.stacks ?? []).filter(({ dependsOn }) => dependsOn.includes(stack.id));
    const base = {
      kind: 'stack' as const,
      id: ids.get(stack) as string,
      name: stack.name,
      region: stack.region,
      provisional: false,
      dependsOn: users
        .map((user) => ids.get(user) ?? user.id)
        .filter((user) => !waiting(ids.get(stack) as string, planned).has(user))
        .sort(),
      changes: removals(stack, deployed),
    };
    const there = deployed.stacks.get(stackKey(stack.region, stack.name));
    const path = ['stacks', stack.id];
    const lost = guard({ path, siteBuckets: siteBuckets(there?.template, stack.sites) }, base.changes, deployed.types, {
      ...options,
      stage: assembly.stage,
    });
    const locked = there?.terminationProtection ? [failure('E5034', { name: stack.name }, { path })] : [];
    const blocks = [...(options.protect ? [failure('E5015', { stage: assembly.stage }, { path })] : locked), ...lost];
    if (blocks.length > 0) return { ...base, action: 'blocked' as const, reasons: blocks.map(({ message }) => message), blocks };
    return { ...base, action: 'delete' as const, reasons: ['no longer declared'] };
  });
}

/** What waits for a node, at once or behind others. `planned`: each after what it waits for. */
function waiting(id: string, planned: readonly PlannedStack[]): ReadonlySet<string> {
  const found = new Set([id]);
  for (const node of planned) if (node.dependsOn.some((needed) => found.has(needed))) found.add(node.id);
  found.delete(id);
  return found;
}

/** Everything that a stack's deletion takes away, or leaves. */
export function removals(stack: Pick<ReleasedStack, 'name' | 'region' | 'origins'>, deployed: Deployed): readonly PlannedChange[] {
  const there = deployed.stacks.get(stackKey(stack.region, stack.name));
  if (!there || recoveryOf(there.status).step === 'create') return [];
  return compareTemplates(there.template, { AWSTemplateFormatVersion: '2010-09-09', Resources: {} }, new Set(), deployed.types).map(
    (change) => {
      const origin = stack.origins[change.logicalId];
      const physicalId = there.resources?.find(({ logicalId }) => logicalId === change.logicalId)?.physicalId;
      return {
        ...change,
        ...(origin?.construct && { construct: origin.construct }),
        ...(origin && { path: origin.path }),
        ...(physicalId && { physicalId }),
      };
    },
  );
}
