import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { make, nodeAsset, type Project, problems, project, unzip } from './project.ts';
import { type Registry, registry } from './registry.ts';

const clock = { now: () => Date.now() + 60_000, sleep: async () => {} };

describe('packages installed into the zip', () => {
  let app: Project;
  let npm: Registry;
  beforeEach(async () => {
    app = project({
      'src/list.ts': `import native from 'native';\nexport const main = () => native;`,
      'package.json': '{"dependencies":{"native":"^1.0.0"}}',
    });
    const platform = (cpu: string) => ({ name: `native-linux-${cpu}`, version: '1.0.0', os: ['linux'], cpu: [cpu] });
    const optionalDependencies = { 'native-linux-arm64': '1.0.0', 'native-linux-x64': '1.0.0' };
    npm = await registry(join(app.root, 'registry'), [
      platform('arm64'),
      platform('x64'),
      { name: 'native', version: '1.0.0', bin: { native: 'index.js' }, optionalDependencies },
      { name: 'native', version: '1.1.0', optionalDependencies },
    ]);
  });
  afterEach(async () => {
    await npm.stop();
    app.remove();
  });

  const asset = nodeAsset('src/list.main', { install: ['native'], sourcemap: false });
  const context = () => ({
    diagnostics: new Diagnostics(),
    clock,
    environment: { ...process.env, npm_config_registry: npm.url, npm_config_cache: join(app.root, 'npm-cache') },
  });
  const paths = (file: string | undefined) => unzip(file ?? '').map(({ path }) => path);

  it('are those of the lockfile, for the function’s platform, without npm’s own notes', async () => {
    const { locked } = npm;
    const packages = {
      '': { dependencies: { native: '^1.0.0' } },
      'node_modules/native': locked('native', '1.0.0'),
      'node_modules/native-linux-arm64': { ...locked('native-linux-arm64', '1.0.0'), optional: true },
      'node_modules/native-linux-x64': { ...locked('native-linux-x64', '1.0.0'), optional: true },
    };
    app.write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }));
    const { assembly } = await make(app.root, [asset], { context: context() });
    const files = unzip(assembly.assets[0]?.file ?? '');
    expect(files.map(({ path }) => path)).to.deep.equal([
      'index.mjs',
      'node_modules/native-linux-arm64/index.js',
      'node_modules/native-linux-arm64/package.json',
      'node_modules/native/index.js',
      'node_modules/native/package.json',
    ]);
    expect(files[3]?.text).to.include('native 1.0.0');
    const intel = await make(app.root, [{ ...asset, architecture: 'x86_64' } as typeof asset], { context: context() });
    expect(paths(intel.assembly.assets[0]?.file)).to.include('node_modules/native-linux-x64/index.js');
  });

  it('are of the version that the project itself has, where no lockfile of npm tells', async () => {
    app.write('node_modules/native/package.json', '{"version":"1.0.0"}');
    const { assembly } = await make(app.root, [asset], { context: context() });
    expect(unzip(assembly.assets[0]?.file ?? '').find(({ path }) => path === 'node_modules/native/index.js')?.text).to.include(
      'native 1.0.0',
    );
  });

  it('are not installed again for a new bundle, unless what was installed is damaged', async () => {
    const first = await make(app.root, [asset], { context: context() });
    const asked = npm.requests.length;
    app.write('src/list.ts', `import native from 'native';\nexport const main = () => [native];`);
    const second = await make(app.root, [asset], { context: context() });
    expect(npm.requests.length).to.equal(asked);
    expect(paths(second.assembly.assets[0]?.file)).to.deep.equal(paths(first.assembly.assets[0]?.file));

    const cache = join(app.root, '.proj/cache/installed');
    const folder = readdirSync(cache).find((name) => existsSync(join(cache, name, 'node_modules'))) as string;
    writeFileSync(join(cache, folder, 'node_modules/native/index.js'), 'damaged');
    rmSync(join(app.root, 'npm-cache'), { recursive: true });
    const third = await make(app.root, [asset], { context: context(), reuse: false });
    expect(third.assembly.assets).to.deep.equal(second.assembly.assets);
    expect(npm.requests.length).to.be.greaterThan(asked);
  });

  it('must be asked for by a package.json of the project', async () => {
    app.write('package.json', '{}');
    const [found] = await problems(app.root, [asset]);
    expect(found).to.include({ code: 'E4009', hint: 'run `npm install native` in the project' });
  });

  it('that npm cannot get are a problem of the function, with npm’s own words', async () => {
    app.write('package.json', '{"dependencies":{"native":"7.0.0"}}');
    const own = context();
    await make(app.root, [asset], { context: own }).catch(() => {});
    expect(own.diagnostics.all.map(({ code }) => code)).to.deep.equal(['E4010']);
    expect(own.diagnostics.all[0]?.hint).to.include('native@7.0.0');
    expect(readdirSync(join(app.root, '.proj/cache/installed'))).to.deep.equal([]);
  });
});
