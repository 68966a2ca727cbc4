import { expect } from 'chai';
import { wholeSchema } from '../../scripts/whole-schema.ts';
import { configOf, constructOf, loadText, ping, placesOf } from './project.ts';

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

/** An app of two stages with these lines below the constructs. */
function constructs(lines: string, top = ''): string {
  return `app: notes\n${top || 'stages: { dev: {}, prod: {} }\n'}stacks:\n  core:\n    constructs:\n${lines.replace(/^(?=.)/gm, '      ')}`;
}

const NOTES = `Notes:
  type: Table
  fields: { id: string, author: string }
  primaryIndex: { partitionKey: id }
  globalIndexes:
    byAuthor: { partitionKey: author, when: prod }
`;
const API = `Api:
  type: Api
  routes:
    GET /a: src/a.main
    GET /b:
      when: prod
      handler: src/b.main
      bundle: { copyFiles: [always, { from: only, when: prod }, { from: never, when: dev }] }
      permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'], when: dev }]
      bind: [{ Notes: read, when: prod }]
`;

describe('when of an item', () => {
  it('takes a route, an index, a file, a statement, a permission out of its list or map, and leaves no trace of itself', async () => {
    const dev = await configOf(constructs(NOTES + API));
    expect(constructOf(dev, 'Notes').config.globalIndexes).to.deep.equal({});
    expect(constructOf(dev, 'Api').config.routes).to.deep.equal({ 'GET /a': { handler: 'src/a.main' } });
    const prod = await configOf(constructs(NOTES + API), { stage: 'prod' });
    expect(constructOf(prod, 'Notes').config.globalIndexes).to.deep.equal({ byAuthor: { partitionKey: 'author', projection: 'all' } });
    const { 'GET /b': route } = constructOf(prod, 'Api').config.routes as Record<string, Record<string, unknown>>;
    expect(route).to.deep.include({ handler: 'src/b.main', permissions: [], bind: [{ Notes: 'read' }] });
    expect(route?.bundle).to.deep.include({ copyFiles: [{ from: 'always' }, { from: 'only' }] });
  });

  it('holds in defaults of functions too, and in what a stage overrides', async () => {
    const top = `stages:
  dev: { stacks: { core: { constructs: { Api: { routes: { GET /a: { when: prod }, GET /b: { when: null } } } } } } }
  prod: {}
defaults: { function: { bind: [{ Notes: read, when: prod }] } }
`;
    const dev = await configOf(constructs(NOTES + API, top));
    expect(dev.defaults.function?.bind).to.deep.equal([]);
    expect(Object.keys(constructOf(dev, 'Api').config.routes as object)).to.deep.equal(['GET /b']);
  });

  it('makes way for a reference to what is switched off in the same way', async () => {
    const app = (when: string) =>
      constructs(`${NOTES}  when: prod\n${API.replace('when: prod\n      handler', `when: ${when}\n      handler`)}`);
    expect(await placesOf(app('{ local: false }'))).to.deep.equal([]);
    expect(await placesOf(app('{ local: false }').replace(', when: prod }]\n', ' }]\n'))).to.deep.equal(['E2015 app.yml:22:22']);
    expect(await placesOf(app('prod').replace(', when: prod }]\n', ' }]\n'))).to.deep.equal([]);
  });

  it('is for items alone: not for a function that is the value of a key', async () => {
    const cron = 'Cron:\n  type: Cron\n  schedule: rate(1 day)\n  job:\n    handler: src/a.main\n    when: prod\n';
    expect(await placesOf(constructs(cron))).to.deep.equal(['E2001 app.yml:11:11']);
  });

  it('points at its own line behind items that are switched off', async () => {
    const lines = `Site:
  type: StaticSite
  path: web
  cache:
    - { files: a, cacheControl: a, when: prod }
    - { files: b, cacheControl: b, when: { stages: dev } }
    - { files: c, cacheControl: '\${env:NOWHERE}' }
`;
    expect(await placesOf(constructs(lines))).to.deep.equal(['E2001 app.yml:11:50', 'E1102 app.yml:12:40']);
  });

  it('is a key of every item of the built-in types that is a map', () => {
    expect(itemsOf(wholeSchema.constructs, wholeSchema.definitions).filter(({ switchable }) => !switchable)).to.deep.equal([]);
  });
});

interface Item {
  readonly place: string;
  readonly switchable: boolean;
}

type Schemas = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Maps with keys of their own in the lists and maps of `schemas`; raw CloudFormation and IAM are not ours. */
function itemsOf(schemas: Schemas, definitions: Schemas, above = ''): readonly Item[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const place = `${above}/${name}`;
    if (schema.cloudFormation || schema.passThrough) return [];
    const inner = [schema.items, schema.additionalProperties].flatMap((one) =>
      typeof one === 'object' && one !== null ? [one as Schemas[string]] : [],
    );
    const items = inner.map((one) => {
      const target = definitions[String(one.$ref).replace('#/$defs/', '')];
      const { type, switchable = false } = { ...target, ...(target?.$ref === undefined ? {} : definitions.Function), ...one };
      return { place, type, switchable: switchable === true };
    });
    return [
      ...items.filter(({ type }) => type === 'object').map(({ type: _, ...item }) => item),
      ...itemsOf((schema.properties ?? {}) as Schemas, definitions, place),
      ...inner.flatMap((one) => itemsOf((one.properties ?? {}) as Schemas, definitions, `${place}/*`)),
    ];
  });
}
