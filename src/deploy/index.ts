/**
 * In: an assembly and a cloud. Out: what is deployed, what a deploy would do, what it did.
 * Never: a decision that is the user's; the commands ask, this folder says what it found.
 */
export { type CloudSettings, createCloud } from './aws/index.ts';
export type { Cloud, Invocation } from './cloud.ts';
export type { Deployed } from './deployed.ts';
export type { DeployedApp } from './deployed-app.ts';
export { execute } from './execute.ts';
export { type AppTemplates, type DeployedFunction, deployedFunctions } from './functions.ts';
export { invokeFunction } from './invoke.ts';
export { type LogOptions, tailLogs } from './logs.ts';
export { type LookOptions, look } from './look.ts';
export type { DeployOptions } from './options.ts';
export { readOutputs } from './outputs.ts';
export { planDeploy } from './plan.ts';
export { executeRemove, lookForRemoval, planRemove, type RemoveOptions } from './remove.ts';
export { type AppStatus, readStatus, type StackStatus } from './status.ts';
