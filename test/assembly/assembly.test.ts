import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CfnTemplate, StackTemplate } from '../../src/core/stages.ts';
import { byPath, contentHash, zip } from '../../src/deploy/assembly/zip.ts';
import { make, nodeAsset, type Project, problems, project, unzip } from './project.ts';

const files = {
  'package.json': '{"type":"module"}',
  'src/list.ts': `import { all } from './lib/notes.js';\nexport const main = () => all('list');`,
  'src/lib/notes.ts': `export const all = (name: string) => name + '!';`,
};

function stack(template: CfnTemplate, more: Partial<StackTemplate> = {}): StackTemplate {
  return {
    id: 'core',
    name: 'dev-notes-core',
    region: 'us-east-1',
    template,
    parameters: {},
    dependsOn: [],
    tags: {},
    terminationProtection: false,
    origins: {},
    shown: {},
    path: ['stacks', 'core'],
    ...more,
  };
}

describe('an assembly', () => {
  let app: Project;
  afterEach(() => app.remove());

  it('has the same bytes in another directory, time zone, locale, and mask of modes', async () => {
    app = project({});
    const program = (root: string) => `
      import { make, nodeAsset } from ${JSON.stringify(new URL('./project.ts', import.meta.url))};
      process.umask(Number(process.env.MASK));
      await make(${JSON.stringify(root)}, ['src/lib/notes.all', 'src/list.main'].map((handler) => nodeAsset(handler)));`;
    const places = [
      { folder: 'a', TZ: 'Pacific/Auckland', LANG: 'C', MASK: '0' },
      { folder: 'deeper/b', TZ: 'America/Lima', LANG: 'tr_TR.UTF-8', MASK: '63' },
    ];
    const built = places.map(({ folder, ...env }) => {
      for (const [file, text] of Object.entries(files)) app.write(`${folder}/${file}`, text);
      const args = ['--import', 'tsx', '--input-type=module', '--eval', program(join(app.root, folder))];
      execFileSync(process.execPath, args, { env: { ...process.env, ...env } });
      const directory = join(app.root, folder, '.proj/build/dev');
      return readdirSync(directory).map((name) => [name, readFileSync(join(directory, name)).toString('base64')]);
    });
    expect(built[0]).to.have.length(3);
    expect(built[1]).to.deep.equal(built[0]);
  });

  it('puts the keys of assets into the templates, which are JSON with sorted keys and no white space', async () => {
    app = project(files);
    const asset = nodeAsset('src/list.main');
    const template = {
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: { asset: asset.id }, S3Bucket: { Ref: 'AssetBucket' } } } },
      },
      AWSTemplateFormatVersion: '2010-09-09',
    } as const;
    const { assembly } = await make(app.root, [asset], { expansion: { stacks: [stack(template)] } });
    const [found] = assembly.stacks;
    const key = assembly.assets[0]?.key;
    expect(key).to.match(/^notes\/dev\/[0-9a-f]{64}\.zip$/);
    expect(found?.body).to.equal(
      `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"Fn":{"Properties":{"Code":{"S3Bucket":{"Ref":"AssetBucket"},"S3Key":"${key}"}},"Type":"AWS::Lambda::Function"}}}`,
    );
    expect(found?.assets).to.deep.equal([asset.id]);
    expect(readFileSync(join(assembly.directory, 'core.template.json'), 'utf8')).to.equal(found?.body);
  });

  it('leaves alone what only looks like an asset, and keys that JavaScript treats apart', async () => {
    app = project(files);
    const text =
      '{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"X":{"Properties":{"__proto__":{"asset":"a picture"},"asset":"own"},"Type":"AWS::X::Y"}}}';
    const { assembly } = await make(app.root, [], { expansion: { stacks: [stack(JSON.parse(text))] } });
    expect(assembly.stacks[0]?.body).to.equal(text);
    expect(assembly.stacks[0]?.assets).to.deep.equal([]);
  });

  it('writes a manifest that names no path of the machine', async () => {
    app = project(files);
    const { assembly } = await make(app.root, [nodeAsset('src/list.main')], {
      expansion: { stacks: [stack({ AWSTemplateFormatVersion: '2010-09-09', Resources: {} })] },
    });
    const text = readFileSync(join(assembly.directory, 'assembly.json'), 'utf8');
    expect(text).not.to.include(app.root);
    const manifest = JSON.parse(text);
    expect(manifest.stacks[0]).to.include({
      id: 'core',
      name: 'dev-notes-core',
      file: 'core.template.json',
      hash: assembly.stacks[0]?.hash,
    });
    expect(manifest.assets[0].file).to.equal(assembly.assets[0]?.key.split('/')[2]);
  });

  it('takes a folder of code as it is, with modes of two kinds and without links out of the project', async () => {
    app = project({ 'app/code/bootstrap': '#!/bin/sh', 'app/code/lib/a.txt': 'a', 'away.txt': 'away' });
    const root = join(app.root, 'app');
    chmodSync(join(root, 'code/bootstrap'), 0o711);
    chmodSync(join(root, 'code/lib/a.txt'), 0o600);
    symlinkSync('lib/a.txt', join(root, 'code/b.txt'));
    const asset = { kind: 'code', id: 'x', source: 'code', path: ['code'] } as const;
    const { assembly } = await make(root, [asset]);
    expect(unzip(assembly.assets[0]?.file ?? '')).to.deep.equal([
      { path: 'b.txt', mode: 0o100644, text: 'a' },
      { path: 'bootstrap', mode: 0o100755, text: '#!/bin/sh' },
      { path: 'lib/a.txt', mode: 0o100644, text: 'a' },
    ]);
    symlinkSync('../../away.txt', join(root, 'code/leak.txt'));
    expect((await problems(root, [asset])).map(({ code, message }) => [code, message])).to.deep.equal([
      ['E4003', '`code/leak.txt` is a link to a place outside the project'],
    ]);
  });

  it('takes a zip as it is', async () => {
    const bytes = zip([{ path: 'bootstrap', executable: true, bytes: Buffer.from('x') }]);
    app = project({ 'out/fn.zip': bytes });
    const { assembly } = await make(app.root, [{ kind: 'code', id: 'x', source: 'out/fn.zip', path: [] }]);
    expect(readFileSync(assembly.assets[0]?.file ?? '').equals(bytes)).to.equal(true);
  });

  it('refuses code that is not there, empty, or neither folder nor zip', async () => {
    app = project({ 'text.txt': 'no zip' });
    mkdirSync(join(app.root, 'empty'));
    const found = await problems(
      app.root,
      ['none', 'empty', 'text.txt'].map((source) => ({ kind: 'code', id: source, source, path: [source] })),
    );
    expect(found.map(({ code }) => code)).to.deep.equal(['E4007', 'E4007', 'E4007']);
  });

  it('refuses more than Lambda takes, and names the biggest files', async () => {
    app = project({ 'code/small.txt': 'x', 'code/big.bin': '' });
    truncateSync(join(app.root, 'code/big.bin'), 251 * 1024 * 1024);
    const [found] = await problems(app.root, [{ kind: 'code', id: 'x', source: 'code', path: [] }]);
    expect(found?.code).to.equal('E4006');
    expect(found?.hint).to.equal('the biggest files are `big.bin` (251 MB), `small.txt` (0 MB)');
  });

  it('refuses two files at one place of a zip, and copies of what is not there', async () => {
    app = project(files);
    const copyFiles = [{ from: 'src/list.ts', to: 'index.mjs' }];
    const found = await problems(app.root, [
      nodeAsset('src/list.main', { copyFiles }),
      nodeAsset('src/list.main', { copyFiles: [{ from: 'none', to: 'none' }] }),
    ]);
    expect(found.map(({ code }) => code)).to.deep.equal(['E4011', 'E4008']);
    expect((await problems(app.root, [nodeAsset('src/list.main', { copyFiles })]))[0]?.code).to.equal('E4011');
  });
});

describe('zips', () => {
  it('are read by other programs: names, modes, time, content', function () {
    const app = project({});
    try {
      const entries = [
        { path: 'a/ünï.txt', executable: false, bytes: Buffer.from('text '.repeat(100)) },
        { path: 'run', executable: true, bytes: Buffer.from('x') },
        { path: 'empty', executable: false, bytes: Buffer.alloc(0) },
      ].sort(byPath);
      app.write('x.zip', zip(entries));
      const script = `import zipfile,json;z=zipfile.ZipFile(${JSON.stringify(join(app.root, 'x.zip'))});assert z.testzip() is None
print(json.dumps([[i.filename,oct(i.external_attr>>16),list(i.date_time),z.read(i).decode()] for i in z.infolist()]))`;
      let output: string;
      try {
        output = execFileSync('python3', ['-c', script], { encoding: 'utf8' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.skip();
        throw error;
      }
      const time = [1980, 1, 1, 0, 0, 0];
      expect(JSON.parse(output)).to.deep.equal([
        ['a/ünï.txt', '0o100644', time, 'text '.repeat(100)],
        ['empty', '0o100644', time, ''],
        ['run', '0o100755', time, 'x'],
      ]);
    } finally {
      app.remove();
    }
  });

  it('have a key of paths, modes and contents, in which no field runs into the next', () => {
    const entry = (path: string, text: string, executable = false) => ({ path, executable, bytes: Buffer.from(text) });
    const keys = [
      [entry('a', 'b')],
      [entry('ab', '')],
      [entry('a', 'b', true)],
      [entry('a', ''), entry('b', '')],
      [entry('a', '1 b 644 0\n')],
      [entry('a', ''), entry('b', '1 b 644 0\n')],
    ].map(contentHash);
    expect(new Set(keys).size).to.equal(keys.length);
  });
});
