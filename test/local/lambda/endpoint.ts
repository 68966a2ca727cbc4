/** The services that functions need, behind real HTTP, in a folder of their own. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFronts } from '../../../src/local/fronts.ts';
import { listen } from '../../../src/local/protocols/http.ts';
import { credentialScope } from '../../../src/local/protocols/sigv4.ts';
import { createApiGateway } from '../../../src/local/services/apigateway/index.ts';
import { createIam } from '../../../src/local/services/iam/index.ts';
import { createLambda, type LambdaLimits } from '../../../src/local/services/lambda/index.ts';
import { createLogs } from '../../../src/local/services/logs/index.ts';
import { createS3 } from '../../../src/local/services/s3/index.ts';
import { createScheduler } from '../../../src/local/services/scheduler/index.ts';
import type { LocalEnvironment, LocalRequest } from '../../../src/local/types.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export type TestEndpoint = Awaited<ReturnType<typeof startTestEndpoint>>;

export async function startTestEndpoint(options: { directory?: string; limits?: LambdaLimits } = {}) {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'proj-lambda-'));
  const notices: Record<string, unknown>[] = [];
  const iamOf = () => services.iam;
  const identify = (request: Omit<LocalRequest, 'principal'>): LocalRequest => {
    const key = credentialScope(request)?.accessKey;
    return { ...request, principal: key === undefined ? { kind: 'anonymous' } : iamOf().principalOf(key) };
  };
  const listener = await listen(0, async (received) => {
    const request = identify(received);
    const name = credentialScope(request)?.service;
    const service = all.find((candidate) => candidate.name === name);
    return service ? service.handle(request) : { status: 501 };
  });
  const fronts = createFronts(directory, identify);
  const environment: LocalEnvironment = {
    account: ACCOUNT,
    partition: 'aws',
    urlSuffix: 'amazonaws.com',
    directory,
    endpoint: listener.url,
    openFront: fronts.open,
    closeFront: fronts.close,
    isFront: fronts.has,
    log: (entry) => notices.push(entry),
  };
  const services = {} as {
    iam: ReturnType<typeof createIam>;
    s3: ReturnType<typeof createS3>;
    logs: ReturnType<typeof createLogs>;
    lambda: ReturnType<typeof createLambda>;
    apigateway: ReturnType<typeof createApiGateway>;
    scheduler: ReturnType<typeof createScheduler>;
  };
  services.iam = createIam(environment);
  services.s3 = createS3(environment, services as unknown as Parameters<typeof createS3>[1]);
  services.logs = createLogs(environment, services);
  services.lambda = createLambda(environment, services, options.limits);
  services.apigateway = createApiGateway(environment, services);
  services.scheduler = createScheduler(environment, services);
  const all = [services.iam, services.s3, services.logs, services.lambda, services.apigateway, services.scheduler];
  for (const service of all) await service.start();

  return {
    url: listener.url,
    directory,
    notices,
    environment,
    ...services,
    client: {
      region: REGION,
      endpoint: listener.url,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    /** Keeps the folder, as when the endpoint is started again later. */
    async stop() {
      await Promise.all([listener.close(), fronts.stop()]);
      for (const service of [...all].reverse()) await service.stop();
    },
    async destroy() {
      await this.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A role that functions can have, with the given rights beside those to write logs. */
export function createRole(endpoint: TestEndpoint, statements: readonly object[] = [], trust = 'lambda.amazonaws.com'): string {
  const logs = { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' };
  return endpoint.iam.createRole({
    name: `role-${randomUUID()}`,
    trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: trust }, Action: 'sts:AssumeRole' }] },
    inline: { rights: { Version: '2012-10-17', Statement: [logs, ...statements] } },
  }).arn;
}
