/** Run as a process of its own: an endpoint with one function, which says its process id and then runs for long. */
import { startTestEndpoint } from './endpoint.ts';
import { functionsOf } from './functions.ts';

const endpoint = await startTestEndpoint({ directory: process.argv[2] ?? '' });
const functions = functionsOf(endpoint);
const name = await functions.create(
  'export const main = async () => { if (globalThis.warm) await new Promise((done) => setTimeout(done, 20000)); globalThis.warm = true; return process.pid; };',
  {
    Timeout: 60,
  },
);
const { payload } = await functions.invoke(name);
process.stdout.write(`${payload}\n`);
if (process.argv[3] === 'busy') void functions.invoke(name);
setInterval(() => {}, 1000);
