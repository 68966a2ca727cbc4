import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { REGION, startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { functionsOf } from './functions.ts';

const WAIT = 'export const main = async ({ wait = 0 }) => { await new Promise((done) => setTimeout(done, wait)); return process.pid; };';

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 0; runs(pid) && tries < 100; tries++) await pause(50);
  return !runs(pid);
}

describe('processes of local functions', () => {
  let endpoint: TestEndpoint;
  let functions: ReturnType<typeof functionsOf>;
  before(async () => {
    endpoint = await startTestEndpoint({ limits: { retryDelaysMs: [0], idleMs: 60_000, processesPerFunction: 2 } });
    functions = functionsOf(endpoint);
  });
  after(() => endpoint.destroy());

  it('are no more than the limit, and events wait for their turn', async () => {
    const name = await functions.create(WAIT);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => functions.invoke(name, { wait: 30 })));
    expect(answers.filter(({ functionError }) => functionError)).to.deep.equal([]);
    expect(new Set(answers.map(({ payload }) => payload)).size).to.be.at.most(2);
  });

  it('end when they have had nothing to do for long', async () => {
    const other = await startTestEndpoint({ limits: { retryDelaysMs: [0], idleMs: 50, processesPerFunction: 2 } });
    const name = await functionsOf(other).create(WAIT);
    const pid = (await functionsOf(other).invoke(name)).payload as number;
    expect(await hasEnded(pid)).to.equal(true);
    expect((await functionsOf(other).invoke(name)).payload).not.to.equal(pid);
    await other.destroy();
  });

  it('end with their function', async () => {
    const name = await functions.create(WAIT);
    const pid = (await functions.invoke(name)).payload as number;
    await endpoint.lambda.deleteFunction(endpoint.lambda.control.get(REGION, name));
    expect(await hasEnded(pid)).to.equal(true);
  });

  it('end when the function changes', async () => {
    const name = await functions.create(WAIT);
    const pid = (await functions.invoke(name)).payload as number;
    endpoint.lambda.control.updateConfiguration(endpoint.lambda.control.get(REGION, name), { Timeout: 9 });
    expect(await hasEnded(pid)).to.equal(true);
  });

  it('end with the stop of the endpoint, also those that just start', async () => {
    const other = await startTestEndpoint();
    const name = await functionsOf(other).create(WAIT);
    const answer = functionsOf(other)
      .invoke(name, { wait: 5000 })
      .then(
        () => 'answered',
        () => 'refused',
      );
    await pause(20);
    const began = performance.now();
    await other.destroy();
    expect(performance.now() - began).to.be.lessThan(4500);
    expect(await answer).to.be.oneOf(['answered', 'refused']);
  });

  for (const state of ['idle', 'busy']) {
    it(`end when the endpoint is killed while they are ${state}`, async () => {
      const directory = mkdtempSync(join(tmpdir(), 'proj-killed-'));
      const script = fileURLToPath(new URL('./killed-endpoint.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, directory, state], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
      });
      try {
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        const pid = Number(line.toString());
        await pause(100);
        child.kill('SIGKILL');
        await once(child, 'close');
        expect(await hasEnded(pid)).to.equal(true);
      } finally {
        child.kill('SIGKILL');
        rmSync(directory, { recursive: true, force: true });
      }
    });
  }
});
