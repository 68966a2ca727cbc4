/** Runs a deployed function once. */
import type { Cloud, Invocation } from './cloud.ts';
import { stop } from './failure.ts';
import { type AppTemplates, deployedFunctions, findFunctions } from './functions.ts';

export async function invokeFunction(app: AppTemplates, cloud: Cloud, wanted: string, payload: string): Promise<Invocation> {
  const found = findFunctions(await deployedFunctions(app, cloud), wanted);
  const [one] = found;
  if (!one || found.length > 1) throw stop(1, 'E5030', { name: wanted, known: found.map(({ name }) => name).join(', ') });
  return cloud.in(one.region).functions.invoke(one.physicalId, payload);
}
