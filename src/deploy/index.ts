/**
 * In: an assembly and a cloud. Out: what is deployed, what a deploy would do, what it did.
 * Never: a decision that is the user's; the commands ask, this folder says what it found.
 */
export { createCloud } from './aws/index.ts';
export type { Cloud } from './cloud.ts';
export type { Deployed } from './deployed.ts';
export { execute } from './execute.ts';
export { invokeFunction } from './invoke.ts';
export { tailLogs } from './logs.ts';
export { look } from './look.ts';
export type { DeployOptions } from './options.ts';
export { readOutputs } from './outputs.ts';
export { planDeploy } from './plan.ts';
export { executeRemove, lookForRemoval, planRemove, type RemoveOptions } from './remove.ts';
export { checkNamed } from './select.ts';
export { readStatus } from './status.ts';
