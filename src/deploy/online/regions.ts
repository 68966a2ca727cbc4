/** Regions that an account can't use are told at the stacks that ask for them. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { Expansion, StackTemplate } from '../../core/stages.ts';
import type { Region } from '../cloud.ts';

/** The stacks whose region can be asked about more. The app's own region has answered when the cloud was opened. */
export async function inUsableRegions(
  { region: home, stacks }: Pick<Expansion, 'region' | 'stacks'>,
  cloud: { in(region: string): Pick<Region, 'fault'> },
  diagnostics: Diagnostics,
): Promise<readonly StackTemplate[]> {
  const others = [...new Set(stacks.map(({ region }) => region))].filter((region) => region !== home);
  const faults = new Map(await Promise.all(others.map(async (region) => [region, await cloud.in(region).fault()] as const)));
  for (const { region, path } of stacks) {
    const why = faults.get(region);
    if (why !== undefined) diagnostics.report('E5040', [...path, 'region'], { region, why }, { part: 'value' });
  }
  return stacks.filter(({ region }) => faults.get(region) === undefined);
}
