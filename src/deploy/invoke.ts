/** Runs a deployed function once. */
import type { Cloud, Invocation } from './cloud.ts';
import { stop } from './failure.ts';
import { type AppTemplates, type DeployedFunction, deployedFunctions, findFunctions } from './functions.ts';

export async function invokeFunction(app: AppTemplates, cloud: Cloud, wanted: string, payload: string): Promise<Invocation> {
  const [one, ...more] = findFunctions(await deployedFunctions(app, cloud), wanted) as readonly [DeployedFunction, ...DeployedFunction[]];
  if (more.length > 0) {
    throw stop(1, 'E5036', { name: wanted, functions: [one, ...more].map(({ name }) => name).join(', ') });
  }
  return cloud.in(one.region).functions.invoke(one.physicalId, payload);
}
