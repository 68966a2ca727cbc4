/** Whether what holds data outlives its stack (frozen, SPEC §8). */
import type { Draft, ExpandContext } from '../construct.ts';

type Policies = Pick<Draft, 'deletionPolicy' | 'updateReplacePolicy'>;

/** For types that CloudFormation can't take a snapshot of: `snapshot` as a general default keeps them. */
export function retention(context: ExpandContext): Policies {
  if (context.ownRemovalPolicy === 'snapshot') {
    context.report('E3022', [...context.path, 'removalPolicy'], { construct: context.id });
  }
  if (context.removalPolicy === 'destroy') return { deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' };
  // `RetainExceptOnCreate`: a stack whose creation fails leaves nothing behind that would block the next try.
  return { deletionPolicy: 'RetainExceptOnCreate', updateReplacePolicy: 'Retain' };
}
