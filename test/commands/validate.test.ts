import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { checkApp } from '../../src/app/check.ts';
import type { Context } from '../../src/core/context.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';

const app = (handler: string, site: string) => `app: notes
region: us-east-1
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: ${handler} }
      Site: { type: StaticSite, ${site} }
`;

describe('proj validate', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'proj-validate-'));
    write('src/hello.ts', 'export const main = async () => ({});\n');
    write('web/index.html', '<p>hello</p>\n');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  async function problems(text: string): Promise<readonly string[]> {
    write('app.yml', text);
    const diagnostics = new Diagnostics();
    const context: Context = {
      diagnostics,
      emit: () => {},
      confirm: async () => false,
      clock: { now: () => 0, sleep: async () => {} },
      environment: {},
      workingDirectory: root,
      interrupted: new AbortController().signal,
      ci: false,
    };
    try {
      await checkApp({ params: {}, local: false, stacks: [] }, context);
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
    }
    return diagnostics.all.map(
      ({ code, severity, span, hint }) => `${severity} ${code} ${span?.start.line}:${span?.start.column} ${hint ?? ''}`,
    );
  }

  it('is content where every file is there', async () => {
    expect(await problems(app('src/hello.main', 'path: web'))).to.deep.equal([]);
  });

  it('says at its line that the file of a handler is missing, and what may be meant', async () => {
    expect(await problems(app('src/helo.main', 'path: web'))).to.deep.equal(['error E4001 6:41 did you mean `src/hello.main`?']);
  });

  it('only warns of a missing file that a hook may make before the build, and not of a missing export', async () => {
    const hooked = (handler: string) => `${app(handler, 'path: web')}hooks: { beforeBuild: npm run generate }\n`;
    expect((await problems(hooked('generated/client.main'))).join()).to.match(/^warning E4001 6:41 /);
    expect((await problems(hooked('src/hello.mian'))).join()).to.match(/^error E4002 6:41 /);
  });

  it('says at its line that the file has no such export, and what may be meant', async () => {
    expect(await problems(app('src/hello.mian', 'path: web'))).to.deep.equal(['error E4002 6:41 did you mean `main`?']);
    write('src/hello.ts', 'const main = async () => ({});\nexport const other = main;\n');
    expect(await problems(app('src/hello.main', 'path: web'))).to.deep.equal(['error E4002 6:41 it exports `other`']);
  });

  it('says nothing of exports that only a bundle can tell, or that a loader of the app makes', async () => {
    write('src/hello.ts', 'export * from "handlers";\n');
    expect(await problems(app('src/hello.main', 'path: web'))).to.deep.equal([]);
    write('src/hello.ts', 'data\n');
    expect(await problems(app('src/hello.main, bundle: { loader: { .ts: text } }', 'path: web'))).to.deep.equal([]);
  });

  it('does not wait for a pipe that has the name of a handler', async () => {
    execFileSync('mkfifo', [join(root, 'src/pipe.ts')]);
    symlinkSync('pipe.ts', join(root, 'src/link.ts'));
    for (const handler of ['src/pipe.main', 'src/link.main']) {
      expect((await problems(app(handler, 'path: web'))).join()).to.match(/^error E4001 6:41/);
    }
  });

  it('says it together with what is wrong in other constructs', async () => {
    const codes = (await problems(app('src/helo.main', 'path: web, spa: maybe'))).map((one) => one.split(' ')[1]);
    expect(codes).to.deep.equal(['E4001', 'E2003']);
  });

  it('says no more where the app itself is wrong: the rest may follow from that', async () => {
    const codes = (await problems(app('src/helo.main', 'path: web').replace('app: notes', 'ap: notes'))).map((one) => one.split(' ')[1]);
    expect(codes).to.deep.equal(['E2001']);
  });

  it('says at its line that the folder of a site is missing; only a warning where something else may still make it', async () => {
    expect(await problems(app('src/hello.main', 'path: webb, build: { command: make, output: out }'))).to.deep.equal([
      'error E4020 7:39 did you mean `web`?',
    ]);
    expect(await problems(app('src/hello.main', 'path: web/dist'))).to.deep.equal([
      'warning E4020 7:39 `path` is the folder of the site, relative to the file it stands in',
    ]);
  });
});
