import { expect } from 'chai';
import { action, type StepRun, Workspace } from './step.ts';

const json = (type: string, rest: object) => JSON.stringify({ version: 1, type, ...rest });
const started = (id: string, doing: string) => json('event', { event: { type: 'node.started', id, kind: 'stack', action: doing } });
const finished = (outcome: object) => json('event', { event: { type: 'node.finished', outcome } });
const changed = (stack: string, logicalId: string, status: string) =>
  json('event', { event: { type: 'resource.changed', stack, logicalId, resourceType: 'AWS::S3::Bucket', status } });

describe('the action', () => {
  const workspaces: Workspace[] = [];
  afterEach(() => {
    for (const workspace of workspaces.splice(0)) workspace.dispose();
  });

  function workspace(files: Readonly<Record<string, string>> = {}): Workspace {
    const made = new Workspace(files);
    workspaces.push(made);
    return made;
  }

  async function report(lines: readonly string[], status: number, inputs: Readonly<Record<string, string>>): Promise<StepRun> {
    return workspace({ 'app.yml': '' }).installStandIn(lines, status).run(inputs);
  }

  it('hands every input to the script as a variable, and none to the shell', () => {
    const [step] = action.runs.steps;
    expect(step?.run).not.to.contain('${{');
    const handed = Object.values(step?.env ?? {}).join();
    for (const name of Object.keys(action.inputs)) {
      if (name !== 'working-directory') expect(handed).to.contain(`\${{ inputs.${name} }}`);
    }
  });

  it('takes no input for a command', async () => {
    const app = workspace().installStandIn([], 0);
    const stage = '$(touch pwned)`touch pwned`"; touch pwned; "';
    const { status } = await app.run({ command: 'deploy', stage, stacks: 'a;touch\npwned', params: 'x=$(touch pwned)' });
    expect(status).to.equal(0);
    expect(JSON.parse(app.read('arguments.json'))).to.deep.equal([
      'deploy',
      '--json',
      `--stage=${stage}`,
      '--param=x=$(touch pwned)',
      '--yes',
      '--',
      'a;touch',
      'pwned',
    ]);
    expect(() => app.read('pwned')).to.throw();
  });

  it("puts problems at their lines, named from the repository's root", async () => {
    const app = workspace({ 'apps/notes/app.yml': '', 'apps/notes/src/x.ts': '' });
    const place = { file: 'app.yml', line: 7, column: 3, endLine: 7, endColumn: 9 };
    app.installStandIn(
      [
        json('problem', { code: 'E2101', severity: 'error', message: 'unknown key `maxx`', hint: 'did you mean `max`?', ...place }),
        json('problem', { code: 'E3001', severity: 'warning', message: 'close to a limit', ...place, endLine: 9 }),
        json('problem', { code: 'E1001', severity: 'error', message: 'no place' }),
      ],
      1,
    );
    const { status, log, summary, outputs } = await app.run({ command: 'validate', 'working-directory': 'apps/notes/src' });
    expect(status).to.equal(1);
    expect(log).to.equal(
      [
        '::error file=apps/notes/app.yml,line=7,endLine=7,col=3,endColumn=9,title=E2101::unknown key `maxx`%0Adid you mean `max`?',
        '::warning file=apps/notes/app.yml,line=7,endLine=9,col=3,title=E3001::close to a limit',
        '::error title=E1001::no place',
        '',
      ].join('\n'),
    );
    expect(outputs).to.deep.equal({ 'exit-status': '1' });
    expect(summary).to.contain('### proj validate: the file, a flag, a bundle, a build or a hook is wrong');
    expect(summary).to.contain('- **error E2101** unknown key \\`maxx\\` (`app.yml:7`): did you mean \\`max\\`?');
  });

  it('groups what happens to each stack, though they run side by side', async () => {
    const { log } = await report(
      [
        started('core', 'create'),
        started('web', 'create'),
        changed('core', 'NotesTable', 'CREATE_COMPLETE'),
        changed('web', 'SiteBucket', 'CREATE_FAILED'),
        finished({ kind: 'failed', id: 'web', failure: { code: 'E5100', message: 'no' }, milliseconds: 10 }),
        finished({ kind: 'done', id: 'core', action: 'create', milliseconds: 1250 }),
        finished({ kind: 'skipped', id: 'digest', because: 'web failed' }),
        started('late', 'update'),
      ],
      2,
      { command: 'deploy' },
    );
    const shown = log.split('\n').filter((line) => !/^::(stop-commands::)?[0-9a-f-]{36}/.test(line));
    expect(shown).to.deep.equal([
      '::group::web: failed, no',
      'CREATE_FAILED SiteBucket AWS::S3::Bucket',
      '::endgroup::',
      '::group::core: create done in 1.3 s',
      'CREATE_COMPLETE NotesTable AWS::S3::Bucket',
      '::endgroup::',
      '::group::digest: skipped, web failed',
      '::endgroup::',
      '::group::late: update, not finished',
      '::endgroup::',
      '',
    ]);
  });

  it('obeys no command in the output of a build, nor in what is no JSON', async () => {
    const { log } = await report(
      [
        started('Site', 'publish'),
        json('event', { event: { type: 'build.output', id: 'Site', line: '::add-mask::a' } }),
        finished({ kind: 'done', id: 'Site', action: 'publish', milliseconds: 1 }),
        '::set-env name=PATH::/tmp',
      ],
      0,
      { command: 'deploy' },
    );
    const stopped: string[] = [];
    let token: string | undefined;
    for (const line of log.split('\n')) {
      if (token === undefined) token = /^::stop-commands::(.+)$/.exec(line)?.[1];
      else if (line === `::${token}::`) token = undefined;
      else stopped.push(line);
    }
    expect(stopped).to.deep.equal(['::add-mask::a', '::set-env name=PATH::/tmp']);
  });

  it('gives outputs to the next steps and to the summary, whose markup they cannot change', async () => {
    const outputs = { core: { Api: { url: 'https://a.example/x|y' }, '': { note: '<b>`*' } } };
    const { outputs: given, summary } = await report([json('result', { command: 'deploy', result: { outputs } })], 0, {
      command: 'deploy',
      stage: 'dev',
    });
    expect(JSON.parse(given.outputs ?? '')).to.deep.equal(outputs);
    expect(given['exit-status']).to.equal('0');
    expect(summary).to.contain('### proj deploy on `dev`: done');
    expect(summary).to.contain('| core | Api.url | https://a.example/x\\|y |');
    expect(summary).to.contain('| core | note | &#60;b&#62;\\`\\* |');
  });

  it('says after a diff whether something would change, and passes either way', async () => {
    const change = { action: 'modify', logicalId: 'ApiRole', resourceType: 'AWS::IAM::Role', properties: ['Policies'] };
    const plan = { nodes: [{ kind: 'stack', id: 'core', action: 'update', changes: [change] }] };
    const different = await report([json('result', { command: 'diff', result: plan })], 5, { command: 'diff' });
    expect(different.status).to.equal(0);
    expect(different.outputs).to.deep.equal({ 'exit-status': '0', changed: 'true' });
    expect(different.summary).to.contain('- **core** update\n  - modify `ApiRole` AWS::IAM::Role: Policies');
    const same = await report([], 0, { command: 'diff' });
    expect(same.outputs.changed).to.equal('false');
  });

  it('fails with the status of proj', async () => {
    const { status, outputs } = await report([json('failure', { code: 'E5200', message: 'stopped' })], 4, { command: 'remove' });
    expect(status).to.equal(4);
    expect(outputs['exit-status']).to.equal('4');
  });

  it('says what to do where proj is not installed', async () => {
    const { status, log } = await workspace().run({ command: 'validate' });
    expect(status).to.equal(1);
    expect(log).to.match(/^::error::projctl is not installed here: add it to devDependencies/);
  });

  it('refuses other commands', async () => {
    const { status, log } = await report([], 0, { command: 'unlock' });
    expect(status).to.equal(1);
    expect(log).to.contain('command must be one of validate, diff, deploy, remove');
  });
});
