import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { AppOptions } from '../../src/app/options.ts';
import { readApp } from '../../src/app/read.ts';
import type { Context } from '../../src/core/context.ts';
import { Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import { inFolder } from '../loader/project.ts';

const app = `app: notes
stacks:
  core:
    constructs:
      Ping:
        type: Function
        handler: src/ping.main
        environment:
          MODE: "\${env:MODE, 'none'}"
          COMMIT: "\${git:sha, 'none'}"
          LIMIT: "\${file:limits.yml#/limit, 'none'}"
`;

/** What a run reads, whether it looked anew, and the problems that it told. */
async function read(folder: string, more: { environment?: Record<string, string>; ci?: boolean } & Partial<AppOptions> = {}) {
  const { environment = {}, ci = false, ...options } = more;
  const diagnostics = new Diagnostics();
  const phases: string[] = [];
  const context: Context = {
    diagnostics,
    emit: (event) => void (event.type === 'phase.started' && phases.push(event.phase)),
    confirm: async () => false,
    clock: { now: () => Date.now(), sleep: async () => {} },
    environment,
    workingDirectory: folder,
    interrupted: new AbortController().signal,
    ci,
  };
  const asked: AppOptions = { stage: 'dev', params: {}, local: false, stacks: [], ...options };
  const { config, expansion } = await readApp(asked, context, 'offline');
  const resource = expansion.stacks[0]?.template.Resources.PingFunction;
  return {
    anew: phases.includes('load'),
    app: JSON.parse(JSON.stringify({ config: { ...config, source: undefined, stacks: undefined, defaults: undefined }, expansion })),
    variables: (resource?.Properties?.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables,
    problems: diagnostics.all,
    diagnostics,
  };
}

describe('what a run read', () => {
  const inApp = (use: (folder: string) => Promise<void>, files: Record<string, string> = {}) => inFolder({ 'app.yml': app, ...files }, use);
  const write = (folder: string, file: string, text: string): undefined => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };

  it('serves the next one, and is the same', () =>
    inApp(async (folder) => {
      const first = await read(folder);
      const second = await read(folder);
      expect([first.anew, second.anew]).to.deep.equal([true, false]);
      expect(second.app).to.deep.equal(first.app);
    }));

  it('serves a run with other stacks named, and none with another stage, parameter or place', () =>
    inApp(
      async (folder) => {
        await read(folder);
        expect((await read(folder, { stacks: ['core'] })).anew).to.equal(false);
        expect((await read(folder, { stage: 'prod' })).anew).to.equal(true);
        expect((await read(folder, { local: true })).anew).to.equal(true);
        expect((await read(join(folder, 'src'))).anew).to.equal(true);
        expect((await read(join(folder, 'src'))).anew).to.equal(false);
      },
      { 'src/ping.ts': '', '.git/HEAD': '' },
    ));

  const changes: readonly [string, (folder: string) => { environment: Record<string, string> } | undefined, Record<string, unknown>][] = [
    ['the app file', (folder) => write(folder, 'app.yml', app.replace(`'none'`, `'some'`)), { MODE: 'some' }],
    ['a file it takes values from', (folder) => write(folder, 'limits.yml', 'limit: 6'), { LIMIT: '6' }],
    ['an environment file that was not there', (folder) => write(folder, '.env.dev', 'MODE=file'), { MODE: 'file' }],
    ['a variable of the environment', () => ({ environment: { MODE: 'set' } }), { MODE: 'set' }],
    ['the commit', (folder) => write(folder, '.git/refs/heads/main', `${'b'.repeat(40)}\n`), { COMMIT: 'b'.repeat(40) }],
  ];
  for (const [what, change, expected] of changes) {
    it(`does not serve after a change of ${what}`, () =>
      inApp(
        async (folder) => {
          await read(folder);
          const { anew, variables } = await read(folder, change(folder));
          expect(anew).to.equal(true);
          expect(variables).to.include(expected);
        },
        { 'limits.yml': 'limit: 5', '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${'a'.repeat(40)}\n` },
      ));
  }

  it('serves after a change of a variable that nobody asked for', () =>
    inApp(async (folder) => {
      await read(folder);
      expect((await read(folder, { environment: { OTHER: '1' } })).anew).to.equal(false);
    }));

  it('does not serve where an app file lies nearer', () =>
    inApp(
      async (folder) => {
        const inner = join(folder, 'inner');
        await read(inner);
        write(folder, 'inner/app.yml', app.replace('notes', 'nearer'));
        expect((await read(inner)).app.config.app).to.equal('nearer');
      },
      { 'inner/package.json': '{}', '.git/HEAD': '' },
    ));

  it('does not serve where a file now leads out of the project', () =>
    inApp(
      async (folder) => {
        await read(folder);
        await inFolder({ 'limits.yml': 'limit: 5' }, async (outside) => {
          rmSync(join(folder, 'limits.yml'));
          symlinkSync(join(outside, 'limits.yml'), join(folder, 'limits.yml'));
          expect(await read(folder).catch((error) => error)).to.be.instanceOf(DiagnosticsError);
        });
      },
      { 'limits.yml': 'limit: 5' },
    ));

  it('tells its warnings again, and the lines of what is found later', () =>
    inApp(
      async (folder) => {
        const [first, second] = [await read(folder), await read(folder)];
        expect(second.anew).to.equal(false);
        expect(first.problems).not.to.be.empty;
        expect(second.problems).to.deep.equal(first.problems);
        const handler = ['stacks', 'core', 'constructs', 'Ping', 'handler'];
        for (const part of ['key', 'value'] as const) {
          const line = first.diagnostics.source?.locate(handler, part);
          expect(line?.start.line).to.equal(7);
          expect(second.diagnostics.source?.locate(handler, part)).to.deep.equal(line);
        }
        expect(second.diagnostics.source?.text('app.yml')).to.equal(app);
      },
      { '.env': 'MODE=from-a-file' },
    ));

  it('is kept neither in CI nor for a protected stage', () =>
    inApp(async (folder) => {
      expect([(await read(folder, { ci: true })).anew, (await read(folder, { ci: true })).anew]).to.deep.equal([true, true]);
      const stage = `stages:\n  dev: { protect: true, region: us-east-1, account: '123456789012' }\n`;
      write(folder, 'app.yml', app + stage);
      expect([(await read(folder)).anew, (await read(folder)).anew]).to.deep.equal([true, true]);
    }));

  it('is made again where it is not whole', () =>
    inApp(async (folder) => {
      const first = await read(folder);
      const kept = join(folder, '.proj/cache/apps');
      const file = join(kept, readdirSync(kept)[0] as string);
      const text = readFileSync(file, 'utf8');
      for (const broken of ['', text.slice(0, text.length / 2), text.replace('PingFunction', 'PongFunction')]) {
        writeFileSync(file, broken);
        const again = await read(folder);
        expect(again.anew).to.equal(true);
        expect(again.app).to.deep.equal(first.app);
      }
    }));

  it('holds no value that no template holds', () =>
    inApp(async (folder) => {
      write(folder, 'app.yml', app.replace('type: Function', 'type: Function\n        when: { not: "${env:QUIET}" }'));
      await read(folder, { environment: { QUIET: 'hush-hush', OTHER: 'hush-hush' } });
      const kept = join(folder, '.proj/cache/apps');
      const text = readFileSync(join(kept, readdirSync(kept)[0] as string), 'utf8');
      expect(text).to.include('QUIET');
      expect(text).not.to.include('hush-hush');
    }));
});
