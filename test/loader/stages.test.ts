import { expect } from 'chai';
import { matchesStage } from '../../src/loader/stage.ts';
import { configOf, constructOf, loadText, ping, placesOf, stackOf } from './project.ts';

const codes = async (...input: Parameters<typeof loadText>) => (await loadText(...input)).problems.map(({ code }) => code);

describe('the stage', () => {
  it('is taken from the flag, then PROJ_STAGE, then the file, then `.proj/stage`, then `dev`', async () => {
    const app = ping('', 'stage: from-file\n');
    const personal = { '.proj/stage': 'anna\n' };
    const environment = { PROJ_STAGE: 'from-env' };
    const stage = async (...input: Parameters<typeof configOf>) => (await configOf(...input)).stage;
    expect(await stage(app, { stage: 'from-flag', environment }, personal)).to.equal('from-flag');
    expect(await stage(app, { environment }, personal)).to.equal('from-env');
    expect(await stage(app, {}, personal)).to.equal('from-file');
    expect(await stage(ping(), {}, personal)).to.equal('anna');
    expect(await stage(ping())).to.equal('dev');
    expect(await stage(ping('', "stage: ${env:USER, 'nobody'}\n"), { environment: { USER: 'bob' } })).to.equal('bob');
  });

  it('must be given in CI and to commands that touch AWS', async () => {
    expect(await codes(ping(), { ci: true })).to.deep.equal(['E1201']);
    expect(await codes(ping(), { mode: 'touches-aws' })).to.deep.equal(['E1201']);
    expect(await codes(ping(), { ci: true }, { '.proj/stage': 'anna' })).to.deep.equal(['E1201']);
  });

  it('must be a stage name, and a declared one where the file says so', async () => {
    expect(await codes(ping(), { stage: 'Prod' })).to.deep.equal(['E1202']);
    expect(await codes(ping(), { stage: 'a'.repeat(32) })).to.deep.equal(['E1202']);
    const declared = ping('', 'stageNames: declared\nstages: { prod: {}, pr-*: {} }\n');
    expect(await codes(declared, { stage: 'dev' })).to.deep.equal(['E1203']);
    expect(await codes(declared, { stage: 'pr-7' })).to.deep.equal([]);
  });

  it('is no problem of a line where a flag or the environment is wrong', async () => {
    expect(await placesOf(ping(), { stage: 'Prod' })).to.deep.equal(['E1202']);
    expect(await placesOf(ping(), { ci: true })).to.deep.equal(['E1201']);
    expect(await placesOf(ping('', 'stage: Prod\n'))).to.deep.equal(['E1202 app.yml:2:8']);
    expect(await placesOf(ping(), { stage: 'dev', mode: 'touches-aws' })).to.deep.equal(['E1205']);
  });

  it('matches patterns with `*` for any text', () => {
    const matching = (pattern: string) => ['pr-1', 'pr-', 'apr-1', 'prod', 'pr-1-eu'].filter((stage) => matchesStage(pattern, stage));
    expect(matching('pr-*')).to.deep.equal(['pr-1', 'pr-', 'pr-1-eu']);
    expect(matching('*-1')).to.deep.equal(['pr-1', 'apr-1']);
    expect(matching('*')).to.have.length(5);
    expect(matching('p*-*u')).to.deep.equal(['pr-1-eu']);
    expect(matchesStage('a*a', 'a')).to.equal(false);
  });
});

describe('overrides of a stage', () => {
  const stages = (text: string) => `stages:\n${text.replace(/^(?=.)/gm, '  ')}`;

  it('apply from the least to the most exact', async () => {
    const app = ping(
      '',
      stages('prod-*: { tags: { a: "2", b: "2" } }\nprod-eu: { tags: { a: "3" } }\n"*": { tags: { a: "1", b: "1", c: "1" } }\n'),
    );
    expect((await configOf(app, { stage: 'prod-eu' })).tags).to.deep.equal({ a: '3', b: '2', c: '1' });
    expect((await configOf(app, { stage: 'dev' })).tags).to.deep.equal({ a: '1', b: '1', c: '1' });
    // Stars don't count: three letters are more exact than two.
    const stars = ping('', stages('"*p*r*": { tags: { a: two } }\npro*: { tags: { a: three } }\n'));
    expect((await configOf(stars, { stage: 'prod' })).tags).to.deep.equal({ a: 'three' });
    const reversed = ping('', stages('pro*: { tags: { a: three } }\n"*p*r*": { tags: { a: two } }\n'));
    expect((await configOf(reversed, { stage: 'prod' })).tags).to.deep.equal({ a: 'three' });
  });

  it('may remove by `null` in a stage that is not that of the run', async () => {
    const app = `app: notes
region: us-east-1
params: { domain: example.com }
stacks:
  core: { constructs: { Ping: { type: Function, handler: src/ping.main, url: true, environment: { LEVEL: info, DOMAIN: "\${param:domain, 'x'}" } } } }
  extra: { constructs: { Pong: { type: Function, handler: src/pong.main } } }
stages:
  prod:
    tags: null
    params: { domain: null }
    stacks: { core: { constructs: { Ping: { timeout: null, url: null, environment: { LEVEL: null } } } }, extra: null }
  qa: { stacks: { core: { constructs: { Ping: { environment: null } } }, extra: { constructs: { Pong: null } } } }
`;
    for (const stage of ['dev', 'prod', 'qa']) expect(await placesOf(app, { stage }), stage).to.deep.equal([]);
  });

  it('cannot hold `null` in a list, or for an unknown key, or as a whole', async () => {
    const stages = (stage: string, entry: string) => placesOf(ping('', `stages: { prod: ${entry} }\n`), { stage });
    for (const stage of ['dev', 'prod']) {
      expect(await stages(stage, '{ plain: [null] }'), stage).to.have.lengthOf(1);
      expect(await stages(stage, '{ acount: null }'), stage).to.have.lengthOf(1);
    }
    expect(await stages('dev', 'null')).to.have.lengthOf(1);
  });

  it('merge maps, replace lists and values, remove by `null`, in long form on both sides', async () => {
    const api = (keys: string) => `{ constructs: { Api: { ${keys} } } }`;
    const base = 'type: Api, cors: false, bind: [T], routes: { GET /a: src/a.main, GET /b: { handler: src/b.main, memory: 256 } }';
    const table = 'T: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }';
    const override = 'cors: { maxAge: 1 hour }, bind: [], routes: { GET /a: { timeout: 3 }, GET /b: null, GET /c: src/c.main }';
    const app = `app: a\nstages: { prod: { stacks: { s: ${api(override)} } } }\nstacks: { s: ${api(base)}, t: { constructs: { ${table} } } }\n`;
    const { config } = constructOf(await configOf(app, { stage: 'prod' }), 'Api');
    expect(config.routes).to.deep.equal({ 'GET /a': { handler: 'src/a.main', timeout: 3 }, 'GET /c': { handler: 'src/c.main' } });
    expect(config.bind).to.deep.equal([]);
    expect(config.cors).to.deep.include({ enabled: false, maxAge: 3600 });
  });

  it('may add a construct and a stack, with their type', async () => {
    const app = ping(
      '',
      stages(
        'prod: { stacks: { core: { constructs: { Pong: { type: Function, handler: src/pong.main } } }, more: { description: x } } }\n',
      ),
    );
    const config = await configOf(app, { stage: 'prod' });
    expect(stackOf(config, 'core').constructs.map(({ id }) => id)).to.deep.equal(['Ping', 'Pong']);
    expect(stackOf(config, 'more').description).to.equal('x');
    expect((await configOf(app)).stacks).to.have.length(1);
  });

  it('keep the line of every leaf', async () => {
    const app = ping('memory: 256\n', stages('prod: { stacks: { core: { constructs: { Ping: { timeout: 3 } } } } }\n'));
    const { source } = await configOf(app, { stage: 'prod' });
    const line = (key: string) => source.locate(['stacks', 'core', 'constructs', 'Ping', key])?.start.line;
    expect([line('timeout'), line('memory'), line('handler')]).to.deep.equal([3, 10, 9]);
  });

  it('set region, account, profile, protection, retention and parameters', async () => {
    const app = ping(
      'description: ${param:greeting}\n',
      `region: us-east-1\nparams: { greeting: hi }\n${stages("prod: { account: '123456789012', region: us-west-2, profile: work, protect: true, removalPolicy: retain, params: { greeting: good day } }\n")}defaults: { removalPolicy: destroy }\n`,
    );
    const prod = await configOf(app, { stage: 'prod' });
    expect(prod).to.include({ account: '123456789012', region: 'us-west-2', profile: 'work', protect: true, removalPolicy: 'retain' });
    expect(constructOf(prod, 'Ping').config.description).to.equal('good day');
    expect(await configOf(app)).to.include({ region: 'us-east-1', protect: false, removalPolicy: 'destroy' });
    expect(constructOf(await configOf(app, { stage: 'prod', params: { greeting: 'ho' } }), 'Ping').config.description).to.equal('ho');
  });

  it('are checked in the stages of other runs too, without the values of their variables', async () => {
    const app = ping(
      '',
      stages('prod: { tags: [a], stacks: { core: { constructs: { Ping: { memory: 1, timeout: "${env:T}", tags: 3 } } } } }\n'),
    );
    expect(await placesOf(app)).to.deep.equal(['E2003 app.yml:3:17', 'E2006 app.yml:3:70', 'E2003 app.yml:3:100']);
    expect((await placesOf(app, { stage: 'prod' })).slice(0, 2)).to.deep.equal(['E2003 app.yml:3:17', 'E2006 app.yml:3:70']);
  });

  it('must give what they add a type', async () => {
    const app = ping(
      '',
      stages('prod: { stacks: { coer: { constructs: { Ping: { memory: 256 } } }, core: { constructs: { Pong: { type: Fnction } } } } }\n'),
    );
    const expected = ['E2002 app.yml:3:43', 'E2007 app.yml:3:106'];
    expect(await placesOf(app)).to.deep.equal(expected);
    expect(await placesOf(app, { stage: 'prod' })).to.include.members(expected);
  });

  it('may change what a less exact one added', async () => {
    const add = 'pr-*: { stacks: { core: { constructs: { Pong: { type: Function, handler: src/pong.main } } } } }';
    const app = (memory: string) =>
      ping('', stages(`${add}\npr-1: { stacks: { core: { constructs: { Pong: { memory: ${memory} } } } } }\n`));
    expect(await placesOf(app('1 GB'))).to.deep.equal([]);
    expect(await placesOf(app('1 MB'))).to.deep.equal(['E2006 app.yml:4:59']);
    expect(constructOf(await configOf(app('1 GB'), { stage: 'pr-1' }), 'Pong').config.memory).to.equal(1024);
  });

  it('bind a protected stage to account and region', async () => {
    expect(await codes(ping('', stages('prod: { protect: true }\n')), { stage: 'prod' })).to.deep.equal(['E1207', 'E1207']);
  });
});

describe('the region', () => {
  it('is the stack’s, the stage’s, the file’s, the flag’s, the environment’s', async () => {
    const environment = { AWS_REGION: 'eu-west-1' };
    expect((await configOf(ping(), { environment, mode: 'touches-aws', stage: 'dev' })).region).to.equal('eu-west-1');
    expect((await configOf(ping(), { environment, region: 'eu-west-2' })).region).to.equal('eu-west-2');
    const app = `${ping('', 'region: eu-west-3\n')}  more: { region: us-east-1, description: x }\n`;
    const config = await configOf(app, { environment });
    expect([config.region, stackOf(config, 'core').region, stackOf(config, 'more').region]).to.deep.equal([
      'eu-west-3',
      'eu-west-3',
      'us-east-1',
    ]);
  });

  it('must be given to commands that touch AWS, but not to the local endpoint', async () => {
    expect(await codes(ping(), { stage: 'dev', mode: 'touches-aws' })).to.deep.equal(['E1205']);
    expect(await codes(ping(), { stage: 'dev', mode: 'touches-aws', local: true })).to.deep.equal([]);
  });

  it('of a flag may not contradict the file', async () => {
    expect(await codes(ping('', 'region: eu-west-3\n'), { region: 'us-east-1' })).to.deep.equal(['E1206']);
  });

  it('and the account stand for themselves where they must be known', async () => {
    const app = ping('name: ping-${region}-${account}\ndescription: in ${region}\n', "region: eu-west-3\naccount: '123456789012'\n");
    const { config } = constructOf(await configOf(app), 'Ping');
    expect(config.name).to.equal('ping-eu-west-3-123456789012');
    expect(config.description).to.deep.include({ kind: 'join' });
  });
});

describe('removal', () => {
  it('keeps data, but not on this machine', async () => {
    expect((await configOf(ping())).removalPolicy).to.equal('retain');
    expect((await configOf(ping(), { local: true })).removalPolicy).to.equal('destroy');
  });
});
