/** However much there is of something: within seconds and a bounded memory there is a clear answer. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { MAX_ERRORS } from '../../src/core/diagnostic.ts';
import { loadText, ping } from '../loader/project.ts';
import { lookAtText } from './looked-at.ts';

const MEMORY_IN_MB = 500;
const MAX_SECONDS = 120;

const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join('');

async function codesOf(app: string, files = {}): Promise<readonly string[]> {
  return (await loadText(app, {}, files)).problems.map(({ code }) => code);
}

describe('too much', () => {
  describe('for the built command, with little memory', function () {
    this.timeout(2 * MAX_SECONDS * 1000);

    function validate(text: string) {
      const folder = mkdtempSync(join(tmpdir(), 'proj-hostile-'));
      try {
        writeFileSync(join(folder, 'app.yml'), text);
        const main = resolve(import.meta.dirname, '../../dist/main.js');
        const { status, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${MEMORY_IN_MB}`, main, 'validate'], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, NO_COLOR: '1' },
          timeout: MAX_SECONDS * 1000,
          killSignal: 'SIGKILL',
          maxBuffer: 64 * 1024 * 1024,
        });
        return { status, stderr };
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    const refused: Readonly<Record<string, readonly [text: () => string, says: string]>> = {
      'lists in lists, on one line': [() => '['.repeat(100_000), 'error[E1013]'],
      'maps in maps, by their indentation': [() => many(2500, (depth) => `${' '.repeat(depth)}a:\n`), 'error[E1013]'],
      'ten megabytes of comment': [() => '# nothing\n'.repeat(1024 * 1024), 'error[E1004]'],
      'ten megabytes of one text': [() => `app: "${'x'.repeat(10 * 1024 * 1024)}"`, 'error[E1004]'],
      '200,000 unknown keys': [() => ping(many(200_000, (index) => `k${index}: 1\n`)), `${MAX_ERRORS} errors, which is where proj stops`],
      '100,000 stacks': [() => `app: a\nstacks:\n${many(100_000, (index) => `  s${index}: {}\n`)}`, `${MAX_ERRORS} errors`],
      'a million documents': [() => `app: a\n${'---\n'.repeat(1_000_000)}`, 'error[E1015]'],
      'a map merged a hundred thousand times': [() => `a: &a {}\nb: { <<: [${'*a, '.repeat(100_000)}] }\n`, 'error[E2001]'],
      'a line of two million colons': [() => `a: {${':a'.repeat(2_000_000)}]`, 'error[E1005]'],
    };
    for (const [what, [text, says]] of Object.entries(refused)) {
      it(`${what}: refused`, () => {
        const { status, stderr } = validate(text());
        expect(stderr).to.include(says);
        expect(status).to.equal(1);
      });
    }
  });

  it('stops at 100 levels, however many there are', async () => {
    expect(await codesOf(`a: ${'{ a: '.repeat(100_000)}`)).to.deep.equal(['E1013']);
    expect(await codesOf('- '.repeat(100_000))).to.deep.equal(['E1013']);
    expect(await codesOf('? '.repeat(100_000))).to.deep.equal(['E1013']);
  });

  it('refuses a file of 10 MB unread, whoever names it', async () => {
    const big = '#'.repeat(10 * 1024 * 1024);
    const before = process.cpuUsage();
    expect(await codesOf(big)).to.deep.equal(['E1004']);
    expect(await codesOf(ping('', 'include: [big.yml]\n'), { 'big.yml': big })).to.deep.equal(['E1004']);
    expect(await codesOf(ping('', 'extends: big.yml\n'), { 'big.yml': big })).to.deep.equal(['E1004']);
    expect(await codesOf(ping('description: ${env:A}\n'), { '.env': big })).to.include('E1004');
    expect(await codesOf(ping('description: ${file:big.txt}\n'), { 'big.txt': big })).to.deep.equal(['E1102']);
    expect(await codesOf(ping(), { 'package.json': big })).to.deep.equal([]);
    expect(process.cpuUsage(before).user).to.be.below(3_000_000);
  });

  it('refuses what aliases and merge keys multiply without end', async () => {
    const bomb = (use: (name: string) => string) =>
      [
        'a0: &a0 { k: [1, 2, 3, 4, 5, 6, 7, 8, 9] }',
        ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} ${use(`*a${i}`)}`),
      ].join('\n');
    expect(await codesOf(bomb((one) => `[${Array(9).fill(one).join(', ')}]`))).to.deep.equal(['E1012']);
    expect(await codesOf(bomb((one) => `{ <<: [${Array(9).fill(one).join(', ')}] }`))).to.deep.equal(['E1012']);
    expect(await codesOf(bomb((one) => `{ ${Array.from({ length: 9 }, (_, i) => `k${i}: ${one}`).join(', ')} }`))).to.deep.equal(['E1012']);
    expect(await codesOf('a: &a [*a]\n')).to.include('E1017');
    expect(await codesOf(`a: &a "${'x'.repeat(100_000)}"\nb: [${'*a, '.repeat(100_000)}]\n`)).to.include('E2001');
  });

  it('refuses variables that multiply without end', async () => {
    const doubling = many(19, (i) => `  p${i}: '\${param:p${i + 1}}\${param:p${i + 1}}'\n`);
    const params = `params:\n${doubling}  p19: '${'x'.repeat(100)}'\n`;
    expect(await codesOf(ping("description: '${param:p0}'\n", params))).to.include('E1108');
    const files = Object.fromEntries(
      Array.from({ length: 15 }, (_, i) => [
        `f${i}.yml`,
        `[${Array(9)
          .fill(`'\${file:f${i + 1}.yml}'`)
          .join(', ')}]`,
      ]),
    );
    expect(await codesOf(ping("description: '${file:f0.yml}'\n"), { ...files, 'f15.yml': '[x]' })).to.include('E1108');
  });

  it('refuses variables nested too deep, and fallbacks too long', async () => {
    const chain = many(40, (i) => `  p${i}: '\${param:p${i + 1}}'\n`);
    expect(await codesOf(ping("description: '${param:p0}'\n", `params:\n${chain}  p40: x\n`))).to.include('E1108');
    expect(await codesOf(ping(`description: '${'${env:A, '.repeat(50_000)}'\n`))).to.deep.equal(['E1105']);
    expect(await codesOf(ping(`description: '${'${env:A, '.repeat(150)}\${env:A}${'}'.repeat(150)}'\n`))).to.deep.equal(['E1102']);
    expect(await codesOf(ping('', `hooks: { beforeBuild: 'echo ${'${x'.repeat(400)}${'}'.repeat(400)}' }\n`))).to.deep.equal(['E1108']);
  });

  it('takes thousands of variables in one text', async () => {
    const { codes, milliseconds } = await lookAtText(ping(`environment: { ALL: '${'${stage}'.repeat(50_000)}' }\n`));
    expect(codes).to.deep.equal(['E3026']);
    expect(milliseconds).to.be.below(3000);
    expect(await codesOf(ping(`environment: { ALL: '${many(50_000, (index) => `\${a${index}}`)}' }\n`))).to.have.length(MAX_ERRORS);
  });

  it('shortens in messages what is a megabyte long, and refuses it as a key', async () => {
    const long = 'x'.repeat(1_000_000);
    for (const app of [ping(`runtime: ${long}\n`), ping(`bind: [F${long}]\n`), ping(`description: "\${file:${long}}"\n`)]) {
      expect((await lookAtText(app)).text.length).to.be.below(10_000);
    }
    expect(await codesOf(ping(`${long}: 1\n`))).to.deep.equal(['E1014']);
  });
});
