/** The app's own stacks as they are: names that somebody else has, and states that no deploy leads out of. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { Expansion, StackTemplate } from '../../core/stages.ts';
import type { Cloud } from '../cloud.ts';
import { type DeployedStack, isForeign } from '../deployed.ts';
import { readStack } from '../read-stacks.ts';
import { recoveryOf } from '../recover.ts';
import { attempt } from './attempt.ts';

/** A stack that is the app's own, and what is there of it. */
export interface OwnStack {
  readonly stack: StackTemplate;
  readonly deployed?: DeployedStack;
}

/** Those that could be read and that a deploy would touch. */
export async function checkStacks(
  stacks: readonly StackTemplate[],
  owner: Pick<Expansion, 'app' | 'stage'>,
  cloud: Cloud,
  diagnostics: Diagnostics,
): Promise<readonly OwnStack[]> {
  const found = await Promise.all(
    stacks.map(async (stack): Promise<readonly OwnStack[]> => {
      const read = await attempt('the state of the stacks', diagnostics, () => readStack(stack, owner, cloud, undefined));
      if (!read) return [];
      const { value: deployed } = read;
      if (!deployed) return [{ stack }];
      return isUsable(stack, deployed, owner, diagnostics) ? [{ stack, deployed }] : [];
    }),
  );
  return found.flat();
}

function isUsable(
  stack: StackTemplate,
  deployed: DeployedStack,
  { app, stage }: Pick<Expansion, 'app' | 'stage'>,
  diagnostics: Diagnostics,
): boolean {
  const { name, region, status } = deployed;
  if (isForeign(deployed, app, stage)) {
    diagnostics.report('E5011', stack.path, { name, region });
    return false;
  }
  const recovery = recoveryOf(status);
  if (recovery.step === 'ask') diagnostics.report('E5022', stack.path, { name, status, why: recovery.why }, { hint: recovery.hint });
  return true;
}
