/**
 * In: the endpoint's services. Out: every resource type that the CloudFormation engine can create. Must never hold state: it
 * belongs to the services. A service's file beside this one exports `providers`; it has one line in the list.
 */
import { waitConditionHandle } from '../cloudformation/wait-condition-handle.ts';
import type { Services } from '../services/index.ts';
import type { ResourceProvider } from '../types.ts';
import { providers as apigateway } from './apigateway.ts';
import { providers as cloudfront } from './cloudfront.ts';
import { providers as dynamodb } from './dynamodb.ts';
import { providers as iam } from './iam.ts';
import { providers as lambda } from './lambda.ts';
import { providers as logs } from './logs.ts';
import { providers as s3 } from './s3.ts';
import { providers as scheduler } from './scheduler.ts';

/** What each `resources/<service>.ts` exports under the name `providers`. */
export type Providers = (services: Services) => readonly ResourceProvider[];

const providersOfServices: readonly Providers[] = [
  () => [waitConditionHandle],
  iam,
  s3,
  dynamodb,
  cloudfront,
  apigateway,
  lambda,
  logs,
  scheduler,
];

export function createProviders(services: Services): ResourceProvider[] {
  return providersOfServices.flatMap((providers) => providers(services));
}
