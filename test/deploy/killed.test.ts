import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, type TestStack, table } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';
import { startKiller } from './support/killer.ts';
import { siteStep, web } from './support/site.ts';

const ALL = process.env.PROJ_SOAK === '1';
/** How many of a deploy's calls are tried where not all are. */
const SAMPLE = 3;
/** Which ones: another choice every day, the same all day. */
const SEED = Number(process.env.PROJ_SEED ?? Math.floor(Date.now() / 86_400_000));

const stacks = (text: string): Readonly<Record<string, TestStack>> => ({
  core: {
    resources: { NotesTable: table('dev-shop-Notes'), CoreRole: role(text) },
    outputs: { Text: { 'Fn::Sub': `\${NotesTable}-${text}` } },
  },
  digest: {
    resources: { JobRole: { ...role(''), Properties: { ...role('').Properties, Description: { Ref: 'Value' } } } as never },
    parameters: { Value: 'core.Text' },
  },
  other: { resources: { OtherRole: role(text) } },
});
const one = assemblyOf({ stacks: stacks('one') });
const two = assemblyOf({ stacks: stacks('two') });

/** With a site, which is built from `root` once the stacks are there. */
const withSite = (text: string, root: string): Assembly => {
  const { core, digest } = stacks(text) as { readonly core: TestStack; readonly digest: TestStack };
  return assemblyOf({ root, stacks: { core, digest, web }, publish: [siteStep] });
};

interface Scenario {
  /** Deployed before, and an item written. */
  readonly before?: Assembly;
  /** What is killed. */
  readonly what: 'deploy' | 'remove';
  readonly app: Assembly;
  /** What its site shows in the end. */
  readonly page?: string;
}

type Moment = readonly [call: number, when: 'before' | 'after'];

describe(`a run that is killed (seed ${SEED})`, function () {
  this.timeout(ALL ? 1_200_000 : 60_000);
  let folder: string;
  let script: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proj-killed-'));
    script = join(folder, 'deployer.mjs');
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    await build({
      entryPoints: [fileURLToPath(new URL('./support/deployer.ts', import.meta.url))],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
      logLevel: 'error',
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('at any call of an app’s creation is finished by the next deploy', () => killedAtEach({ what: 'deploy', app: two }));

  it('at any call of an update is finished by the next deploy, with the data', () =>
    killedAtEach({ before: one, what: 'deploy', app: two }));

  it('at any call of a deploy that publishes a site leaves what the next one makes whole', async () => {
    await mkdir(join(folder, 'web'), { recursive: true });
    await writeFile(join(folder, 'web', 'page.txt'), 'page');
    await killedAtEach({ before: withSite('one', folder), what: 'deploy', app: withSite('two', folder), page: 'page dev-shop-Notes-two' });
  });

  it('at any call of a removal leaves what the next deploy makes whole, with the data', () =>
    killedAtEach({ before: two, what: 'remove', app: two }));

  async function killedAtEach(scenario: Scenario): Promise<void> {
    const calls = await attempt(scenario, [Number.POSITIVE_INFINITY, 'before']);
    const moments = Array.from({ length: calls }, (_, index) => index + 1).flatMap((call): Moment[] => [
      [call, 'before'],
      [call, 'after'],
    ]);
    const step = ALL ? 1 : moments.length / SAMPLE;
    for (let index = ALL ? 0 : SEED % step; index < moments.length; index += step) {
      await attempt(scenario, moments[Math.floor(index)] as Moment);
    }
  }

  /** Kills the run at one moment, deploys, and expects what an undisturbed run would have made. Gives the number of calls. */
  async function attempt({ before, what, app, page }: Scenario, moment: Moment): Promise<number> {
    const cloud = await startCloud();
    const data = new DynamoDBClient({
      endpoint: cloud.endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const item = { id: { S: '1' }, text: { S: 'kept' } };
    const at = `killed ${moment[1]} call ${moment[0]}`;
    try {
      if (before) {
        await cloud.deploy(before);
        await data.send(new PutItemCommand({ TableName: 'dev-shop-Notes', Item: item }));
      }
      const calls = await killed(cloud, app, what, moment);
      const next = await cloud.deploy(app);
      expect(next.result.exitStatus, `${at}: ${JSON.stringify(next.result.nodes)}`).to.equal(0);
      expect(Object.values(outcomes(next.result)), at).to.not.include('failed');
      expect((await cloud.deploy(app)).writes, `${at}: then there is nothing to do`).to.deep.equal([]);

      const { stacks, objects } = cloud.cloud.in('us-east-1');
      const [core, digest] = await Promise.all([stacks.describe('dev-shop-core'), stacks.describe('dev-shop-digest')]);
      expect([core?.outputs.Text, digest?.parameters.Value], at).to.deep.equal(['dev-shop-Notes-two', 'dev-shop-Notes-two']);
      const keys = (await objects('proj-000000000000-us-east-1').list('shop/dev/')).map(({ key }) => key);
      expect(keys, at).to.not.include('shop/dev/lock.json');
      if (before) {
        const { Item } = await data.send(new GetItemCommand({ TableName: 'dev-shop-Notes', Key: { id: item.id } }));
        expect(Item, at).to.deep.equal(item);
      }
      if (page !== undefined) {
        const site = await stacks.describe('dev-shop-web');
        const index = await objects(site?.outputs.Bucket ?? '').get('index.html');
        expect(index?.body, at).to.equal(page);
      }
      return calls;
    } finally {
      data.destroy();
      await cloud.stop();
    }
  }

  /** Gives the number of calls that the run made. */
  async function killed(cloud: TestCloud, app: Assembly, what: Scenario['what'], [call, when]: Moment): Promise<number> {
    const file = join(folder, 'assembly.json');
    await writeFile(file, JSON.stringify(app));
    const child = { kill: () => {} };
    const killer = await startKiller(cloud.endpoint.url, call, when, () => child.kill());
    try {
      const run = spawn(process.execPath, [script, killer.url, file, what], { stdio: ['ignore', 'ignore', 'inherit'] });
      child.kill = () => run.kill('SIGKILL');
      await new Promise((resolve) => run.on('exit', resolve));
      return killer.calls;
    } finally {
      await killer.close();
    }
  }
});
