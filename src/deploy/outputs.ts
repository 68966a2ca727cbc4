/** What users see of a deploy: the values that constructs show. */
import type { DeployResult } from '../core/plan.ts';
import type { StackTemplate } from '../core/stages.ts';
import type { Cloud } from './cloud.ts';
import { isOurs } from './deployed.ts';
import type { DeployedApp } from './deployed-app.ts';

type Shown = Pick<StackTemplate, 'id' | 'shown'>;

/** Stack id → construct id → name → value, of the stacks that are deployed. */
export function shownOutputs(
  { stacks }: { readonly stacks: readonly Shown[] },
  outputs: ReadonlyMap<string, Readonly<Record<string, string>>>,
): DeployResult['outputs'] {
  return Object.fromEntries(
    stacks.flatMap(({ id, shown }) => {
      const values = outputs.get(id);
      return values ? [[id, shownOf(shown, values)]] : [];
    }),
  );
}

function shownOf(shown: Shown['shown'], values: Readonly<Record<string, string>>): DeployResult['outputs'][string] {
  const constructs = Object.entries(shown).map(([construct, names]) => {
    const known = Object.entries(names).filter(([, output]) => Object.hasOwn(values, output));
    return [construct, Object.fromEntries(known.map(([name, output]) => [name, values[output] as string]))] as const;
  });
  return Object.fromEntries(constructs.filter(([, names]) => Object.keys(names).length > 0));
}

export async function readOutputs(app: DeployedApp, cloud: Cloud): Promise<DeployResult['outputs']> {
  const found = await Promise.all(app.stacks.map(({ region, name }) => cloud.in(region).stacks.describe(name)));
  const outputs = new Map<string, Readonly<Record<string, string>>>();
  for (const [index, { id }] of app.stacks.entries()) {
    const there = found[index];
    if (there && isOurs(there, app.app, app.stage)) outputs.set(id, there.outputs);
  }
  return shownOutputs(app, outputs);
}
