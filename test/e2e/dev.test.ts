import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { App } from './app.ts';

const appYml = `version: 1
app: loop
region: us-east-1
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main, url: true }
      Tick: { type: Cron, schedule: rate(1 day), job: src/tick.main }
`;

describe('proj dev', function () {
  this.timeout(60_000);
  let app: App;
  let dev: ChildProcess;
  let seen = '';

  /** Waits for text that `dev` prints after what was already waited for. */
  async function sees(pattern: RegExp): Promise<RegExpExecArray> {
    const until = Date.now() + 30_000;
    for (;;) {
      const found = pattern.exec(seen);
      if (found) {
        seen = seen.slice(found.index + found[0].length);
        return found;
      }
      if (Date.now() > until) throw new Error(`never saw ${pattern} in:\n${seen}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }

  before(() => {
    app = App.make({
      'app.yml': appYml,
      'src/hello.ts': "export const main = async () => { console.log('asked'); return 'one'; };\n",
      'src/tick.ts': "export const main = async () => { console.log('the schedule ran'); };\n",
    });
    const { PATH = '', HOME = '' } = process.env;
    dev = spawn(process.execPath, [resolve(join(import.meta.dirname, '../../dist/main.js')), 'dev'], {
      cwd: app.folder,
      env: { PATH, HOME },
    });
    for (const stream of [dev.stdout, dev.stderr]) stream?.on('data', (chunk) => (seen += chunk));
  });
  after(async () => {
    dev.kill('SIGKILL');
    await app.dispose();
  });

  it('deploys, runs the schedule, answers, shows what functions log, follows a change, survives a mistake, ends with Ctrl-C', async () => {
    const [, url = ''] = await sees(/Hello\.url +(\S+)/);
    await sees(/the schedule ran/);
    expect(await (await fetch(url)).text()).to.equal('one');
    await sees(/asked/);

    app.edit('src/hello.ts', "'one'", "'two'");
    await sees(/changed: src\/hello\.ts/);
    await sees(/watching for changes/);
    expect(await (await fetch(url)).text()).to.equal('two');

    app.edit('app.yml', 'handler:', 'handlr:');
    await sees(/did you mean `handler`/);
    expect(await (await fetch(url)).text()).to.equal('two');

    app.edit('app.yml', 'handlr:', 'handler:');
    await sees(/watching for changes/);

    const ended = new Promise((done) => dev.once('exit', done));
    dev.kill('SIGINT');
    expect(await ended).to.equal(0);
  });
});
