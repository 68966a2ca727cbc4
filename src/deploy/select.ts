/** Which stacks a deploy is about: those named, those that follow because a value of theirs may change, and those left alone. */
import type { Assembly } from '../core/stages.ts';
import { stop } from './failure.ts';
import type { DeployOptions } from './options.ts';

export function selectStacks(assembly: Assembly, { only, leaveConsumers }: DeployOptions): (stack: string) => 'named' | 'follows' | 'left' {
  if (!only) return () => 'named';
  const ids = new Set(assembly.stacks.map(({ id }) => id));
  for (const name of only) if (!ids.has(name)) throw stop(1, 'E5027', { name }, { hint: `stacks: ${[...ids].join(', ')}` });
  const named = new Set(only);
  const follows = new Set<string>();
  if (!leaveConsumers) {
    // In deploy order, so that what follows a follower is found in the same pass.
    for (const stack of assembly.stacks) {
      if (!named.has(stack.id) && stack.dependsOn.some((id) => named.has(id) || follows.has(id))) follows.add(stack.id);
    }
  }
  return (stack) => (named.has(stack) ? 'named' : follows.has(stack) ? 'follows' : 'left');
}
