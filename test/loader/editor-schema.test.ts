import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect } from 'chai';
import { load as parseYaml } from 'js-yaml';

const root = new URL('../../', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('schema/app.schema.json', root), 'utf8'));
const validate = new Ajv.default({ strict: false, allErrors: true }).compile(schema);

function problemsOf(text: string): readonly string[] {
  return validate(parseYaml(text)) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

describe('the schema for editors', () => {
  it('accepts the example', () => {
    expect(problemsOf(readFileSync(new URL('examples/notes/app.yml', root), 'utf8'))).to.deep.equal([]);
  });

  it('accepts the golden cases of every construct', () => {
    const constructs = new URL('src/expand/constructs/', root);
    const cases = readdirSync(constructs, { recursive: true, encoding: 'utf8' }).filter((file) => /cases\/[^/]*\.yml$/.test(file));
    expect(cases.length).to.be.greaterThan(0);
    for (const file of cases) expect(problemsOf(readFileSync(new URL(file, constructs), 'utf8')), file).to.deep.equal([]);
  });

  it('accepts short forms, quantities, variables and partial overrides', () => {
    const app = `
app: notes
account: 123456789012
stages:
  prod:
    stacks:
      core: { when: prod, constructs: { Api: { throttle: { rate: 5 }, cors: null }, Digest: null } }
stacks:
  core:
    when: { not: { stage: [prod] } }
    constructs:
      Api:
        type: Api
        when: dev
        cors: false
        accessLog: true
        bind: [Notes, { Notes: read }]
        defaults: { function: { memory: 1 GB, timeout: "\${param:timeout}", runtime: "\${param:runtime}" } }
        routes: { GET /a: src/a.main, GET /b: { handler: src/b.main, logRetention: 30 days } }
`;
    expect(problemsOf(app)).to.deep.equal([]);
  });

  it('refuses what is misspelled, in the base and in an override', () => {
    const construct = (keys: string) => `app: a\nstacks: { s: { constructs: { T: { ${keys} } } } }\n`;
    expect(problemsOf(construct('type: Table, field: {}'))).to.include('/stacks/s/constructs/T additionalProperties');
    expect(problemsOf(construct('type: Tabel'))).to.include('/stacks/s/constructs/T/type enum');
    expect(problemsOf(construct('fields: {}'))).to.include('/stacks/s/constructs/T required');
    expect(problemsOf('app: a\nstacks: { s: {} }\nstages: { prod: { protected: true } }\n')).to.include(
      '/stages/prod additionalProperties',
    );
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (value: unknown, path: string) => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, one] of Object.entries(value)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(one as Readonly<Record<string, { description?: string; $ref?: string }>>)) {
            if (property.description === undefined && property.$ref === undefined) undescribed.push(`${path}/${name}`);
          }
        }
        visit(one, `${path}/${key}`);
      }
    };
    visit(
      {
        ...schema,
        $defs: Object.fromEntries(Object.entries(schema.$defs as object).filter(([name]) => !/^Construct(Override)?$/.test(name))),
      },
      '',
    );
    expect(undescribed).to.deep.equal([]);
  });
});
