import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { readExplanations } from '../../scripts/explanations.ts';

const repository = resolve(import.meta.dirname, '../..');
const all = Object.values(readExplanations());

/** Codes that no app file with some files beside it can show. All of E5 are told by an account: what is there, and what it permits. */
const withoutExample: Readonly<Record<string, string>> = {
  E1001: 'there is no app file to show',
  E1002: 'the disk refuses to read',
  E1003: 'the app file itself is no text',
  E1004: 'a file of megabytes',
  E1108: 'a file of megabytes',
  E2307: 'it takes as long as a module may take',
  E3036: 'a list of hundreds of ARNs',
  E3038: 'lists of more than 100 names',
  E3039: 'a table with more than 20 indexes',
  E4003: 'a link that leads out of the project',
  E4004: 'the mistake is in the source of the function',
  E4005: 'the mistake is in the source of the function',
  E4006: 'a function of 250 MB',
  E4007: 'no construct takes `code` yet',
  E4010: 'npm fails, or there is no network',
  E4012: "esbuild's program is of another platform",
  E4021: 'told while a site is published',
  E4022: 'told while a site is published',
  E4023: 'told while a site is published',
};

function proj(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/main.js', ...words], { cwd: repository, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('proj explain', () => {
  it('knows why each code is a problem', () => {
    expect(all.filter(({ why }) => why === undefined).map(({ code }) => code)).to.deep.equal([]);
  });

  it('has an example of each code, but for those that are listed with the reason', () => {
    const without = all.filter(({ code, example }) => !example && /^E[1-4]/.test(code)).map(({ code }) => code);
    expect(without).to.deep.equal(Object.keys(withoutExample));
  });

  it('has examples that make this one problem', () => {
    for (const { code, example } of all) {
      const told = [...(example?.says.matchAll(/^(?:error|warning)\[(E\d{4})\]/gm) ?? [])].map(([, found]) => found);
      if (example) expect(told).to.deep.equal([code]);
    }
  });

  it('shows what a code means, a wrong file, what is said about it, and the right one', () => {
    const { status, stdout } = proj('explain', 'e1207');
    expect(status).to.equal(0);
    expect(stdout).to.equal(`E1207: Protected stage without account or region

Protection is worth little if the wrong credentials or a default region can lead the deploy elsewhere.

Wrong:

  app: notes
  region: us-east-1
  stages:
    dev:
      protect: true
  stacks:
    core:
      constructs:
        Hello: { type: Function, handler: src/hello.main }

  error[E1207] the protected stage \`dev\` must name its account
    app.yml:5:14
    5 |     protect: true
      |              ^^^^

Right:

  app: notes
  region: us-east-1
  stages:
    dev:
      protect: true
      account: 123456789012
  stacks:
    core:
      constructs:
        Hello: { type: Function, handler: src/hello.main }

Family E1: reading files and variables (exit status 1)
`);
  });

  it('shows the form of the message where there is no example, in the words of its arguments', () => {
    expect(proj('explain', 'E5010').stdout).to.include(
      'error: these credentials are of account <actual>, but the app is for account <wanted>',
    );
  });

  it('knows the codes of what is said about the command itself', () => {
    expect(proj('explain', 'wrong-flag').stdout).to.match(/^wrong-flag: The value of a flag is wrong\n/);
    expect(proj('explain', 'LOCK.LEFT').stdout).to.match(/^lock\.left: /);
    expect(proj('explain', 'wrong-flog').stderr).to.include('did you mean `proj explain wrong-flag`?');
  });

  it('is told in one object with --json', () => {
    const [result] = proj('explain', 'E4001', '--json').stdout.trim().split('\n');
    const { command, result: explained } = JSON.parse(result ?? '');
    expect(command).to.equal('explain');
    expect(explained).to.include({ code: 'E4001', title: 'No file of that handler', severity: 'error' });
    expect(explained.example.files).to.have.all.keys('src/hello.ts');
  });

  it('says what may be meant where there is no such code', () => {
    const { status, stderr } = proj('explain', 'E12O7');
    expect(status).to.equal(1);
    expect(stderr).to.include('did you mean `proj explain E1207`?');
  });
});
