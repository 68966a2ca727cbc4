import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

const script = resolve(import.meta.dirname, '../../.ci/run');

describe('.ci/run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proj-ci-'));
    for (const name of ['.ci', 'bin', 'scripts/judges']) mkdirSync(join(folder, name), { recursive: true });
    cpSync(script, join(folder, '.ci/run'));
    program('npx', 'exit 0');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A stand-in for `npm` or `npx`: the script's own bookkeeping is what is asked about here. */
  function program(name: string, body: string): void {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/usr/bin/env bash\n${body}\n`);
    chmodSync(file, 0o755);
  }

  function run(): { readonly status: number | null; readonly lines: readonly string[] } {
    const { status, stdout } = spawnSync('bash', [join(folder, '.ci/run')], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    });
    return {
      status,
      lines: stdout
        .trimEnd()
        .replace(/\(\d+ s\)/g, '(N s)')
        .split('\n'),
    };
  }

  it('counts tests as mocha counts them, and everything else as one', () => {
    program('npm', `[[ $1 != test ]] || printf '\\n  12 passing (3s)\\n  2 pending\\n'`);
    writeFileSync(join(folder, 'scripts/judges/one.judge.ts'), '');
    expect(run()).to.deep.equal({
      status: 0,
      lines: [
        'ok      install (N s)',
        'ok      tests (N s)',
        'ok      checks (N s)',
        'ok      all mutants (N s)',
        'ok      fuzz (N s)',
        'ok      judge one (N s)',
        '17 passed, 0 failed, 2 skipped',
      ],
    });
  });

  it('skips aloud', () => {
    program('npm', `[[ $1 != test ]] || echo '  1 passing'`);
    program('npx', 'echo noise; echo "no pip here"; exit 77');
    writeFileSync(join(folder, 'scripts/judges/one.judge.ts'), '');
    const { status, lines } = run();
    expect(status).to.equal(0);
    expect(lines.slice(-2)).to.deep.equal(['SKIPPED judge one: no pip here', '4 passed, 0 failed, 2 skipped']);
  });

  it('shows the log of what failed, and fails', () => {
    program('npm', `[[ $1 != test ]] || { printf '  3 passing\\n  1 failing\\n'; exit 1; }`);
    const { status, lines } = run();
    expect(status).to.equal(1);
    expect(lines.slice(1)).to.deep.equal([
      'FAILED  tests (status 1)',
      '  |   3 passing',
      '  |   1 failing',
      'ok      checks (N s)',
      'ok      all mutants (N s)',
      'ok      fuzz (N s)',
      '7 passed, 1 failed, 0 skipped',
    ]);
  });

  it('counts a failure of the tests that mocha could not count', () => {
    program('npm', `[[ $1 != test ]] || { echo 'the build failed'; exit 1; }`);
    expect(run().lines.at(-1)).to.equal('4 passed, 1 failed, 0 skipped');
  });

  it('takes a run without a test for a failure', () => {
    program('npm', 'exit 0');
    const { status, lines } = run();
    expect(status).to.equal(1);
    expect(lines.slice(2, 3)).to.deep.equal(['FAILED  no test ran']);
    expect(lines.at(-1)).to.equal('4 passed, 1 failed, 0 skipped');
  });

  it('goes no further without packages', () => {
    program('npm', 'exit 1');
    expect(run().lines.at(-1)).to.equal('0 passed, 1 failed, 0 skipped');
  });

  it('finds a process that was left behind, fails and ends it', () => {
    program('npm', '[[ $1 != test ]] || (setsid sleep 61.25 >/dev/null 2>&1 &)');
    const { status, lines } = run();
    expect(status).to.equal(1);
    expect(lines[1]).to.equal('FAILED  tests (status 1)');
    expect(lines[2]).to.match(/process left behind: \d+ sleep 61\.25/);
    expect(spawnSync('pgrep', ['-f', 'sleep 61.25']).status).to.equal(1);
  });
});
