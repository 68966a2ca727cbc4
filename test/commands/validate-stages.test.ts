import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'chai';

const main = join(resolve(import.meta.dirname, '../..'), 'dist/main.js');

const app = `app: notes
region: us-east-1
stages:
  prod:
    protect: true
    account: '123456789012'
  qa: {}
  pr-*: {}
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main }
`;

describe('proj validate of an app with stages', () => {
  let root: string;
  let running: ChildProcess | undefined;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-stages-')));
    mkdirSync(join(root, '.git'));
    write('app.yml', app);
    write('src/hello.ts', 'export const main = async () => ({});\n');
  });
  afterEach(() => {
    running?.kill('SIGKILL');
    running = undefined;
    rmSync(root, { recursive: true });
  });

  function write(name: string, text: string): void {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }

  const { PATH, HOME } = process.env;
  function validate(...words: readonly string[]) {
    return spawnSync(process.execPath, [main, 'validate', ...words], { cwd: root, encoding: 'utf8', env: { PATH, HOME } });
  }

  it('looks at every declared stage where none is named', () => {
    expect(validate().stdout).to.equal('notes on dev (and in prod, qa) is valid: 1 stack, 1 construct\n');
    expect(validate('--stage', 'qa').stdout).to.equal('notes on qa is valid: 1 stack, 1 construct\n');
    const [result] = validate('--json')
      .stdout.split('\n')
      .filter((line) => line.includes('"result"'));
    expect(JSON.parse(result ?? '').result.stages).to.deep.equal(['dev', 'prod', 'qa']);
  });

  it('finds the mistake that only another stage has, and names the stage', () => {
    write('app.yml', app.replace("    account: '123456789012'\n", ''));
    const { status, stderr } = validate();
    expect(status).to.equal(1);
    expect(stderr).to.include('error[E1207] the protected stage `prod` must name its account').and.to.include('note: in the stage `prod`');
    expect(validate('--stage', 'dev').status).to.equal(0);
  });

  it('tells a mistake of all stages once', () => {
    write('app.yml', app.replace('src/hello.main', 'src/helo.main'));
    const { stderr } = validate();
    expect(stderr.match(/error\[/g)).to.have.length(1);
    expect(stderr).not.to.include('in the stage');
  });

  it('tells a warning of all stages once, of no stage in particular', () => {
    write('app.yml', `${app}      Site: { type: StaticSite, path: web, environment: { LEVEL: info } }\n`);
    write('web/index.html', '<h1>Notes</h1>\n');
    const { stderr } = validate();
    expect(stderr.match(/warning\[E3045\]/g)).to.have.length(1);
    expect(stderr).not.to.include('in the stage');
  });

  it('only warns of a value that another stage lacks on this machine', () => {
    write('app.yml', app.replace('src/hello.main', "src/hello.main, environment: { LEVEL: '${env:LEVEL}' }"));
    write('.env.dev', 'LEVEL=info\n');
    write('.env.qa', 'LEVEL=info\n');
    const { status, stderr } = validate();
    expect(status).to.equal(0);
    expect(stderr).to.include('warning[E1102]').and.to.include('in the stage `prod`');
    expect(stderr).not.to.include('in the stage `qa`');
  });

  it('is an error where any stage makes it one', () => {
    write('app.yml', app.replace('src/hello.main', "src/hello.main, environment: { API_KEY: '${env:API_KEY}' }"));
    write('.env', 'API_KEY=sk_live_1234567890\n');
    const { status, stderr } = validate();
    expect(status).to.equal(1);
    expect(stderr.match(/\[E1107\]/g)).to.have.length(1);
    expect(stderr).to.include('error[E1107]').and.to.include('in the stage `prod`');
  });

  describe('--watch', () => {
    /** Reads stdout and stderr of a running `proj` until `text` is there. */
    function follow() {
      const child = spawn(process.execPath, [main, 'validate', '--watch'], { cwd: root, env: { PATH, HOME } });
      running = child;
      let said = '';
      let told = () => {};
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (bytes) => {
          said += bytes;
          told();
        });
      }
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      return {
        child,
        ended,
        async until(text: string): Promise<string> {
          while (!said.includes(text)) {
            await new Promise<void>((resolve) => {
              told = resolve;
            });
          }
          const upToNow = said;
          said = '';
          return upToNow;
        },
      };
    }

    it('validates again at each change, also of a file that was only looked for, and ends by Ctrl-C with 0', async () => {
      rmSync(join(root, 'src/hello.ts'));
      const { child, ended, until } = follow();
      expect(await until('watching for changes')).to.include('error[E4001]');
      write('src/hello.ts', 'export const main = async () => ({});\n');
      expect(await until('watching for changes'))
        .to.include('changed: src/hello.ts')
        .and.to.include('is valid');
      write('app.yml', app.replace('handler', 'handlr'));
      expect(await until('watching for changes'))
        .to.include('error[E2001]')
        .and.not.to.include('\u001b');
      child.kill('SIGINT');
      expect(await ended).to.equal(0);
    });

    it('refuses a log that would never end', () => {
      const { status, stdout } = validate('--watch', '--format', 'sarif');
      expect(status).to.equal(1);
      expect(stdout).to.include('`--watch` has no end');
    });
  });
});
