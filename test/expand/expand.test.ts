import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { CfnResource, Expansion } from '../../src/core/stages.ts';
import { constructs, definitions } from '../../src/expand/constructs/index.ts';
import { expandFile, expandStacks } from './expand-text.ts';

const example = fileURLToPath(new URL('../../examples/notes/app.yml', import.meta.url));
const table = { type: 'Table', fields: { id: 'string' }, primaryIndex: { partitionKey: 'id' } };
const core = (constructs: object) => ({ core: { constructs } });

async function resourcesOf(stacks: object, head?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, CfnResource>>> {
  const { expansion, problems } = await expandStacks(stacks, head);
  expect(problems).to.deep.equal([]);
  return Object.assign({}, ...(expansion?.stacks ?? []).map(({ template }) => template.Resources));
}

const statementsOf = (resource: CfnResource | undefined) => {
  const [policy] = (resource?.Properties?.Policies ?? []) as unknown as {
    PolicyDocument: { Statement: { Action: string[]; Resource: unknown }[] };
  }[];
  return policy?.PolicyDocument.Statement ?? [];
};

describe('the notes app', () => {
  let expansion: Expansion;
  before(async () => {
    const { expansion: made, problems } = await expandFile(example);
    expect(problems).to.deep.equal([]);
    expansion = made as Expansion;
  });

  it('is lean: 14 resources for two routes and a table, 5 for a job, 4 for a site', () => {
    expect(Object.fromEntries(expansion.stacks.map(({ id, template }) => [id, Object.keys(template.Resources).length]))).to.deep.equal({
      web: 4,
      core: 14,
      digest: 5,
    });
  });

  it('names no stack, no account and nothing that varies', () => {
    const text = JSON.stringify(expansion.stacks.map(({ template }) => template));
    expect(text).not.to.match(/AWS::StackName|AWS::StackId|Metadata|\d{12}|Custom::/);
  });

  it('says where each resource comes from, to the route', () => {
    const origins = Object.assign({}, ...expansion.stacks.map((stack) => stack.origins)) as Expansion['stacks'][number]['origins'];
    const [route] = Object.entries(origins).filter(([id]) => /^ApiGetNotes.*Function$/.test(id));
    expect(route?.[1]).to.deep.equal({
      path: ['stacks', 'core', 'constructs', 'Api', 'routes', 'GET /notes'],
      construct: 'Api',
      type: 'Api',
    });
  });

  it('shows the addresses that people ask for', () => {
    const shown = Object.assign({}, ...expansion.stacks.map((stack) => stack.shown));
    expect(Object.keys(shown).sort()).to.deep.equal(['Api', 'Notes', 'Site']);
  });
});

describe('roles', () => {
  const policiesOf = async (fn: object) =>
    statementsOf((await resourcesOf(core({ T: table, F: { type: 'Function', handler: 'src/a.main', ...fn } }))).FRole);

  it('allow only writing to their own log group where nothing is bound', async () => {
    expect(await policiesOf({})).to.deep.equal([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [{ 'Fn::GetAtt': ['FLogs', 'Arn'] }] },
    ]);
  });

  it('of a bound table hold items, not its policy, tags, settings or existence', async () => {
    const actions = (await policiesOf({ bind: ['T'] })).slice(1).flatMap(({ Action }) => Action);
    expect(actions).to.include.members(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
    expect(actions.filter((action) => /Table|Policy|Tag|Backup|(?<!PartiQL)Update(?!Item)|\*/.test(action))).to.deep.equal([]);
  });

  it('read without write where only that is bound', async () => {
    const actions = (await policiesOf({ bind: [{ T: 'read' }] })).slice(1).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Put|Update|Delete|Insert|Write/.test(action))).to.deep.equal([]);
  });

  it("take a function's own, more exact level in place of its construct's", async () => {
    const api = { type: 'Api', bind: ['T'], routes: { 'GET /': { handler: 'src/a.main', bind: [{ T: 'read' }] } } };
    const resources = await resourcesOf(core({ T: table, A: api }));
    const roles = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(roles.map(([id]) => id)).to.match(/^AGet[0-9a-f]{6}Role$/);
    expect(statementsOf(roles[0]?.[1]).flatMap(({ Action }) => Action)).not.to.include('dynamodb:PutItem');
  });

  it("get a construct's logs and permissions wherever a route's function is more exact only in its log retention", async () => {
    const api = { type: 'Api', routes: { 'GET /': { handler: 'src/a.main', logRetention: 7 }, 'GET /b': 'src/b.main' } };
    const resources = await resourcesOf(core({ A: api }));
    expect(statementsOf(resources.ARole)[0]?.Resource).to.have.length(2);
  });

  it('never have a name', async () => {
    const resources = await resourcesOf(core({ F: { type: 'Function', handler: 'src/a.main' } }));
    expect(resources.FRole?.Properties).not.to.have.property('RoleName');
  });
});

describe('names', () => {
  it('of a site leave room for what S3 adds, in 63 characters', async () => {
    const id = `Site${'x'.repeat(60)}`;
    const { expansion } = await expandStacks({
      web: { region: 'ap-southeast-2', constructs: { [id]: { type: 'StaticSite', path: 'web' } } },
    });
    const prefix = expansion?.stacks[0]?.template.Resources[`${id}Bucket`]?.Properties?.BucketNamePrefix;
    expect(prefix).to.match(/^dev-test-site[a-z0-9-]+$/);
    expect(`${prefix}-123456789012-ap-southeast-2-an`).to.have.length(63);
  });

  it('of functions are cut to 64 characters with a hash of the whole', async () => {
    const id = `F${'x'.repeat(80)}`;
    const resources = await resourcesOf(core({ [id]: { type: 'Function', handler: 'src/a.main' } }));
    expect(resources[`${id}Function`]?.Properties?.FunctionName)
      .to.match(/^dev-test-Fx+-[0-9a-f]{8}$/)
      .and.have.length(64);
  });

  it('of routes and jobs are left to CloudFormation', async () => {
    const resources = await resourcesOf(
      core({ A: { type: 'Api', routes: { 'GET /': 'src/a.main' } }, C: { type: 'Cron', schedule: 'rate(1 day)', job: 'src/b.main' } }),
    );
    const named = Object.values(resources).filter(
      (resource) => resource.Properties && 'FunctionName' in resource.Properties && resource.Type === 'AWS::Lambda::Function',
    );
    expect(named).to.deep.equal([]);
  });
});

describe('retention', () => {
  const policies = async (table_: object, head?: Readonly<Record<string, unknown>>) => {
    const { TTable } = await resourcesOf(core({ T: { ...table, ...table_ } }), head);
    return [TTable?.DeletionPolicy, TTable?.UpdateReplacePolicy];
  };

  it('keeps tables, but not those of a stack that never came to be', async () => {
    expect(await policies({})).to.deep.equal(['RetainExceptOnCreate', 'Retain']);
  });

  it('takes the most exact word', async () => {
    const head = { defaults: { removalPolicy: 'destroy' } };
    expect(await policies({}, head)).to.deep.equal(['Delete', 'Delete']);
    expect(await policies({ removalPolicy: 'retain' }, head)).to.deep.equal(['RetainExceptOnCreate', 'Retain']);
  });

  it('keeps a table where snapshots are the general rule, since it has none', async () => {
    expect(await policies({}, { defaults: { removalPolicy: 'snapshot' } })).to.deep.equal(['RetainExceptOnCreate', 'Retain']);
  });
});

describe('functions', () => {
  it('with the same code share an asset, with other bundling they do not', async () => {
    const { expansion } = await expandStacks(
      core({
        A: { type: 'Function', handler: 'src/a.main' },
        B: { type: 'Function', handler: 'src/a.main', memory: 256 },
        C: { type: 'Function', handler: 'src/a.main', bundle: { minify: false } },
      }),
    );
    expect(expansion?.assets).to.have.length(2);
  });

  it('keep the NODE_OPTIONS of the user', async () => {
    const resources = await resourcesOf(
      core({ F: { type: 'Function', handler: 'src/a.main', environment: { NODE_OPTIONS: '--trace-warnings' } } }),
    );
    expect(resources.FFunction?.Properties?.Environment).to.deep.equal({ Variables: { NODE_OPTIONS: '--trace-warnings' } });
  });
});

describe('schemas', () => {
  it('describe every property, with an example', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties, items, additionalProperties } = schema as Readonly<Record<string, unknown>>;
      for (const [name, property] of Object.entries((properties ?? {}) as Readonly<Record<string, object>>)) {
        const place = `${path}.${name}`;
        for (const key of ['title', 'description', 'examples']) {
          if (!('$ref' in property) && !(key in property)) missing.push(`${place}: ${key}`);
        }
        visit(property, place);
      }
      visit(items, `${path}[]`);
      visit(additionalProperties, `${path}.*`);
    };
    for (const [type, { schema }] of Object.entries(constructs)) visit(schema, type);
    for (const [name, schema] of Object.entries(definitions)) visit(schema, name);
    expect(missing).to.deep.equal([]);
  });

  it('are those of their type', () => {
    for (const [type, construct] of Object.entries(constructs)) expect(construct.type).to.equal(type);
  });
});
