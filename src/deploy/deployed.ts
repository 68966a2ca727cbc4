/** What is there now, as `look` found it: plain data for the planner. */
import type { ResourceTypes } from '../aws-schemas/index.ts';
import type { CfnTemplate, ParameterSource } from '../core/stages.ts';
import type { StackResource, StackState } from './cloud.ts';
import type { ReleaseRecord, RetainedResource } from './records.ts';

export interface Deployed {
  readonly account: string;
  readonly partition: string;
  /** By `stackKey`: every declared stack that exists, and those the last release left somewhere. */
  readonly stacks: ReadonlyMap<string, DeployedStack>;
  readonly release?: ReleaseRecord;
  readonly retained: readonly RetainedResource[];
  /** A run that died left its lock, and perhaps more. */
  readonly abandoned: boolean;
  /** Values from outside the app, by `externalKey`. */
  readonly external: ReadonlyMap<string, string>;
  /** Publish steps whose values are those deployed now, by id. */
  readonly published: ReadonlyMap<string, PublishState>;
  /** Schemas of the resource types in stacks that change. */
  readonly types: ResourceTypes;
}

export interface DeployedStack extends StackState {
  readonly region: string;
  /** As it was sent; absent for a stack that holds nothing or is not ours. */
  readonly body?: string;
  readonly template?: CfnTemplate;
  /** Only read for stacks that change. */
  readonly resources?: readonly StackResource[];
}

/** How what was published last compares with the files and values as they are. */
export type PublishState = 'never' | 'changed' | 'same';

export function stackKey(region: string, name: string): string {
  return `${region}/${name}`;
}

export type ExternalSource = Extract<ParameterSource, { readonly from: 'ssm' | 'cfn' }>;

export function externalKey(region: string, source: ExternalSource): string {
  return source.from === 'ssm' ? `${region} ssm:${source.name}` : `${region} cfn:${source.stack}.${source.output}`;
}

/** A name that somebody else has taken, were it only with a change set that was never executed. */
export function isForeign(stack: StackState, app: string, stage: string): boolean {
  if (stack.status === 'DELETE_COMPLETE') return false;
  // An empty stack need not show the tags that its change set will give it.
  if (stack.status === 'REVIEW_IN_PROGRESS' && Object.keys(stack.tags).length === 0) return false;
  return !isOurs(stack, app, stage);
}

/** Whether a stack bears the marks of this app and stage: only then is it ever touched. */
export function isOurs(stack: StackState, app: string, stage: string): boolean {
  return stack.tags['proj:app'] === app && stack.tags['proj:stage'] === stage;
}
