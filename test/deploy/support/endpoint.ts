/** Deploys and removals against the embedded endpoint, with what they wrote. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeployPlan, DeployResult } from '../../../src/core/plan.ts';
import type { Assembly } from '../../../src/core/stages.ts';
import {
  type Cloud,
  createCloud,
  type DeployOptions,
  execute,
  executeRemove,
  look,
  lookForRemoval,
  planDeploy,
  planRemove,
  type RemoveOptions,
} from '../../../src/deploy/index.ts';
import { type Endpoint, startEndpoint } from '../../../src/local/index.ts';
import { type TestContext, testContext } from './context.ts';

export interface Ran {
  readonly plan: DeployPlan;
  readonly result: DeployResult;
  readonly context: TestContext;
  /** Write calls, `service:Operation`. */
  readonly writes: readonly string[];
}

export interface TestCloud {
  readonly endpoint: Endpoint;
  readonly cloud: Cloud;
  deploy(assembly: Assembly, options?: Partial<DeployOptions>, context?: TestContext): Promise<Ran>;
  remove(assembly: Assembly, options?: Partial<RemoveOptions>, context?: TestContext): Promise<Ran>;
  stop(): Promise<void>;
}

export async function startCloud(): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'proj-deploy-'));
  const endpoint = await startEndpoint({ directory, port: 0 });
  const cloud = await createCloud({ region: 'us-east-1', endpointUrl: endpoint.url, local: true, environment: {} });
  const writesSince = (count: number) =>
    endpoint
      .requests()
      .slice(count)
      .filter(({ write }) => write)
      .map(({ service, operation }) => `${service}:${operation}`);
  return {
    endpoint,
    cloud,
    async deploy(assembly, more = {}, context = testContext()) {
      const options: DeployOptions = { protect: false, allowDataLoss: [], allowRegionChange: [], ...more };
      const count = endpoint.requests().length;
      const deployed = await look(assembly, cloud, options, context);
      const plan = planDeploy(assembly, deployed, options);
      const result = await execute({ plan, assembly, deployed, cloud, options, context });
      return { plan, result, context, writes: writesSince(count) };
    },
    async remove(app, more = {}, context = testContext()) {
      const options: RemoveOptions = { protect: false, ...more };
      const count = endpoint.requests().length;
      const deployed = await lookForRemoval(app, cloud, options, context);
      const plan = planRemove(app, deployed, options);
      const result = await executeRemove({ plan, app, deployed, cloud, options, context });
      return { plan, result, context, writes: writesSince(count) };
    },
    async stop() {
      await endpoint.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Node → what became of it. */
export function outcomes({ nodes }: DeployResult): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map((node) => [node.id, node.kind === 'done' ? node.action : node.kind]));
}
