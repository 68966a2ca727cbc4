import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { Workspace } from './step.ts';

const repository = resolve(import.meta.dirname, '../..');
const inApp = { 'working-directory': 'apps/notes' };

describe('the action, with proj itself', function () {
  this.timeout(90_000);
  let workspace: Workspace;
  let app: string;

  before(() => {
    workspace = new Workspace({}).installProj();
    app = join(workspace.folder, 'apps/notes');
    cpSync(join(repository, 'examples/notes'), app, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|\.proj|dist)$/.test(path.slice(repository.length)),
    });
    symlinkSync(join(repository, 'node_modules'), join(app, 'node_modules'), 'dir');
  });

  after(() => {
    spawnSync(process.execPath, [join(repository, 'dist/main.js'), 'local', 'stop'], { cwd: app });
    workspace.dispose();
  });

  it('annotates a mistake at its line', async () => {
    const source = workspace.read('apps/notes/app.yml');
    const line = source.split('\n').findIndex((text) => text.includes('primaryIndex')) + 1;
    workspace.write('apps/notes/app.yml', source.replace('primaryIndex', 'primryIndex'));
    const { status, log, outputs } = await workspace.run({ command: 'validate', stage: 'dev', ...inApp });
    workspace.write('apps/notes/app.yml', source);
    expect(status).to.equal(1);
    expect(log).to.match(
      new RegExp(`^::error file=apps/notes/app\\.yml,line=${line},endLine=${line},col=9,.*primryIndex.*did you mean`, 'm'),
    );
    expect(outputs['exit-status']).to.equal('1');
  });

  it('deploys, with a group for each stack and outputs for the next step', async () => {
    const { status, log, outputs, summary } = await workspace.run({ command: 'deploy', stage: 'dev', local: 'true', ...inApp });
    expect(status, log).to.equal(0);
    for (const node of ['core', 'digest', 'web', 'Site']) expect(log).to.match(new RegExp(`^::group::${node}: `, 'm'));
    const { url } = JSON.parse(outputs.outputs ?? '').core.Api;
    expect((await fetch(`${url}/notes`)).status).to.equal(200);
    expect(summary).to.contain(`| core | Api.url | ${url} |`);
  });

  it('says that nothing would change any more, then what would', async () => {
    expect((await workspace.run({ command: 'diff', stage: 'dev', local: 'true', ...inApp })).outputs.changed).to.equal('false');
    const source = workspace.read('apps/notes/app.yml');
    workspace.write('apps/notes/app.yml', source.replace('rate(1 day)', 'rate(2 days)'));
    const { status, outputs, summary } = await workspace.run({ command: 'diff', stage: 'dev', local: 'true', ...inApp });
    workspace.write('apps/notes/app.yml', source);
    expect(status).to.equal(0);
    expect(outputs.changed).to.equal('true');
    expect(summary).to.contain('**digest** update');
  });

  it('removes one stack', async () => {
    const { status, log } = await workspace.run({ command: 'remove', stage: 'dev', stacks: 'digest', local: 'true', ...inApp });
    expect(status, log).to.equal(0);
    expect(log).to.match(/^::group::digest: /m);
  });
});
