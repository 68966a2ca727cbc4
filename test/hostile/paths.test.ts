/** Ways out of the project, in every place that takes a path: refused, and not a byte of what lies outside is told or kept. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { ping } from '../loader/project.ts';
import { lookAt } from './looked-at.ts';

const TRAP = 'c4ught-1n-the-tr4p';
const main = resolve(import.meta.dirname, '../../dist/main.js');

/** Each gives an app in which a path stands. */
const places: Readonly<Record<string, (path: string) => string>> = {
  include: (path) => ping('', `include: ['${path}']\n`),
  'include with a pattern': (path) => ping('', `include: ['${path}*']\n`),
  extends: (path) => ping('', `extends: '${path}'\n`),
  '${file:}': (path) => ping(`description: '\${file:${path}}'\n`),
  '${file:} of a place in it': (path) => ping(`description: '\${file:${path}#/trap}'\n`),
  '${file:} from a parameter': (path) => ping('description: "${file:${param:p}}"\n', `params: { p: '${path}' }\n`),
  handler: (path) => ping().replace('src/ping.main', `'${path.replace(/(\.yml)?$/, '.main')}'`),
  copyFiles: (path) => ping(`bundle: { copyFiles: [{ from: '${path}', to: x }] }\n`),
  'path of a site': (path) => `app: a\nstacks: { s: { constructs: { W: { type: StaticSite, path: '${path}' } } } }\n`,
  'output of a build': (path) =>
    `app: a\nstacks: { s: { constructs: { W: { type: StaticSite, path: src, build: { command: 'true', output: '${path}' } } } } }\n`,
  constructTypes: (path) => ping('', `constructTypes: { Own: '${path}' }\n`),
};

const waysOut = [
  ...['../trap.yml', './../trap.yml', 'src/../../trap.yml', '/../trap.yml', '//../trap.yml', '..\\trap.yml', 'src\\..\\..\\trap.yml'],
  ...['linked.yml', './linked.yml', 'folder/trap.yml', './folder/trap.yml', 'folder/../linked.yml'],
];
/** Below the project they are not there; outside of it they are. */
const elsewhere = ['/etc/passwd', '/proc/self/environ', '/dev/zero', 'C:\\Windows\\win.ini', 'file:///etc/passwd'];
const strange = ['loop', 'pipe', 'src', '.', 'a\u0000b', 'LINKED.YML', '%2e%2e/trap.yml', '~/trap.yml', '$HOME/trap.yml'];

describe('ways out of the project', function () {
  this.timeout(300_000);
  let parent: string;
  let folder: string;

  before(() => {
    parent = realpathSync(mkdtempSync(join(tmpdir(), 'proj-hostile-')));
    folder = join(parent, 'project');
    mkdirSync(join(folder, 'src'), { recursive: true });
    mkdirSync(join(parent, 'outside'));
    for (const name of ['trap.yml', 'outside/trap.yml', 'trap.ts', 'outside/index.html']) {
      writeFileSync(join(parent, name), `trap: ${TRAP}\n${TRAP}: [\n`);
    }
    writeFileSync(join(folder, 'src/ping.ts'), 'export const main = async () => ({});\n');
    symlinkSync(join(parent, 'trap.yml'), join(folder, 'linked.yml'));
    symlinkSync(join(parent, 'trap.ts'), join(folder, 'linked.ts'));
    symlinkSync(join(parent, 'outside'), join(folder, 'folder'));
    symlinkSync('loop', join(folder, 'loop'));
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).to.equal(0);
  });
  after(() => rmSync(parent, { recursive: true }));

  const write = (app: string) => writeFileSync(join(folder, 'app.yml'), app);

  function proj(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    return spawnSync(process.execPath, [main, ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: parent, AWS_REGION: 'us-east-1', ...environment },
      timeout: 120_000,
    });
  }

  for (const [place, app] of Object.entries(places)) {
    // A folder that a build makes is not there yet: what it is, is looked at when it is published.
    for (const path of place === 'output of a build' ? waysOut.filter((one) => one.includes('../')) : waysOut) {
      it(`${place}: \`${path}\` is refused`, async () => {
        write(app(path));
        const { codes, text } = await lookAt(folder);
        expect(text).not.to.include(TRAP);
        expect(text).to.include('error[E');
        expect(
          codes.filter((code) => !['E1019', 'E1021', 'E1027', 'E2005', 'E2019', 'E2302', 'E2303', 'E4001', 'E4003'].includes(code)),
        ).to.deep.equal([]);
      });
    }

    it(`${place}: what is elsewhere, or no file, is not read`, async () => {
      for (const path of [...elsewhere, ...strange]) {
        write(app(path));
        const { text, milliseconds } = await lookAt(folder);
        expect(text).not.to.match(new RegExp(`${TRAP}|root:x:0`));
        expect(milliseconds, path).to.be.below(5000);
      }
    });
  }

  it('a package is one that is installed: a link to any other folder is none', async () => {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(join(parent, 'outside'), join(folder, 'node_modules/rules'));
    for (const name of ['rules', 'rules/trap.yml', 'rules/../../trap.yml', '@a/../../trap.yml']) {
      write(ping('', `extends: '${name}'\n`));
      const { codes, text } = await lookAt(folder);
      expect(codes, name).to.have.length(1);
      expect(text).not.to.include(TRAP);
    }
  });

  it('an app file, a `.env` file or a stage that is a link to outside is not read', async () => {
    write(ping("description: '${env:A}'\n"));
    symlinkSync(join(parent, 'trap.yml'), join(folder, '.env'));
    try {
      const { codes, text } = await lookAt(folder);
      expect(codes).to.include('E1019');
      expect(text).not.to.include(TRAP);
    } finally {
      rmSync(join(folder, '.env'));
    }
    rmSync(join(folder, 'app.yml'));
    symlinkSync(join(parent, 'trap.yml'), join(folder, 'app.yml'));
    try {
      const { codes, text } = await lookAt(folder);
      expect(codes).to.deep.equal(['E1019']);
      expect(text).not.to.include(TRAP);
    } finally {
      rmSync(join(folder, 'app.yml'));
    }
  });

  it('an app file that is a pipe, a folder or a loop is none, and nobody waits for it', () => {
    for (const make of [
      (file: string) => spawnSync('mkfifo', [file]),
      (file: string) => mkdirSync(file),
      (file: string) => symlinkSync('app.yml', file),
    ]) {
      const file = join(folder, 'app.yml');
      make(file);
      try {
        const { status, stderr } = proj(['validate']);
        expect(stderr).to.include('error[E1001]');
        expect(status).to.equal(1);
        expect(proj(['validate', '--config', 'app.yml']).stderr).to.include('error[E1002]');
      } finally {
        rmSync(file, { recursive: true });
      }
    }
  });

  it('`--config` names a file, and `--outputs` one that can be written', () => {
    write(ping());
    for (const file of ['pipe', 'loop', 'src', '/dev/null', 'a\nb']) {
      const { status, stderr } = proj(['validate', '--config', file]);
      expect(stderr, file).to.match(/^error\[E1002\]/);
      expect(status).to.equal(1);
    }
    const { status, stderr } = proj(['deploy', '--local', '--stage', 'dev', '--outputs', 'none/such/outputs.json']);
    expect(stderr).to.include("--outputs none/such/outputs.json` can't be written");
    expect(status).to.equal(1);
  });

  it('nothing of outside is in what is built or kept', () => {
    for (const [place, app] of Object.entries(places)) {
      for (const path of ['../trap.yml', 'linked.yml', 'folder']) {
        write(app(path));
        const { stdout, stderr, status } = proj(['synth', '--stage', 'dev']);
        expect(`${stdout}${stderr}`, place).not.to.include(TRAP);
        expect(status, `${place} ${path}: ${stderr}`).to.be.oneOf([0, 1]);
        expect(filesBelow(join(folder, '.proj')).filter((file) => readFileSync(file).includes(TRAP))).to.deep.equal([]);
      }
    }
  });
});

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  } catch {
    return [];
  }
}
