import { expect } from 'chai';
import { configOf, loadText, ping, placesOf } from './project.ts';

async function isThere(when: string, stage = 'dev', local = false): Promise<boolean> {
  const app = ping(`when: ${when}\n`, 'stages: { dev: {}, prod: {}, pr-*: {} }\n');
  return (await configOf(app, { stage, local })).stacks.some(({ constructs }) => constructs.length > 0);
}

describe('when', () => {
  it('names a stage, several, or patterns', async () => {
    expect(await isThere('dev')).to.equal(true);
    expect(await isThere('prod')).to.equal(false);
    expect(await isThere('[prod, dev]')).to.equal(true);
    expect(await isThere('{ stage: pr-* }', 'pr-7')).to.equal(true);
    expect(await isThere('{ stage: [prod, pr-*] }')).to.equal(false);
  });

  it('takes `not` and `local`, and all that it names must hold', async () => {
    expect(await isThere('{ not: prod }')).to.equal(true);
    expect(await isThere('{ not: [prod, dev] }')).to.equal(false);
    expect(await isThere('{ local: true }')).to.equal(false);
    expect(await isThere('{ local: true }', 'dev', true)).to.equal(true);
    expect(await isThere('{ stage: dev, local: true }')).to.equal(false);
    expect(await isThere('{ not: { local: true, stage: dev } }', 'dev', true)).to.equal(false);
  });

  it('takes variables that are known, and says so of others', async () => {
    const app = (when: string) => ping(`when: "${when}"\n`, 'params: { only: prod }\n');
    expect((await configOf(app('${param:only}'))).stacks[0]?.constructs).to.deep.equal([]);
    expect((await configOf(app('${param:only}'), { stage: 'prod' })).stacks[0]?.constructs).to.have.length(1);
    expect((await loadText(app('${ssm:/x}'))).problems.map(({ code }) => code)).to.deep.equal(['E1104']);
  });

  it('switches a whole stack off, and does not look for values in it', async () => {
    const app = `${ping()}  more:\n    when: prod\n    constructs:\n      Pong: { type: Function, handler: "\${env:NOWHERE}" }\n`;
    expect((await configOf(app)).stacks.map(({ id }) => id)).to.deep.equal(['core']);
    expect((await loadText(app, { stage: 'prod' })).problems.map(({ code }) => code)).to.deep.equal(['E1102']);
  });

  it('warns of a stage that is nowhere declared, with the one that was meant', async () => {
    const { config, problems } = await loadText(ping('when: { not: prd }\n', 'stages: { prod: {} }\n'));
    expect(config?.stacks).to.have.length(1);
    expect(problems.map(({ code, severity, hint }) => [code, severity, hint])).to.deep.equal([
      ['E1208', 'warning', 'did you mean `prod`?'],
    ]);
  });

  it('is said at a reference to what is switched off', async () => {
    const app = `${ping('environment: { URL: "${Pong.url}" }\n')}      Pong: { type: Function, handler: src/pong.main, url: true, when: prod }\n`;
    expect(await placesOf(app)).to.deep.equal(['E2015 app.yml:8:30']);
    expect(await placesOf(app, { stage: 'prod' })).to.deep.equal([]);
    const stack = `${ping('bind: [Pong]\n')}  more: { when: prod, constructs: { Pong: { type: Function, handler: src/pong.main } } }\n`;
    expect(await placesOf(stack)).to.deep.equal(['E2015 app.yml:8:16']);
  });

  it('is checked like any key', async () => {
    expect(await placesOf(ping('when: { stages: dev }\n'))).to.deep.equal(['E2001 app.yml:8:17']);
    expect(await placesOf(ping('when: 5\n'))).to.deep.equal(['E2003 app.yml:8:15']);
  });
});
