import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProjError } from '../../src/core/errors.ts';
import { type Hook, type HookedApp, runHook } from '../../src/deploy/hooks.ts';
import { configOf, inFolder, ping, placesOf } from '../loader/project.ts';

const app: HookedApp = { app: 'notes', stage: 'dev', region: 'eu-west-1', local: false, root: '/', hooks: {} };

async function linesOf(
  hook: Hook,
  over: Partial<HookedApp>,
  environment: Record<string, string> = {},
  interrupted = new AbortController().signal,
) {
  const lines: string[] = [];
  const all = { PATH: process.env.PATH ?? '', ...environment };
  const context = { emit: (event: unknown) => lines.push((event as { line: string }).line), environment: all, interrupted };
  await inFolder({}, (root) => runHook(hook, { ...app, root, ...over }, context));
  return lines;
}

describe('hooks', () => {
  it('are read as one command or several, foreign variables as they are, ours with their values', async () => {
    const hooks = '{ beforeBuild: "echo ${HOME} ${app} $${stage}", afterDeploy: [a, "${param:second}"] }';
    const config = await configOf(ping('', `params: { second: b }\nhooks: ${hooks}\n`));
    expect(config.hooks).to.deep.equal({ beforeBuild: ['echo ${HOME} notes ${stage}'], afterDeploy: ['a', 'b'] });
    expect(await placesOf(ping('', 'hooks: { beforeBuid: a }\n'))).to.deep.equal(['E2001 app.yml:2:10']);
    expect(await placesOf(ping('', "hooks: { afterDeploy: 'curl ${Ping.url}' }\n"))).to.deep.equal(['E1104 app.yml:2:29']);
  });

  it('run one after the other in the root, both streams told', async () => {
    const hooks = { beforeBuild: ['echo one > made', 'cat made; echo two >&2'] };
    expect((await linesOf({ name: 'beforeBuild' }, { hooks })).sort()).to.deep.equal(['one', 'two']);
  });

  it('know the app, the stage, where it goes and what came of it', async () => {
    const hooks = { afterDeploy: ['env | grep -E "^(PROJ|AWS)_" | sort'] };
    const own = { AWS_ACCESS_KEY_ID: 'mine', AWS_REGION: 'us-east-1', PROJ_STAGE: 'other' };
    expect(
      await linesOf({ name: 'afterDeploy', outputsFile: '/o.json' }, { hooks, account: '123456789012', profile: 'work' }, own),
    ).to.deep.equal([
      'AWS_ACCESS_KEY_ID=mine',
      'AWS_DEFAULT_REGION=eu-west-1',
      'AWS_PROFILE=work',
      'AWS_REGION=eu-west-1',
      'PROJ_ACCOUNT=123456789012',
      'PROJ_APP=notes',
      'PROJ_HOOK=afterDeploy',
      'PROJ_LOCAL=false',
      'PROJ_OUTPUTS=/o.json',
      'PROJ_REGION=eu-west-1',
      'PROJ_STAGE=dev',
    ]);
  });

  it('have no credentials of a real account on this machine’s endpoint', async () => {
    const hooks = { beforeDeploy: ['env | grep "^AWS_" | sort'] };
    const own = { AWS_ACCESS_KEY_ID: 'mine', AWS_SESSION_TOKEN: 'mine', AWS_PROFILE: 'mine', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'mine' };
    const lines = await linesOf({ name: 'beforeDeploy', endpointUrl: 'http://127.0.0.1:1' }, { hooks, local: true, profile: 'work' }, own);
    expect(lines.join('\n')).not.to.match(/mine|work/);
    expect(lines).to.include.members(['AWS_ACCESS_KEY_ID=local', 'AWS_ENDPOINT_URL=http://127.0.0.1:1', 'AWS_EC2_METADATA_DISABLED=true']);
  });

  it('end the run with exit status 1 at the first that fails, told with its last lines', async () => {
    await inFolder({}, async (root) => {
      const hooks = { beforeDeploy: ['echo first > made', 'echo why >&2; exit 3', 'echo last > made'] };
      const context = { emit: () => {}, environment: { PATH: process.env.PATH ?? '' }, interrupted: new AbortController().signal };
      const error = await runHook({ name: 'beforeDeploy' }, { ...app, root, hooks }, context).catch((caught: unknown) => caught);
      if (!(error instanceof ProjError)) throw error;
      expect(error.exitStatus).to.equal(1);
      expect(error.failure).to.deep.include({ code: 'E5060', path: ['hooks', 'beforeDeploy', 1], hint: 'its last lines:\nwhy' });
      expect(readFileSync(join(root, 'made'), 'utf8')).to.equal('first\n');
    });
  });

  it('are ended by an interrupt, and no further one is started', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const hooks = { beforeDeploy: ['exec sleep 60', 'echo never'] };
    const error = await linesOf({ name: 'beforeDeploy' }, { hooks }, {}, stop.signal).catch((caught: unknown) => caught);
    if (!(error instanceof ProjError)) throw error;
    expect(error.exitStatus).to.equal(130);
  });

  it('are ended with all that they started, also with what does not hear an interrupt', async () => {
    const stop = new AbortController();
    const deaf = "process.on('SIGINT', () => {}); setInterval(() => fs.appendFileSync('alive', '.'), 20)";
    await inFolder({}, async (root) => {
      const hooks = { beforeDeploy: [`node -e "${deaf}" & wait; wait`] };
      const context = { emit: () => {}, environment: { PATH: process.env.PATH ?? '' }, interrupted: stop.signal };
      setTimeout(() => stop.abort(), 500);
      const error = await runHook({ name: 'beforeDeploy' }, { ...app, root, hooks }, context).catch((caught: unknown) => caught);
      if (!(error instanceof ProjError)) throw error;
      expect(error.exitStatus).to.equal(130);
      const atTheEnd = readFileSync(join(root, 'alive'), 'utf8');
      expect(atTheEnd).not.to.equal('');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(readFileSync(join(root, 'alive'), 'utf8')).to.equal(atTheEnd);
    });
  }).timeout(15_000);
});
