import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { make, nodeAsset, type Project, project, unzip } from './project.ts';

const assets = ['src/list.main', 'src/create.main', 'src/digest.main'].map((handler) => nodeAsset(handler));

const notes = {
  'package.json': '{"type":"module","version":"1.0.0"}',
  'package-lock.json': '{"lockfileVersion":3}',
  'src/list.ts': `import { all } from './lib/notes.js';\nexport const main = () => all('list');`,
  'src/create.ts': `import { all } from './lib/notes.js';\nimport dep from 'dep';\nexport const main = () => all(dep);`,
  'src/digest.ts': `import { twice } from './twice';\nexport const main = () => twice;`,
  'src/lib/notes.ts': `export const all = (name: string) => name + '!';`,
  'src/twice/index.ts': 'export const twice = 2;',
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"main.js"}',
  'node_modules/dep/main.js': `module.exports = 'dep';`,
};

describe('the cache of bundles', () => {
  let app: Project;
  beforeEach(() => {
    app = project(notes);
  });
  afterEach(() => app.remove());

  /** Which functions a run bundled: those whose zip in the cache is of this run. */
  async function bundled(more: Parameters<typeof make>[2] = {}): Promise<string[]> {
    // Every zip gets a mark that bundling anew wipes out: it replaces the file.
    const build = join(app.root, '.proj/build/dev');
    const long = new Date('2020-01-01');
    for (const name of existsSync(build) ? readdirSync(build) : []) utimesSync(join(build, name), long, long);
    const { assembly } = await make(app.root, assets, more);
    return assembly.assets
      .filter(({ file }) => statSync(file).mtime.getTime() !== long.getTime())
      .map(({ id }) => JSON.parse(id)[0].slice(4, -5));
  }

  it('keeps how the sources looked', async () => {
    await make(app.root, assets);
    const index = join(app.root, '.proj/cache/bundles.json');
    const [, body = ''] = readFileSync(index, 'utf8').split('\n');
    expect(Object.keys(JSON.parse(body).looks)).to.include.members(['src/list.ts', 'node_modules/dep/main.js']);
  });

  it('bundles nothing where nothing changed, and gives the same assembly', async () => {
    const first = await make(app.root, assets);
    expect(await bundled()).to.deep.equal([]);
    const second = await make(app.root, assets);
    expect(second.assembly).to.deep.equal(first.assembly);
  });

  const changes: [string, () => void, string[]][] = [
    ['a handler', () => app.write('src/list.ts', 'export const main = () => 1;'), ['list']],
    [
      'a file that two of them import',
      () => app.write('src/lib/notes.ts', 'export const all = (name: string) => name;'),
      ['list', 'create'],
    ],
    ['a package', () => app.write('node_modules/dep/main.js', `module.exports = 'new';`), ['create']],
    ["a package's package.json", () => app.write('node_modules/dep/package.json', '{"main":"main.js","sideEffects":false}'), ['create']],
    ['a file that now comes first', () => app.write('src/lib/notes.js', `export const all = () => 'js';`), ['list', 'create']],
    ['a file beside a folder of that name', () => app.write('src/twice.ts', 'export const twice = 3;'), ['digest']],
    [
      'a package nearer to the handlers',
      () => app.write('src/node_modules/dep/index.js', 'export default 1;'),
      ['list', 'create', 'digest'],
    ],
    ['the project’s package.json', () => app.write('package.json', '{"type":"module","version":"1.0.1"}'), ['list', 'create', 'digest']],
    ['the lockfile', () => app.write('package-lock.json', '{"lockfileVersion":2}'), ['list', 'create', 'digest']],
    ['a tsconfig.json on the way', () => app.write('src/lib/tsconfig.json', '{}'), ['list', 'create']],
    ['nothing that matters', () => app.write('src/other.ts', 'export {};'), []],
    ['a file of a site', () => app.write('web/index.html', ''), []],
    ['the time of a file', () => utimesSync(join(app.root, 'src/list.ts'), new Date(), new Date()), []],
  ];
  for (const [what, change, expected] of changes) {
    it(`after a change of ${what} bundles ${expected.join(', ') || 'nothing'}`, async () => {
      await make(app.root, assets);
      change();
      expect(await bundled()).to.deep.equal(expected);
      const fresh = await make(app.root, assets, { reuse: false });
      const { assembly } = await make(app.root, assets);
      expect(assembly).to.deep.equal(fresh.assembly);
      expect(await bundled()).to.deep.equal([]);
    });
  }

  it('sees a file of the same size whose time was set back', async () => {
    const file = join(app.root, 'src/list.ts');
    const long = new Date('2020-01-01');
    utimesSync(file, long, long);
    await make(app.root, assets);
    app.write('src/list.ts', readFileSync(file, 'utf8').replace(`'list'`, `'tsil'`));
    utimesSync(file, long, long);
    expect(await bundled()).to.deep.equal(['list']);
  });

  it('sees what a tsconfig.json extends, and the folders its paths look in', async () => {
    app.write(
      'tsconfig.json',
      '{ /* house */ "extends": ["./base"], "compilerOptions": { "paths": { "#/*": ["./first/*", "./second/*"] }, } }',
    );
    app.write('base.json', '{ "compilerOptions": { "useDefineForClassFields": true } }');
    app.write('src/list.ts', `import { x } from '#/deep/x';\nexport const main = () => x;`);
    app.write('first/deep/y.ts', 'export const y = 1;');
    app.write('second/deep/x.ts', 'export const x = "second";');
    await make(app.root, assets);
    expect(await bundled()).to.deep.equal([]);
    app.write('base.json', '{ "compilerOptions": { "useDefineForClassFields": false } }');
    expect(await bundled()).to.deep.equal(['list', 'create', 'digest']);
    app.write('first/deep/x.ts', 'export const x = "first";');
    const { assembly } = await make(app.root, assets);
    expect(unzip(assembly.assets[0]?.file ?? '')[0]?.text).to.include('first');
  });

  it('sees a link that leads elsewhere', async () => {
    app.write('packages/one/index.js', `export default 'one';`);
    app.write('packages/two/index.js', `export default 'two';`);
    rmSync(join(app.root, 'node_modules/dep'), { recursive: true });
    symlinkSync('../packages/one', join(app.root, 'node_modules/dep'));
    await make(app.root, assets);
    rmSync(join(app.root, 'node_modules/dep'));
    symlinkSync('../packages/two', join(app.root, 'node_modules/dep'));
    const { assembly } = await make(app.root, assets);
    expect(unzip(assembly.assets[1]?.file ?? '')[0]?.text).to.include('two');
  });

  it('sees the content of copied files', async () => {
    app.write('assets/deep/page.html', '1');
    const copying = [nodeAsset('src/list.main', { copyFiles: [{ from: 'assets', to: 'assets' }] })];
    const first = await make(app.root, copying);
    app.write('assets/deep/page.html', '2');
    const second = await make(app.root, copying);
    expect(second.assembly.assets[0]?.key).not.to.equal(first.assembly.assets[0]?.key);
  });

  it('keeps bundles of other options and stages', async () => {
    await make(app.root, assets);
    await make(app.root, [nodeAsset('src/list.main', { minify: false })]);
    expect(await bundled()).to.deep.equal([]);
    const { assembly } = await make(app.root, assets, { directory: join(app.root, '.proj/build/prod'), expansion: { stage: 'prod' } });
    expect(assembly.assets[0]?.key).to.match(/^notes\/prod\//);
    expect(statSync(assembly.assets[0]?.file ?? '').nlink).to.equal(3);
  });

  it('tells warnings and missing exports again', async () => {
    app.write('src/list.ts', `export const main = (x: unknown) => typeof x === 'text';`);
    const first = await make(app.root, assets);
    const second = await make(app.root, assets);
    expect(second.diagnostics.all).to.deep.equal(first.diagnostics.all).and.have.length(1);
    const failed = await make(app.root, [nodeAsset('src/digest.man')]).catch((error: Error) => error.message);
    expect(failed).to.include('E4002');
  });

  it('is not used where everything is to be made again', async () => {
    await make(app.root, assets);
    expect(await bundled({ reuse: false })).to.deep.equal(['list', 'create', 'digest']);
  });

  const damages: [string, (file: string) => void][] = [
    ['cut off', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['empty', (file) => truncateSync(file, 0)],
    ['gone', (file) => rmSync(file)],
    [
      'a folder',
      (file) => {
        rmSync(file);
        cpSync(join(app.root, 'src'), file, { recursive: true });
      },
    ],
    [
      'changed in one place',
      (file) => {
        const bytes = readFileSync(file);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
  ];
  for (const [how, damage] of damages) {
    it(`makes good what is ${how}`, async () => {
      const { assembly } = await make(app.root, assets);
      const zip = assembly.assets[0]?.file ?? '';
      const contents = readFileSync(zip);
      const name = zip.slice(zip.lastIndexOf('/') + 1);
      const places = [
        [`.proj/cache/bundles.json`],
        [`.proj/cache/zips/${name}`],
        [`.proj/build/dev/${name}`],
        [`.proj/cache/zips/${name}`, `.proj/build/dev/${name}`],
      ];
      for (const place of places) {
        // One file under two names: each gets its own, so that one can be damaged alone.
        for (const file of place.map((one) => join(app.root, one))) {
          cpSync(file, `${file}.own`);
          renameSync(`${file}.own`, file);
          damage(file);
        }
        expect((await make(app.root, assets)).assembly).to.deep.equal(assembly);
        expect(readFileSync(zip).equals(contents), place.join()).to.equal(true);
        expect((await make(app.root, assets)).assembly).to.deep.equal(assembly);
      }
    });
  }

  it('does not believe an index that says something else than was written', async () => {
    const { assembly } = await make(app.root, assets);
    const file = join(app.root, '.proj/cache/bundles.json');
    const [list, create] = assembly.assets.map(({ key }) => key.slice('notes/dev/'.length, -'.zip'.length)) as [string, string];
    const sizes = assembly.assets.map(({ size, codeSha256 }) => `"size":${size},"codeSha256":"${codeSha256}"`) as [string, string];
    const text = readFileSync(file, 'utf8')
      .replace(list, 'swapped')
      .replace(sizes[0], 'sizes')
      .replace(create, list)
      .replace(sizes[1], sizes[0]);
    writeFileSync(file, text.replace('swapped', create).replace('sizes', sizes[1]));
    expect((await make(app.root, assets)).assembly).to.deep.equal(assembly);
  });

  it('does without a place to write to', async () => {
    app.write('.proj/cache', 'a file in its place');
    const { assembly } = await make(app.root, assets);
    expect(unzip(assembly.assets[0]?.file ?? '')).to.have.length(2);
  });

  it('does not keep a bundle whose source changed while it was made', async () => {
    const clock = { now: Date.now, sleep: async () => {} };
    const { diagnostics } = await make(app.root, []);
    app.write('src/list.ts', 'export const main = () => 5;');
    await make(app.root, assets, { context: { diagnostics, clock, environment: {} } });
    expect(await bundled()).to.include('list');
  });

  it('serves runs at the same time', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => make(app.root, assets)));
    for (const { assembly } of runs) expect(assembly).to.deep.equal(runs[0]?.assembly);
    expect(readdirSync(join(app.root, '.proj/build/dev')).filter((name) => name.endsWith('.tmp'))).to.deep.equal([]);
    expect(await bundled()).to.deep.equal([]);
  });

  it('removes zips that no assembly uses any more, but not those of the one before', async () => {
    const { assembly } = await make(app.root, assets);
    const old = assembly.assets[0]?.file ?? '';
    const later = { context: { ...context(), clock: { now: () => Date.now() + 3 * 60 * 60 * 1000, sleep: async () => {} } } };
    app.write('src/list.ts', 'export const main = () => 1;');
    await make(app.root, assets, later);
    expect(existsSync(old)).to.equal(true);
    await make(app.root, assets, later);
    expect(existsSync(old)).to.equal(false);
    expect(readdirSync(join(app.root, '.proj/cache/zips'))).to.have.length(3);
  });
});

function context() {
  return { diagnostics: new Diagnostics(), environment: {} };
}
