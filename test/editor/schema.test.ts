import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { toValue } from '../../src/loader/node.ts';
import { parse } from '../../src/loader/parse.ts';
import { sourceFile } from '../../src/loader/source.ts';

const root = new URL('../../', import.meta.url);

interface Schema {
  readonly [keyword: string]: unknown;
}

const schema = JSON.parse(readFileSync(new URL('schema/app.schema.json', root), 'utf8')) as Schema;

/** Keywords that editors know and JSON Schema does not. */
const FOR_EDITORS = ['markdownDescription', 'markdownEnumDescriptions', 'patternErrorMessage'];

const ajv = new Ajv.default({ strict: true, allowUnionTypes: true, allErrors: true, validateSchema: true });
ajv.addVocabulary(FOR_EDITORS);
const validate = ajv.compile(schema);

function problemsOf(text: string): readonly string[] {
  const tree = parse(sourceFile('app.yml', text), new Diagnostics());
  return validate(tree && toValue(tree)) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

/** Files below `folder` whose path ends like this. */
function textsOf(folder: string, ending: RegExp): readonly { readonly name: string; readonly text: string }[] {
  const base = new URL(`${folder}/`, root);
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules') && ending.test(file))
    .map((file) => ({ name: `${folder}/${file}`, text: readFileSync(new URL(file, base), 'utf8') }));
}

describe('the schema for editors', () => {
  it('is a schema of draft 7, by its meta-schema', () => {
    expect(schema.$schema).to.equal('http://json-schema.org/draft-07/schema#');
    expect(ajv.validateSchema(schema), ajv.errorsText()).to.equal(true);
  });

  it('accepts every file that is valid: examples, starters, golden cases, the valid files and the fixed ones', () => {
    const files = [
      ...textsOf('examples', /app\.yml$/),
      ...textsOf('templates', /app\.yml$/),
      ...textsOf('test/valid-files', /^[^/]*\.yml$|\/app\.yml$/),
      ...textsOf('test/wrong-files', /^[^/]*\.fixed\.yml$/),
      ...textsOf('src/expand/constructs', /cases\/[^/]*\.yml$/),
    ];
    expect(files.length).to.be.greaterThan(5);
    const refused = files.map(({ name, text }) => ({ name, problems: problemsOf(text) })).filter(({ problems }) => problems.length > 0);
    expect(refused).to.deep.equal([]);
  });

  it('accepts short forms, quantities, variables and partial overrides', () => {
    const app = `
app: notes
account: 123456789012
tags: "\${file:company.yml#/tags}"
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
        environment: { DEBUG: true, LIMIT: 5 }
        defaults: { function: { memory: 1 GB, timeout: "\${param:timeout}", runtime: "\${param:runtime}" } }
        routes: { GET /a: src/a.main, GET /b: { handler: src/b.main, logRetention: 30 days } }
      Notes: { type: Table, fields: "\${file:keys.yml#/fields}", primaryIndex: { partitionKey: id }, stream: keys_only }
`;
    expect(problemsOf(app)).to.deep.equal([]);
  });

  it('refuses what is misspelled, in the base and in an override', () => {
    const construct = (keys: string) => `app: a\nstacks: { s: { constructs: { T: { ${keys} } } } }\n`;
    expect(problemsOf(construct('type: Table, field: {}'))).to.include('/stacks/s/constructs/T additionalProperties');
    expect(problemsOf(construct('type: Tabel'))).to.include('/stacks/s/constructs/T/type enum');
    expect(problemsOf(construct('fields: {}'))).to.include('/stacks/s/constructs/T required');
    expect(problemsOf(construct('type: Table, stream: new_images'))).to.include('/stacks/s/constructs/T/stream pattern');
    expect(problemsOf('app: a\nstacks: { s: {} }\nstages: { prod: { protected: true } }\n')).to.include(
      '/stages/prod additionalProperties',
    );
  });
});
