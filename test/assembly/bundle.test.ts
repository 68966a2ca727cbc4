import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { make, nodeAsset, type Project, problems, project, unpack, unzip } from './project.ts';

describe('bundles of Node.js functions', () => {
  let app: Project;
  afterEach(() => app.remove());

  /** What the handler returns when Node.js loads the zip's code as Lambda does: by name, `index`. */
  function call(zip: string, name = 'main', flags: readonly string[] = []): { result: unknown; error: string } {
    const task = join(app.root, 'task');
    unpack(zip, task);
    app.write(
      'call.mjs',
      `import { existsSync } from 'node:fs';
       const file = ['mjs', 'cjs'].map((end) => ${JSON.stringify(task)} + '/index.' + end).find((one) => existsSync(one));
       try { console.log(JSON.stringify({ result: await (await import(file))['${name}']({}), error: '' })); }
       catch (error) { console.log(JSON.stringify({ error: error.stack })); }`,
    );
    return JSON.parse(execFileSync(process.execPath, [...flags, join(app.root, 'call.mjs')], { encoding: 'utf8' }));
  }

  const extensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];
  for (const extension of extensions) {
    it(`takes a handler written in .${extension}`, async () => {
      const typed = /ts/.test(extension) ? ': string' : '';
      const text = extension.startsWith('c')
        ? `exports.main = async () => 'done';`
        : `export const main = async () => { const x${typed} = 'done'; return x; };`;
      app = project({ [`src/list.${extension}`]: text });
      const { assembly } = await make(app.root, [nodeAsset('src/list.main')]);
      expect(call(assembly.assets[0]?.file ?? '').result).to.equal('done');
    });
  }

  it('takes CommonJS source whose exports an ES module would hide', async () => {
    app = project({ 'src/old.js': `const { sep } = require('node:path');\nexports.main = async () => sep;` });
    const { assembly } = await make(app.root, [nodeAsset('src/old.main')]);
    expect(unzip(assembly.assets[0]?.file ?? '').map(({ path }) => path)).to.deep.equal(['index.cjs', 'index.cjs.map']);
    expect(call(assembly.assets[0]?.file ?? '').result).to.equal('/');
  });

  it('gives CommonJS packages inside an ES module their require, __dirname and __filename', async () => {
    app = project({
      'src/list.ts': `import dep from 'dep';\nexport const main = () => dep();`,
      'node_modules/dep/index.js': `const os = require('os'); module.exports = () => [typeof os.EOL, __dirname, __filename];`,
    });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main')]);
    const task = join(app.root, 'task');
    expect(call(assembly.assets[0]?.file ?? '').result).to.deep.equal(['string', task, join(task, 'index.mjs')]);
  });

  it('leaves a __dirname alone that the code declares itself', async () => {
    app = project({
      'src/list.ts': `import { dirname } from 'node:path';\nconst __dirname = dirname('/a/b');\nexport const main = () => __dirname;`,
    });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main', { minify: false })]);
    expect(call(assembly.assets[0]?.file ?? '').result).to.equal('/a');
  });

  it('adds nothing to code that needs nothing', async () => {
    app = project({ 'src/list.ts': 'export const main = () => 1;' });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main', { sourcemap: false })]);
    expect(unzip(assembly.assets[0]?.file ?? '')).to.deep.equal([
      { path: 'index.mjs', mode: 0o100644, text: 'var n=()=>1;export{n as main};\n' },
    ]);
  });

  it('maps stack traces to the line of the source, also below an added line', async () => {
    app = project({
      'src/list.ts': `import dep from 'dep';\n\nexport const main = () => {\n  throw new Error(dep());\n};`,
      'node_modules/dep/index.js': `const os = require('os'); module.exports = () => 'wrong ' + typeof os.EOL;`,
    });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main')]);
    const { error } = call(assembly.assets[0]?.file ?? '', 'main', ['--enable-source-maps']);
    expect(error).to.include('wrong string');
    expect(error).to.include(`${join(app.root, 'task/src/list.ts')}:4:9`);
  });

  it('writes no path of the machine into code or map', async () => {
    app = project({
      'src/list.ts': `import { two } from './two.js';\nexport const main = () => two;`,
      'src/two.ts': 'export const two: number = 2;',
    });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main', { minify: false })]);
    const files = unzip(assembly.assets[0]?.file ?? '');
    for (const { text } of files) expect(text).not.to.include(app.root);
    expect(JSON.parse(files[1]?.text ?? '').sources).to.deep.equal(['src/two.ts', 'src/list.ts']);
  });

  it('makes one bundle of a file that two functions name', async () => {
    app = project({ 'src/notes.ts': 'export const list = () => 1;\nexport const create = () => 2;' });
    const { assembly } = await make(app.root, [nodeAsset('src/notes.list'), nodeAsset('src/notes.create')]);
    expect(assembly.assets[0]?.key).to.equal(assembly.assets[1]?.key);
    expect(call(assembly.assets[1]?.file ?? '', 'create').result).to.equal(2);
  });

  it('makes the same bundle alone as among others, whatever their formats', async () => {
    app = project({
      'src/a.ts': `import { b } from './b.ts';\nexport const main = () => b;`,
      'src/b.ts': `import { main as a } from './a.ts';\nimport old from './old.cjs';\nexport const b = 1;\nexport const main = () => [a(), old.main()];`,
      'src/old.cjs': 'exports.main = () => 3;',
    });
    const all = ['src/a.main', 'src/b.main', 'src/old.main'].map((handler) => nodeAsset(handler));
    const together = await make(app.root, [...all, nodeAsset('src/a.main', { format: 'cjs' })], { reuse: false });
    for (const [index, asset] of all.entries()) {
      const alone = await make(app.root, [asset], { reuse: false });
      expect(alone.assembly.assets[0]?.codeSha256).to.equal(together.assembly.assets[index]?.codeSha256);
    }
  });

  it('leaves externals out and sets definitions', async () => {
    app = project({
      'src/list.ts': `import { x } from 'left-out';\ndeclare const VERSION: string;\nexport const main = () => VERSION + typeof x;`,
    });
    const { assembly } = await make(app.root, [nodeAsset('src/list.main', { external: ['left-out'], define: { VERSION: '"1.2"' } })]);
    const [code] = unzip(assembly.assets[0]?.file ?? '');
    expect(code?.text).to.include('from"left-out"').and.include('"1.2"');
  });

  it('puts the files of the `file` loader and of copyFiles beside the code', async () => {
    app = project({
      'src/list.ts': `import page from './page.tpl';\nexport const main = () => page;`,
      'src/page.tpl': '<p>',
      'assets/deep/one.txt': 'one',
      'two.txt': 'two',
    });
    const copyFiles = [
      { from: 'assets', to: 'assets' },
      { from: 'two.txt', to: 'data/2.txt' },
    ];
    const { assembly } = await make(app.root, [nodeAsset('src/list.main', { sourcemap: false, loader: { '.tpl': 'file' }, copyFiles })]);
    const files = unzip(assembly.assets[0]?.file ?? '');
    expect(files.map(({ path }) => path.replace(/-\w{8}/, ''))).to.deep.equal([
      'assets/deep/one.txt',
      'data/2.txt',
      'index.mjs',
      'page.tpl',
    ]);
    expect(call(assembly.assets[0]?.file ?? '').result).to.equal(`./${files[3]?.path}`);
  });

  it('names a missing file at the handler and suggests the near one', async () => {
    app = project({ 'src/list.ts': 'export const main = () => 1;', 'lib/create.ts': 'export const main = () => 1;' });
    const [first, second] = await problems(app.root, [nodeAsset('src/lsit.main'), nodeAsset('src/create.main')]);
    expect(first).to.include({ code: 'E4001', hint: 'did you mean `src/list.main`?' });
    expect(first?.path).to.deep.equal(['stacks', 'core', 'constructs', 'src/lsit.main', 'handler']);
    expect(second).to.include({ code: 'E4001', hint: 'did you mean `lib/create.main`?' });
  });

  for (const format of ['esm', 'cjs'] as const) {
    it(`names a missing export at the handler and suggests the near one (${format})`, async () => {
      app = project({ 'src/list.ts': 'export const main = () => 1;\nexport const other = 2;' });
      const [found] = await problems(app.root, [nodeAsset('src/list.mian', { format })]);
      expect(found).to.include({ code: 'E4002', message: '`src/list.ts` does not export `mian`', hint: 'did you mean `main`?' });
    });
  }

  it('shows an error of the source at its file, line and column, with the function that needs it', async () => {
    app = project({
      'src/list.ts': `import './lib';\nexport const main = () => 1;`,
      'src/lib.ts': `const ä = '€'; export const x = ;`,
      'src/fine.ts': 'export const main = () => 1;',
    });
    const [found, ...more] = await problems(app.root, [nodeAsset('src/fine.main'), nodeAsset('src/list.main')]);
    expect(more).to.deep.equal([]);
    expect(found).to.deep.include({ code: 'E4004', message: 'Unexpected ";"', lineText: `const ä = '€'; export const x = ;` });
    expect(found?.span).to.deep.equal({ file: 'src/lib.ts', start: { line: 1, column: 33 }, end: { line: 1, column: 34 } });
    expect(found?.path).to.include('src/list.main');
  });

  it('says how to get a package that is not there', async () => {
    app = project({ 'src/list.ts': `import x from '@some/thing/deep';\nexport const main = () => x;` });
    const [found] = await problems(app.root, [nodeAsset('src/list.main')]);
    expect(found?.message).to.equal('Could not resolve "@some/thing/deep"');
    expect(found?.hint).to.equal('run `npm install @some/thing`, or name it in `bundle.external` if it is there at run time');
  });

  it('says what to do with a native package', async () => {
    app = project({ 'src/list.ts': `import x from './x.node';\nexport const main = () => x;`, 'src/x.node': 'ELF' });
    const [found] = await problems(app.root, [nodeAsset('src/list.main')]);
    expect(found?.hint).to.equal('a package with native parts can’t be bundled: name it in `bundle.install`');
  });

  it('reports all errors of all functions, by file and line', async () => {
    app = project({ 'src/b.ts': 'export const main = ;', 'src/a.ts': `import './1';\nimport './2';` });
    const found = await problems(app.root, [nodeAsset('src/b.main'), nodeAsset('src/none.main'), nodeAsset('src/a.main')]);
    expect(found.map(({ code, span }) => [code, span?.file, span?.start.line])).to.deep.equal([
      ['E4001', undefined, undefined],
      ['E4004', 'src/a.ts', 1],
      ['E4004', 'src/a.ts', 2],
      ['E4004', 'src/b.ts', 1],
    ]);
  });

  it('bundles more functions than one run takes, and tells an error of a shared file once', async () => {
    const numbers = Array.from({ length: 120 }, (_, number) => number);
    app = project(
      Object.fromEntries(numbers.map((n) => [`src/f${n}.ts`, `import { x } from './lib.ts';\nexport const main = () => x + ${n};`])),
    );
    app.write('src/lib.ts', 'export const x = 1000;');
    const all = numbers.map((n) => nodeAsset(`src/f${n}.main`));
    const { assembly } = await make(app.root, all);
    for (const n of [0, 49, 50, 119]) expect(call(assembly.assets[n]?.file ?? '').result).to.equal(1000 + n);
    app.write('src/lib.ts', 'export const x = ;');
    const found = await problems(app.root, all);
    expect(found.map(({ code, span }) => [code, span?.file])).to.deep.equal([['E4004', 'src/lib.ts']]);
  });

  it('passes on warnings without failing', async () => {
    app = project({ 'src/list.ts': `export const main = (x: unknown) => typeof x === 'text';` });
    const { diagnostics } = await make(app.root, [nodeAsset('src/list.main')]);
    expect(diagnostics.all.map(({ code, severity, span }) => [code, severity, span?.file])).to.deep.equal([
      ['E4005', 'warning', 'src/list.ts'],
    ]);
  });

  it('refuses handlers and copied files behind links out of the project', async () => {
    app = project({ 'app/src/list.ts': 'export const main = () => 1;', 'away/secret.ts': 'export const main = () => 2;' });
    const root = join(app.root, 'app');
    symlinkSync(join(app.root, 'away/secret.ts'), join(root, 'src/linked.ts'));
    symlinkSync(join(app.root, 'away'), join(root, 'folder'));
    mkdirSync(join(root, 'assets'));
    symlinkSync(join(app.root, 'away/secret.ts'), join(root, 'assets/copied.ts'));
    const found = await problems(root, [
      nodeAsset('src/linked.main'),
      nodeAsset('folder/secret.main'),
      nodeAsset('src/list.main', { copyFiles: [{ from: 'assets', to: 'assets' }] }),
    ]);
    expect(found.map(({ code }) => code)).to.deep.equal(['E4003', 'E4001', 'E4003']);
  });
});
