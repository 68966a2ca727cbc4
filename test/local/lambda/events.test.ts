import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { expect } from 'chai';
import { REGION, startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { functionsOf } from './functions.ts';

const LIMITS = { retryDelaysMs: [20, 40], idleMs: 60_000, processesPerFunction: 4 };
const NOTE = 'console.log("got", JSON.stringify(event), context.awsRequestId);';

describe('asynchronous events of local functions', () => {
  let endpoint: TestEndpoint;
  let functions: ReturnType<typeof functionsOf>;
  beforeEach(async () => {
    endpoint = await startTestEndpoint({ limits: LIMITS });
    functions = functionsOf(endpoint);
  });
  afterEach(() => endpoint.destroy());

  const send = (name: string, event: unknown) =>
    functions.client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  const queued = (of = endpoint) => {
    try {
      return readdirSync(join(of.directory, 'lambda', 'queue'));
    } catch {
      return [];
    }
  };
  async function until(condition: () => boolean): Promise<void> {
    for (let tries = 0; !condition() && tries < 200; tries++) await pause(20);
  }
  const got = (name: string, of = functions) => of.logged(name).filter((line) => line.includes('got'));

  it('acknowledges at once and runs later', async () => {
    const name = await functions.create(`export const main = async (event, context) => { ${NOTE} };`);
    expect(await send(name, { a: 1 })).to.include({ StatusCode: 202 });
    await until(() => queued().length === 0);
    expect(got(name)).to.have.length(1);
    expect(got(name)[0]).to.contain('{"a":1}');
  });

  it('runs a failing function two more times, with the same request id, and then drops the event', async () => {
    const name = await functions.create(`export const main = async (event, context) => { ${NOTE} throw new Error('no'); };`);
    await send(name, {});
    await until(() => endpoint.notices.some(({ event }) => event === 'lambda.event.dropped'));
    expect(got(name)).to.have.length(3);
    expect(new Set(got(name).map((line) => line.split(' ').at(-1))).size).to.equal(1);
    expect(queued()).to.deep.equal([]);
    expect(endpoint.notices.at(-1)).to.include({ function: name, reason: 'the function failed each time' });
  });

  it('repeats as often as the function is set to', async () => {
    const name = await functions.create(`export const main = async (event, context) => { ${NOTE} throw new Error('no'); };`);
    endpoint.lambda.control.setEventInvoke(endpoint.lambda.control.get(REGION, name), { MaximumRetryAttempts: 0 });
    await send(name, {});
    await until(() => endpoint.notices.some(({ event }) => event === 'lambda.event.dropped'));
    expect(got(name)).to.have.length(1);
  });

  it('waits where there is no concurrency', async () => {
    const name = await functions.create(`export const main = async (event, context) => { ${NOTE} };`);
    const { control } = endpoint.lambda;
    control.setReservedConcurrency(control.get(REGION, name), 0);
    await send(name, {});
    await pause(150);
    expect(got(name)).to.deep.equal([]);
    control.setReservedConcurrency(control.get(REGION, name), undefined);
    await until(() => queued().length === 0);
    expect(got(name)).to.have.length(1);
  });

  it('keeps what it acknowledged over a stop of the endpoint', async () => {
    const name = await functions.create(
      `export const main = async (event, context) => { await new Promise((done) => setTimeout(done, 300)); ${NOTE} };`,
    );
    // A run that the stop cut off is no failure of the function.
    endpoint.lambda.control.setEventInvoke(endpoint.lambda.control.get(REGION, name), { MaximumRetryAttempts: 0 });
    await send(name, { a: 1 });
    await pause(100);
    await endpoint.stop();
    expect(queued()).to.have.length(1);
    endpoint = await startTestEndpoint({ directory: endpoint.directory, limits: LIMITS });
    functions = functionsOf(endpoint);
    await until(() => queued().length === 0);
    expect(got(name)).to.have.length(1);
  });
});
