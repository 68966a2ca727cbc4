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

/** Keys, types, values, forms: what a schema can say. */
const OF_THE_SCHEMA = new Set(['E2001', 'E2002', 'E2003', 'E2004', 'E2005', 'E2006', 'E2007', 'E2009', 'E2011', 'E2013']);

/** Mistakes that take more than a schema, though their code is one of these. */
const NOT_BY_SCHEMA: ReadonlySet<string> = new Set([
  // A number where a text is meant is its digits.
  'bad-account',
  // Limits of quantities with a unit.
  ...['function-longer-than-15-minutes', 'function-memory-too-big', 'function-storage-too-small', 'log-retention-between', 'out-of-range'],
  ...['mistake-in-the-defaults', 'spec-ttl-30-minutes'],
  // Functions and names of CloudFormation: what AWS says of them is in no schema of ours.
  ...['raw-condition-as-a-text', 'raw-output-key-misspelt'],
  // An entry that is one only to a schema.
  'bind-of-nothing-but-when',
  // What the items of a list must be, where one stands without the list; and texts with variables.
  ...['spec-hook-empty', 'spec-when-expression'],
  // What the other stacks hold; the schema of one app knows the type, and refuses the third.
  ...['override-in-another-stack', 'override-of-no-construct', 'spec-stage-override-id', 'stage-override-mistake'],
]);

function codesIn(expected: string): readonly string[] {
  return [...expected.matchAll(/^\w+\[(E\d+)\]/gm)].map(([, code = '']) => code);
}

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
    const refused = files
      // Types of the app's own are in the schema that `proj schema` makes of that app.
      .filter(({ text }) => !/^constructTypes:/m.test(text))
      .map(({ name, text }) => ({ name, problems: problemsOf(text) }))
      .filter(({ problems }) => problems.length > 0);
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
        bind: [Notes, { Notes: read, when: [dev, pr-*] }]
        environment: { DEBUG: true, LIMIT: 5 }
        defaults: { function: { memory: 1 GB, timeout: "\${param:timeout}", runtime: "\${param:runtime}" } }
        routes: { GET /a: src/a.main, GET /b: { handler: src/b.main, logRetention: 30 days, when: { not: prod } } }
      Notes: { type: Table, fields: "\${file:keys.yml#/fields}", primaryIndex: { partitionKey: id }, stream: keys_only }
`;
    expect(problemsOf(app)).to.deep.equal([]);
  });

  it('refuses every wrong file that the schema alone can refuse', () => {
    const wrong = textsOf('test/wrong-files', /^[^/]*\.expected\.txt$/).filter(({ text }) =>
      codesIn(text).every((code) => OF_THE_SCHEMA.has(code)),
    );
    expect(wrong.length).to.be.greaterThan(10);
    const accepted = wrong
      .map(({ name }) => name.slice('test/wrong-files/'.length, -'.expected.txt'.length))
      .filter((name) => !NOT_BY_SCHEMA.has(name))
      .filter((name) => problemsOf(readFileSync(new URL(`test/wrong-files/${name}.yml`, root), 'utf8')).length === 0);
    expect(accepted).to.deep.equal([]);
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

describe('the words of the schema for editors', () => {
  const places = schemasOf(schema, '');

  it('say of every key, entry of a map and item of a list what it is', () => {
    const without = places.filter(({ words }) => words.title === undefined || !isSentence(words.description));
    expect(without.map(({ path }) => path)).to.deep.equal([]);
  });

  it('give an example or the possible values of every key', () => {
    const without = places.filter(({ path, words }) => /\/properties\/[^/[]+$/.test(path) && !showsAValue(words));
    expect(without.map(({ path }) => path)).to.deep.equal([]);
  });

  it('repeat no generic description', () => {
    const generic = places.filter(({ words }) =>
      /^(A|An) (list|map|text|number|object|string|value)( of \w+)?\.$/.test(String(words.description)),
    );
    expect(generic.map(({ path }) => path)).to.deep.equal([]);
  });
});

interface Words {
  readonly path: string;
  readonly words: Schema;
}

/** Each key, entry and item with its words, those of what it refers to included. */
function schemasOf(one: Schema, path: string): readonly Words[] {
  const {
    properties = {},
    additionalProperties: values,
    items,
    definitions = {},
  } = one as Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  const inside: readonly (readonly [string, Schema])[] = [
    ...Object.entries(properties).map(([key, inner]) => [`${path}/properties/${key}`, inner] as const),
    ...(isSchema(values) ? [[`${path}/*`, values] as const] : []),
    ...(isSchema(items) ? [[`${path}[]`, items] as const] : []),
  ];
  const own = inside.map(([place, inner]) => ({ path: place, words: withReference(inner) }));
  const below = inside.flatMap(([place, inner]) => schemasOf(inner, place));
  return [...own, ...below, ...Object.entries(definitions).flatMap(([name, inner]) => schemasOf(inner, name))];
}

function withReference({ $ref, ...words }: Schema): Schema {
  const { definitions } = schema as Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  return typeof $ref === 'string' ? { ...definitions?.[$ref.replace('#/definitions/', '')], ...words } : words;
}

function isSentence(description: unknown): boolean {
  return typeof description === 'string' && /^(?:[^a-z]|esbuild).{10,}[.]$/s.test(description);
}

function showsAValue({ examples, markdownDescription, const: only, enum: values, oneOf }: Schema): boolean {
  const hasValues = values !== undefined || (Array.isArray(oneOf) && oneOf.some((one: Schema) => one.enum !== undefined));
  return examples !== undefined || only !== undefined || hasValues || String(markdownDescription).includes('```yaml');
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
