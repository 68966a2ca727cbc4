/** What comes from parameters, the environment, git or files is data: it is never read a second time, by us, a terminal, GitHub or a shell. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { configOf, constructOf, loadText, ping } from '../loader/project.ts';

const main = resolve(import.meta.dirname, '../../dist/main.js');
const VALUES = [
  ...[
    '${stage}',
    '${env:SECRET}',
    '$${x}',
    '${',
    '}',
    "', 'b'}",
    '!Ref Ping',
    '&a *a',
    '- a',
    'a: b',
    '{ a: b }',
    '[1, 2]',
    '# x',
    '"',
    "'",
    '\\n',
  ],
  ...[
    'a\nb: c',
    '\t',
    '$(touch x)',
    '`touch x`',
    '; touch x',
    '../../x',
    'null',
    'true',
    '1e3',
    '{"Ref":"Ping"}',
    '__proto__',
    '\u001b[31m',
  ],
];

describe('a value from outside', () => {
  for (const value of VALUES) {
    it(`${JSON.stringify(value)} stays as it is`, async () => {
      const app = ping(
        'environment: { PARAM: "${param:p}", ENV: "${env:E}", BOTH: "<${param:p}${env:E}>", FALLBACK: "${param:none, ${env:E}}" }\n',
        'params: { p: x }\n',
      );
      const config = await configOf(app, { params: { p: value }, environment: { E: value, SECRET: 'hidden' } });
      expect(constructOf(config, 'Ping').config.environment).to.deep.equal({
        PARAM: value,
        ENV: value,
        BOTH: `<${value}${value}>`,
        FALLBACK: value,
      });
    });
  }

  it('makes no reference of a name that it completes', async () => {
    const app = ping('description: "${ssm:/${param:p}}"\n', 'params: { p: x }\n');
    for (const value of ['a}${env:SECRET}', '${env:SECRET}', "a, 'b'", 'a b']) {
      const { problems } = await loadText(app, { params: { p: value }, environment: { SECRET: 'hidden' } });
      expect(problems.map(({ code }) => code)).to.deep.equal(['E1101']);
      expect(problems.map(({ message }) => message).join()).not.to.include('hidden');
    }
  });

  it('is literal in a text of CloudFormation', async () => {
    const app = `app: a
region: us-east-1
params: { p: x }
stacks: { s: { resources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub "\${AWS::Region}-\${param:p}" } } } } }
`;
    const config = await configOf(app, { params: { p: '${AWS::AccountId}' } });
    expect(config.stacks[0]?.resources.A).to.deep.include({
      Properties: { TopicName: { 'Fn::Sub': '${AWS::Region}-${!AWS::AccountId}' } },
    });
  });

  it('can bring no command into a hook or a build', async () => {
    const codesOf = async (value: string) => {
      const app = `app: a
region: us-east-1
hooks: { beforeBuild: 'echo \${param:p}', beforeDeploy: '\${param:p}' }
stacks:
  web:
    constructs: { Site: { type: StaticSite, path: web, build: { command: 'build --mode "\${env:E}"', output: dist } } }
`;
      return (await loadText(app, { params: { p: value }, environment: { E: value } })).problems.map(({ code }) => code);
    };
    for (const value of [
      '$(touch x)',
      '`touch x`',
      'a; b',
      'a && b',
      'a | b',
      '> x',
      '"',
      "'",
      '\\',
      'a\nb',
      '*',
      '~',
      '!x',
      '%PATH%',
      '${HOME}',
    ]) {
      expect(await codesOf(value), value).to.deep.equal(['E1109', 'E1109']);
    }
    for (const value of ['feature/a-1.2', 'Notes of Ünal', 'a@b.example,c=d', '12:30'])
      expect(await codesOf(value), value).to.deep.equal([]);
  });
});

describe('what is printed of a user’s text', () => {
  const HOSTILE = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\r\n::error::injected\n  ::set-output name=a::b\n##[add-mask]x';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proj-hostile-'));
    const text = JSON.stringify(HOSTILE);
    // JSON is YAML: every place that a message may quote has it.
    writeFileSync(
      join(folder, 'app.yml'),
      `app: ${text}
${text}: 1
params: { p: ${text} }
include: [${text}, "##[add-mask]file"]
stacks:
  core:
    constructs:
      Ping: { type: Function, handler: ${text}, runtime: ${text}, bind: [${text}], ${text}: 1, timeout: ${text}, environment: { A: "\${param:q, ${'${env:E}'}} ##[add-mask]x" } }
      ${text}: {}
`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const validate = (environment: Readonly<Record<string, string>>, ...words: readonly string[]) =>
    spawnSync(process.execPath, [main, 'validate', ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, E: HOSTILE, ...environment },
    });

  it('has nothing that a terminal obeys, and no line of its own', () => {
    const { stderr, status } = validate({});
    expect(status).to.equal(1);
    expect(stderr).to.match(/error\[E/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stderr).not.to.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stderr.split('\n').filter((line) => /^(::|##\[)/.test(line))).to.deep.equal([]);
  });

  it('is no command of a workflow of GitHub', () => {
    const { stderr, stdout } = validate({ GITHUB_ACTIONS: 'true' });
    const commands = `${stderr}${stdout}`.split(/\r|\n/).filter((line) => /^\s*::|##\[/.test(line));
    expect(commands.length).to.be.at.least(5);
    expect(commands.filter((line) => !/^::error (file=|title=)[^:]*::/.test(line))).to.deep.equal([]);
    expect(commands.filter((line) => line.startsWith('::error::injected'))).to.deep.equal([]);
  });

  it('is text in JSON and SARIF', () => {
    for (const line of validate({}, '--json').stdout.trim().split('\n')) expect(() => JSON.parse(line)).not.to.throw();
    expect(() => JSON.parse(validate({}, '--format', 'sarif').stdout)).not.to.throw();
  });
});
