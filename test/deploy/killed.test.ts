import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, type TestStack, table } from './support/assembly.ts';
import { outcomes, startCloud, type TestCloud } from './support/endpoint.ts';
import { startKiller } from './support/killer.ts';

const ALL = process.env.PROJ_SOAK === '1';
/** How many of a deploy's calls are tried where not all are. */
const SAMPLE = 4;
/** Which ones: another choice every day, the same all day. */
const SEED = Number(process.env.PROJ_SEED ?? Math.floor(Date.now() / 86_400_000));

const stacks = (text: string, key = 'Notes'): Readonly<Record<string, TestStack>> => ({
  core: {
    resources: { NotesTable: table(`dev-shop-${key}`), CoreRole: role(text) },
    outputs: { Text: { 'Fn::Sub': `\${NotesTable}-${text}` } },
  },
  digest: {
    resources: { JobRole: { ...role(''), Properties: { ...role('').Properties, Description: { Ref: 'Value' } } } as never },
    parameters: { Value: 'core.Text' },
  },
  other: { resources: { OtherRole: role(text) } },
});

describe('a deploy that is killed', function () {
  this.timeout(ALL ? 600_000 : 60_000);
  let folder: string;
  let script: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proj-killed-'));
    script = join(folder, 'deployer.mjs');
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    await build({
      entryPoints: ['test/deploy/support/deployer.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
      logLevel: 'error',
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('at any of its calls while it creates an app, is finished by the next one', async () => {
    await killedAtEach([], assemblyOf({ stacks: stacks('one') }), { core: 'dev-shop-Notes-one' });
  });

  it('at any of its calls while it updates an app, is finished by the next one', async () => {
    await killedAtEach([assemblyOf({ stacks: stacks('one') })], assemblyOf({ stacks: stacks('two') }), { core: 'dev-shop-Notes-two' });
  });

  /** For each call of the deploy of `app`, on an endpoint where `before` are deployed: kill it there, deploy again, compare with an undisturbed run. */
  async function killedAtEach(before: readonly Assembly[], app: Assembly, expected: { readonly core: string }): Promise<void> {
    const file = join(folder, 'assembly.json');
    await writeFile(file, JSON.stringify(app));
    const undisturbed = await attempt(before, app, file, Number.POSITIVE_INFINITY, 'before');
    const points = Array.from({ length: undisturbed.calls }, (_, index) => index + 1).flatMap((at) => [
      [at, 'before'] as const,
      [at, 'after'] as const,
    ]);
    const step = ALL ? 1 : points.length / SAMPLE;
    for (let index = ALL ? 0 : SEED % step; index < points.length; index += step) {
      const [at, when] = points[Math.floor(index)] as (typeof points)[number];
      const { texts } = await attempt(before, app, file, at, when);
      expect(texts, `killed ${when} call ${at}`).to.deep.equal({ core: expected.core, digest: expected.core });
    }
  }

  async function attempt(before: readonly Assembly[], app: Assembly, file: string, at: number, when: 'before' | 'after') {
    const cloud = await startCloud();
    try {
      for (const earlier of before) await cloud.deploy(earlier);
      const calls = await killed(cloud, file, at, when);
      const next = await cloud.deploy(app);
      expect(next.result.exitStatus, `killed ${when} call ${at}: ${JSON.stringify(next.result.nodes)}`).to.equal(0);
      expect(Object.values(outcomes(next.result))).to.not.include('failed');
      const idle = await cloud.deploy(app);
      expect(idle.writes, `killed ${when} call ${at}: a third deploy has nothing to do`).to.deep.equal([]);
      await expectClean(cloud, at, when);
      const { stacks } = cloud.cloud.in('us-east-1');
      const [core, digest] = await Promise.all([stacks.describe('dev-shop-core'), stacks.describe('dev-shop-digest')]);
      return { calls, texts: { core: core?.outputs.Text, digest: digest?.parameters.Value } };
    } finally {
      await cloud.stop();
    }
  }

  async function expectClean(cloud: TestCloud, at: number, when: string): Promise<void> {
    const objects = cloud.cloud.in('us-east-1').objects('proj-000000000000-us-east-1');
    const keys = (await objects.list('shop/dev/')).map(({ key }) => key);
    expect(keys, `killed ${when} call ${at}`).to.not.include('shop/dev/lock.json');
  }

  /** Gives the number of calls that the deploy made. */
  async function killed(cloud: TestCloud, file: string, at: number, when: 'before' | 'after'): Promise<number> {
    const child = { kill: () => {} };
    const killer = await startKiller(cloud.endpoint.url, at, when, () => child.kill());
    try {
      const process = spawn('node', [script, killer.url, file], { stdio: ['ignore', 'ignore', 'inherit'] });
      child.kill = () => process.kill('SIGKILL');
      await new Promise((resolve) => process.on('exit', resolve));
      return killer.calls;
    } finally {
      await killer.close();
    }
  }
});
