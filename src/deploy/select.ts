/** Which stacks a deploy is about: those named, those that follow because a value of theirs may change, and those left alone. */
import { nearest } from '../core/nearest.ts';
import type { Assembly } from '../core/stages.ts';
import { stop } from './failure.ts';
import type { DeployOptions } from './options.ts';

/** Ends the run where the app has no stack of such a name. */
export function checkNamed({ stacks }: { readonly stacks: readonly { readonly id: string }[] }, names: readonly string[]): void {
  const ids = stacks.map(({ id }) => id);
  const unknown = names.find((name) => !ids.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, ids);
  throw stop(1, 'E5027', { name: unknown }, { hint: near === undefined ? `stacks: ${ids.join(', ')}` : `did you mean \`${near}\`?` });
}

export function selectStacks(assembly: Assembly, { only, leaveConsumers }: DeployOptions): (stack: string) => 'named' | 'follows' | 'left' {
  if (!only) return () => 'named';
  checkNamed(assembly, only);
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
