/** `proj validate --fix`: each `cases/NAME.before.yml` becomes its `.after.yml`, byte for byte. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fixApp } from '../../src/app/check.ts';
import type { Context } from '../../src/core/context.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { ProjError } from '../../src/core/errors.ts';
import type { ProgressEvent } from '../../src/core/event.ts';
import type { TextChange } from '../../src/core/fix.ts';

const cases = join(import.meta.dirname, 'cases');
const update = process.env.UPDATE_GOLDEN === '1' && !process.env.CI;
const names = readdirSync(cases).flatMap((file) => (file.endsWith('.before.yml') ? [file.slice(0, -'.before.yml'.length)] : []));

describe('validate --fix', () => {
  let root: string;
  let events: ProgressEvent[];
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-fix-')));
    events = [];
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const read = (name = 'app.yml') => readFileSync(join(root, name), 'utf8');
  const write = (text: string, name = 'app.yml') => writeFileSync(join(root, name), text);

  function fix(options: { readonly file?: string } = {}): Promise<readonly TextChange[]> {
    const context: Context = {
      diagnostics: new Diagnostics(),
      emit: (event) => events.push(event),
      confirm: async () => false,
      clock: { now: () => 0, sleep: async () => {} },
      environment: { RUNTIME: 'nodejs16.x' },
      workingDirectory: root,
      interrupted: new AbortController().signal,
      ci: false,
    };
    return fixApp({ params: {}, local: false, stacks: [], ...options }, context);
  }

  for (const name of names) {
    it(`${name}: changes what has one right answer, and nothing else`, async () => {
      write(readFileSync(join(cases, `${name}.before.yml`), 'utf8'));
      const changes = await fix();
      const after = join(cases, `${name}.after.yml`);
      if (update) writeFileSync(after, read());
      expect(read()).to.equal(readFileSync(after, 'utf8'));
      expect(events.filter(({ type }) => type === 'text.fixed')).to.have.length(changes.length);
      expect(await fix(), 'a second run').to.deep.equal([]);
      expect(readdirSync(root)).to.deep.equal(['app.yml']);
    });
  }

  const app = (handler: string) =>
    `app: notes\nregion: us-east-1\nstacks:\n  core:\n    constructs:\n      Hello: { type: Function, ${handler}: src/hello.main }\n`;

  it('tells the code, the place before the change, and both texts', async () => {
    write(app('handlr'));
    expect(await fix()).to.deep.equal([{ code: 'E2001', file: 'app.yml', line: 6, column: 32, from: 'handlr', to: 'handler' }]);
  });

  it('keeps a link a link, and the permissions of the file', async () => {
    write(app('handlr'), 'real.yml');
    chmodSync(join(root, 'real.yml'), 0o640);
    symlinkSync('real.yml', join(root, 'app.yml'));
    await fix();
    expect(read('real.yml')).to.equal(app('handler'));
    expect(statSync(join(root, 'real.yml')).mode & 0o777).to.equal(0o640);
    expect(readdirSync(root).sort()).to.deep.equal(['app.yml', 'real.yml']);
  });

  it('changes the key `proj` of package.json in the quotes of JSON', async () => {
    const text = (key: string) =>
      `{\n  "name": "notes",\n  "proj": {\n    "app": "notes", "${key}": "us-east-1",\n    "stacks": { "core": { "constructs": { "Hello": { "type": "Function", "handler": "src/hello.main" } } } }\n  }\n}\n`;
    write(text('regoin'), 'package.json');
    await fix();
    expect(read('package.json')).to.equal(text('region'));
  });

  it('changes included files too, all at once', async () => {
    write(`${app('handlr')}include: [more.yml]\n`);
    write(`# more\nstacks:\n  more:\n    constructs:\n      Bye: { type: Functoin, handler: src/bye.main }\n`, 'more.yml');
    expect((await fix()).map(({ file, to }) => `${file} ${to}`)).to.deep.equal(['app.yml handler', 'more.yml Function']);
    expect(read('more.yml')).to.equal(`# more\nstacks:\n  more:\n    constructs:\n      Bye: { type: Function, handler: src/bye.main }\n`);
  });

  it('changes house rules of the project, but no file of a package', async () => {
    const rules = 'defaults: { function: { memroy: 512 } }\n';
    mkdirSync(join(root, 'node_modules/@acme/rules'), { recursive: true });
    write("extends: '@acme/rules'\ndefaults: { function: { timout: 20 } }\n", 'house.yml');
    write(rules, 'node_modules/@acme/rules/app.yml');
    write(`${app('handler')}extends: ./house.yml\n`);
    expect((await fix()).map(({ file }) => file)).to.deep.equal(['house.yml']);
    expect(read('node_modules/@acme/rules/app.yml')).to.equal(rules);
  });

  it('leaves alone what a value came from: a file of values, a parameter, the environment', async () => {
    write(app('handler').replace('src/hello.main', "src/hello.main, memory: '${file:size.yml#/size}', runtime: '${env:RUNTIME}'"));
    write('size: 512 MBs\n', 'size.yml');
    expect(await fix()).to.deep.equal([]);
  });

  it('says that a file can not be written', async function () {
    if (process.getuid?.() === 0) this.skip();
    write(app('handlr'));
    chmodSync(root, 0o555);
    try {
      const problem = await fix().catch((error: unknown) => error);
      expect(problem).to.be.instanceOf(ProjError);
    } finally {
      chmodSync(root, 0o755);
    }
    expect(read()).to.equal(app('handlr'));
  });

  it('finds nothing to do without an app file that can be read', async () => {
    write('\u0000');
    expect(await fix()).to.deep.equal([]);
  });
});
