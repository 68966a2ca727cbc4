import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Assembly } from '../../src/core/stages.ts';
import { assemblyOf, role, type TestStack } from './support/assembly.ts';
import { outcomes, type Ran, startCloud, type TestCloud } from './support/endpoint.ts';
import { siteStep, web } from './support/site.ts';

/** Wants the site's address, as CORS does; the site wants its text in turn. */
const core = (text: string): TestStack => ({
  resources: { ApiRole: { ...role(''), Properties: { ...role('').Properties, Description: { Ref: 'Origin' } } } as never },
  parameters: { Origin: 'web.Url' },
  outputs: { Text: { 'Fn::Sub': `${text} for \${Origin}` } },
});

describe('publish steps of a deploy', () => {
  let cloud: TestCloud;
  let root: string;
  before(async () => {
    cloud = await startCloud();
    root = await mkdtemp(join(tmpdir(), 'proj-publish-'));
    await mkdir(join(root, 'web'));
    await writeFile(join(root, 'web', 'page.txt'), 'first');
  });
  after(async () => {
    await cloud.stop();
    await rm(root, { recursive: true, force: true });
  });

  const app = (text: string, stacks: Readonly<Record<string, TestStack>> = { web, core: core(text) }): Assembly =>
    assemblyOf({ root, stacks, publish: [siteStep] });

  async function page(): Promise<string | undefined> {
    const there = await cloud.cloud.in('us-east-1').stacks.describe('dev-shop-web');
    return (
      await cloud.cloud
        .in('us-east-1')
        .objects(there?.outputs.Bucket ?? '')
        .get('index.html')
    )?.body;
  }
  const builds = ({ context }: Ran) => context.events.filter((event) => event.type === 'node.started' && event.kind === 'publish').length;

  it('build a site once, with the values of stacks that in turn need the site’s address', async () => {
    const first = await cloud.deploy(app('one'));
    expect(outcomes(first.result)).to.deep.equal({ web: 'created', core: 'created', Site: 'published' });
    expect(builds(first)).to.equal(1);
    expect(await page()).to.match(/^first one for https?:\/\/127\.0\.0\.1:\d+$/);
    expect((await cloud.deploy(app('one'))).writes).to.deep.equal([]);
  });

  it('publish again when a value they use changed, in the same run', async () => {
    const { result } = await cloud.deploy(app('two'));
    expect(outcomes(result)).to.deep.equal({ web: 'unchanged', core: 'updated', Site: 'published' });
    expect(await page()).to.match(/^first two for /);
  });

  it('do nothing when their stack was updated but none of their values changed', async () => {
    const { result } = await cloud.deploy(app('two', { web: { ...web, tags: { team: 'a' } }, core: core('two') }));
    expect(outcomes(result)).to.deep.equal({ web: 'updated', core: 'unchanged', Site: 'unchanged' });
  });

  it('publish changed files without touching a stack', async () => {
    await writeFile(join(root, 'web', 'page.txt'), 'second');
    const { result, writes } = await cloud.deploy(app('two', { web: { ...web, tags: { team: 'a' } }, core: core('two') }));
    expect(outcomes(result)).to.deep.equal({ web: 'unchanged', core: 'unchanged', Site: 'published' });
    expect(writes.some((call) => call.startsWith('cloudformation:'))).to.equal(false);
    expect(await page()).to.match(/^second two for /);
  });

  it('are told as the failure they are when the build fails, and the stacks stay deployed', async () => {
    const broken = { ...siteStep, build: { command: 'echo it broke >&2; exit 3', output: 'dist' } };
    const { result } = await cloud.deploy({ ...app('three'), publish: [broken] });
    expect(outcomes(result)).to.deep.include({ core: 'updated', Site: 'failed' });
    expect(result.exitStatus).to.equal(1);
    expect(outcomes((await cloud.deploy(app('three'))).result)).to.include({ core: 'unchanged', Site: 'published' });
  });

  it('empty their bucket when their construct leaves a stack that stays, with the user’s word for the address', async () => {
    const less = {
      web: { resources: { StayRole: role('stays') } },
      core: { resources: core('x').resources, parameters: { Origin: { from: 'literal' as const, value: 'x' } } },
    };
    const gone = assemblyOf({ root, stacks: less });
    const refused = await cloud.deploy(gone);
    expect(refused.result.nodes[0]).to.have.nested.property('failure.logicalId', 'SiteDistribution');
    const { result } = await cloud.deploy(gone, { allowDataLoss: ['Site'] });
    expect(result.exitStatus).to.equal(0);
    const left = (await cloud.endpoint.requests()).filter(({ operation }) => operation === 'DeleteBucket' || operation === 'DeleteObjects');
    expect(left.length).to.be.greaterThan(0);
    expect(outcomes((await cloud.deploy(app('four'))).result)).to.include({ Site: 'published' });
  });

  it('empty their bucket when their stack is removed', async () => {
    const { result } = await cloud.remove(app('four'));
    expect(outcomes(result)).to.deep.equal({ core: 'removed', web: 'removed' });
    expect(result.retained).to.deep.equal([]);
  });
});
