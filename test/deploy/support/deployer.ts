/** A deploy or removal in a process of its own, so that it can be killed: argv = endpoint, file of an assembly, what. Bundled once by the test. */
import { readFile } from 'node:fs/promises';
import {
  createCloud,
  type DeployOptions,
  execute,
  executeRemove,
  look,
  lookForRemoval,
  planDeploy,
  planRemove,
} from '../../../src/deploy/index.ts';
import { testContext } from './context.ts';

const [endpointUrl = '', file = '', what = 'deploy'] = process.argv.slice(2);
const assembly = JSON.parse(await readFile(file, 'utf8'));
const options: DeployOptions = { protect: false, allowDataLoss: [], allowRegionChange: [] };
const context = testContext({ answer: true });
const cloud = await createCloud({ region: 'us-east-1', endpointUrl, local: true, environment: {} });
const result = await (what === 'remove' ? remove() : deploy());
process.exitCode = result.exitStatus;

async function deploy() {
  const deployed = await look(assembly, cloud, options, context);
  const plan = planDeploy(assembly, deployed, options);
  return execute({ plan, assembly, deployed, cloud, options, context });
}

async function remove() {
  const deployed = await lookForRemoval(assembly, cloud, options, context);
  const plan = planRemove(assembly, deployed, options);
  return executeRemove({ plan, app: assembly, deployed, cloud, options, context });
}
