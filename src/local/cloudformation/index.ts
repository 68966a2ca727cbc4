/**
 * In: CloudFormation's calls over the Query protocol. Out: stacks, change sets and events as AWS shows them, resources made by
 * the providers. Must never know a construct, a resource type or the deployer.
 */
import { loadResourceTypes, type ResourceTypes } from '../../aws-schemas/index.ts';
import { AwsError, asAwsError } from '../protocols/aws-error.ts';
import { queryError, queryParameters, queryResponse } from '../protocols/query.ts';
import { credentialScope } from '../protocols/sigv4.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, ResourceProvider, Service } from '../types.ts';
import { actions } from './actions/index.ts';
import { Engine } from './engine/index.ts';
import { CallParameters } from './requests.ts';
import { Stacks, stacksDirectory } from './stacks.ts';
import type { ObjectReader } from './template-source.ts';

export type CloudFormationService = Service;

export interface CloudFormationOptions {
  /** For tests with resource types of their own. */
  readonly loadTypes?: (names: Iterable<string>) => Promise<ResourceTypes>;
}

const READS = /^(Describe|Get|List|Validate)/;
const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export function createCloudFormation(
  environment: LocalEnvironment,
  services: { readonly s3: ObjectReader },
  providers: readonly ResourceProvider[],
  options: CloudFormationOptions = {},
): CloudFormationService {
  const { account } = environment;
  const stacks = new Stacks(stacksDirectory(environment.directory));
  const engine = new Engine({
    account,
    stacks,
    isFront: (host) => environment.isFront(host),
    providers: new Map(providers.map((provider) => [provider.type, provider])),
    loadTypes: options.loadTypes ?? loadResourceTypes,
  });
  const parts = { account, stacks, engine, objects: { readObject: (bucket: string, key: string) => services.s3.readObject(bucket, key) } };
  let last: Promise<unknown> = Promise.resolve();
  // What one call has checked must still hold when it writes.
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  return {
    name: 'cloudformation',
    async handle(request: LocalRequest): Promise<LocalResponse> {
      try {
        const query = queryParameters(request);
        const name = query.get('Action') ?? '';
        const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
        if (!action) throw new AwsError('InvalidAction', `The action ${name} is not available in the embedded endpoint.`);
        const region = credentialScope(request)?.region ?? 'us-east-1';
        const answer = async () => action(parts, { region, parameters: new CallParameters(query) });
        return queryResponse(NAMESPACE, name, await (READS.test(name) ? answer() : inTurn(answer)));
      } catch (error) {
        return queryError(NAMESPACE, asAwsError(error));
      }
    },
    async start() {
      stacks.load();
      for (const journal of stacks.all()) engine.resume(journal);
    },
    async stop() {
      await engine.stop();
      stacks.close();
    },
  };
}
