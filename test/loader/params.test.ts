import { expect } from 'chai';
import { loadText, ping, placesOf } from './project.ts';

const used = 'description: ${param:title}\n';

describe('parameters', () => {
  it('are warned of where nothing uses them, in the app and in its stages', async () => {
    const app = ping(used, 'params: { title: a, colour: b }\nstages:\n  prod: { params: { title: c, size: d } }\n');
    expect(await placesOf(app)).to.deep.equal(['E1120 app.yml:2:21', 'E1120 app.yml:4:31']);
  });

  it('count as used by other stages, other files, fallbacks and parts that are switched off', async () => {
    const app = ping(
      'when: prod\ndescription: "${env:TITLE, ${param:title}}"\n',
      'params: { title: a, other: b, size: 128 }\ninclude: a.yml\nstages: { prod: { tags: { a: "${param:size}" } } }\n',
    );
    const files = {
      'a.yml': 'stages: {}\n'.replace(
        'stages: {}',
        'stacks: { a: { constructs: { A: { type: Function, handler: a.main, description: "${param:other}" } } } }',
      ),
    };
    expect(await placesOf(app, {}, files)).to.deep.equal([]);
  });

  it('of house rules, and ones whose names are made up, are not warned of', async () => {
    const files = { 'house.yml': 'stages: { dev: { params: { house: a } } }\n' };
    expect(await placesOf(ping('', 'extends: house.yml\n'), {}, files)).to.deep.equal([]);
    expect(await placesOf(ping('description: "${param:${stage}}"\n', 'params: { dev: a, prod: b }\n'))).to.deep.equal([]);
  });

  it('of the command line must be known, or used', async () => {
    const { problems } = await loadText(ping(used, 'params: { title: a }\n'), { params: { titel: 'b' } });
    expect(problems.map(({ code, hint, span }) => [code, hint, span])).to.deep.equal([['E1121', 'did you mean `title`?', undefined]]);
    expect(await placesOf(ping(used), { params: { title: 'b' } })).to.deep.equal([]);
    expect(await placesOf(ping(used, 'stages: { prod: { params: { title: a } } }\n'), { params: { title: 'b' } })).to.deep.equal([]);
    expect(await placesOf(ping(), { params: { title: 'b' } })).to.deep.equal(['E1121']);
  });
});

describe('a stage with an end', () => {
  const stages = (entry: string) => ping('', `stages: { pr-*: ${entry} }\n`);

  it('keeps no data by default, and knows how long it lasts', async () => {
    const load = async (entry: string) => (await loadText(stages(entry), { stage: 'pr-1' })).config;
    expect(await load('{ ttl: 7 days }')).to.include({ ttl: 7 * 24 * 3600, removalPolicy: 'destroy' });
    expect(await load('{ ttl: 12 hours, removalPolicy: retain }')).to.include({ ttl: 12 * 3600, removalPolicy: 'retain' });
    expect(await load('{}'))
      .to.include({ removalPolicy: 'retain' })
      .and.not.to.have.property('ttl');
  });

  it('is never a protected one, and lasts at least an hour', async () => {
    const inPr = { stage: 'pr-1' };
    const protectedOne = '{ protect: true, account: "123456789012", region: us-east-1, ttl: 1 day }';
    expect(await placesOf(stages(protectedOne), inPr)).to.deep.equal(['E1209 app.yml:2:83']);
    for (const stage of ['pr-1', 'dev']) {
      expect(await placesOf(stages('{ ttl: 7 }'), { stage }), stage).to.deep.equal(['E2006 app.yml:2:24']);
      expect(await placesOf(stages('{ ttl: soon }'), { stage }), stage).to.have.lengthOf(1);
    }
  });
});
