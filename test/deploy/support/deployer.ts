/** A deploy in a process of its own, so that it can be killed: argv = endpoint, file of an assembly. Bundled once by the test. */
import { readFile } from 'node:fs/promises';
import { createCloud, type DeployOptions, execute, look, planDeploy } from '../../../src/deploy/index.ts';
import { testContext } from './context.ts';

const [endpointUrl = '', file = ''] = process.argv.slice(2);
const assembly = JSON.parse(await readFile(file, 'utf8'));
const options: DeployOptions = { protect: false, allowDataLoss: [], allowRegionChange: [] };
const context = testContext({ answer: true });
const cloud = await createCloud({ region: 'us-east-1', endpointUrl, local: true, environment: {} });
const deployed = await look(assembly, cloud, options, context);
const plan = planDeploy(assembly, deployed, options);
const result = await execute({ plan, assembly, deployed, cloud, options, context });
process.exitCode = result.exitStatus;
