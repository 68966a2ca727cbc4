import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { SCHEMA_FILE, schemaOf, writeSchema } from '../../src/editor/of-app.ts';
import { toValue } from '../../src/loader/node.ts';
import { outline } from '../../src/loader/outline.ts';
import { parse } from '../../src/loader/parse.ts';
import { sourceFile } from '../../src/loader/source.ts';

const APP = `
app: notes
stacks:
  core:
    constructs:
      Notes: { type: Table, fields: { noteId: string }, primaryIndex: { partitionKey: noteId } }
      Api: { type: Api, routes: { GET /notes: src/list.main } }
stages:
  dev:
    stacks: { core: { constructs: { Seed: { type: Function, handler: src/seed.main } } } }
`;

describe('the schema of one app', () => {
  let folder: string;
  let validate: ValidateFunction | undefined;
  const read = () => outline({ workingDirectory: folder, environment: {} });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'proj-editor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Problems of `text` by the schema of `APP`. */
  async function problemsOf(text: string): Promise<readonly string[]> {
    writeFileSync(join(folder, 'app.yml'), APP);
    validate ??= new Ajv.default({ strict: false, allErrors: true }).compile(schemaOf(await read()));
    const tree = parse(sourceFile('app.yml', text), new Diagnostics());
    return validate(tree && toValue(tree)) ? [] : (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  }

  const override = (constructs: string) => `${APP}  prod: { stacks: { core: { constructs: ${constructs} } } }\n`;

  it('takes an override only in the form of the type that the construct has', async () => {
    expect(await problemsOf(override('{ Api: { throttle: { rate: 5 } }, Notes: { stream: true }, Seed: { timeout: 5 } }'))).to.deep.equal(
      [],
    );
    const path = '/stages/prod/stacks/core/constructs';
    expect(await problemsOf(override('{ Api: { stream: true } }'))).to.deep.equal([`${path}/Api additionalProperties`]);
    expect(await problemsOf(override('{ Seed: { routes: {} } }'))).to.deep.equal([`${path}/Seed additionalProperties`]);
    expect(await problemsOf(override('{ Notes: { type: Api } }'))).to.deep.equal([`${path}/Notes/type const`]);
  });

  it('lets a stage remove a construct, and add one that the app does not have', async () => {
    expect(await problemsOf(override('{ Api: null, New: { type: Cron, schedule: rate(1 day), job: src/a.main } }'))).to.deep.equal([]);
  });

  it('offers the constructs of the app, and takes others', async () => {
    expect(await problemsOf(`${APP}defaults: { function: { bind: [Notes, Later, { Api: read }] } }\n`)).to.deep.equal([]);
    writeFileSync(join(folder, 'app.yml'), APP);
    const { definitions } = schemaOf(await read()) as { definitions: Record<string, { items: { examples: unknown; properties: object } }> };
    expect(definitions.Bind?.items.examples).to.deep.equal(['Notes', 'Api', 'Seed']);
    expect(definitions.Permissions?.items.properties).to.include.keys('Notes', 'Api', 'Seed', 'actions');
  });

  it('takes the construct types of the app, in the base and in overrides', async () => {
    writeFileSync(join(folder, 'app.yml'), 'stacks: { core: { constructs: { Mail: { type: Mailbox } } } }');
    const own = {
      Mailbox: {
        description: 'A mailbox.',
        required: ['type', 'address'],
        additionalProperties: false,
        properties: { type: { type: 'string' }, address: { type: 'string' }, onMail: { $ref: '#/$defs/Function' } },
      },
    };
    const check = new Ajv.default({ strict: false, allErrors: true }).compile(
      schemaOf({ stacks: new Map(), ...(await read()), constructTypes: own }),
    );
    const app = (mail: object, override: object) => ({
      app: 'notes',
      stacks: {
        core: { constructs: { Mail: { type: 'Mailbox', ...mail }, Notes: { type: 'Cron', schedule: 'rate(1 day)', job: 'a.b' } } },
      },
      stages: { prod: { stacks: { core: { constructs: { Mail: override } } } } },
    });
    expect(check(app({ address: 'a@b.c', onMail: 'src/mail.main' }, { onMail: { timeout: 5 } })), JSON.stringify(check.errors)).to.equal(
      true,
    );
    expect(check(app({}, {}))).to.equal(false);
    expect(check(app({ address: 'a@b.c' }, { adress: 'b' }))).to.equal(false);
  });

  it('is the published one where there is no app file, or it cannot be read', async () => {
    expect(await read()).to.equal(undefined);
    writeFileSync(join(folder, 'app.yml'), 'app: [notes\nstacks: {');
    expect(await read()).to.equal(undefined);
    writeFileSync(join(folder, 'app.yml'), 'just text');
    expect(await read()).to.equal(undefined);
    expect(schemaOf(undefined)).to.have.property('definitions');
  });

  it('reads what it can of a file that is half written', async () => {
    writeFileSync(
      join(folder, 'app.yml'),
      'stacks:\n  core:\n    constructs:\n      A: { type: Nothing }\n      B:\n      C: { type: Table }\n  web:\n  x: 5\n',
    );
    const { definitions } = schemaOf(await read()) as { definitions: Record<string, object> };
    expect(JSON.stringify(definitions.coreOverride))
      .to.include('"C":{"$ref":"#/definitions/ConstructTableOverride"}')
      .and.not.include('"A":');
  });

  it('is written where its text differs, and left alone where it does not', async () => {
    writeFileSync(join(folder, 'app.yml'), APP);
    const app = await read();
    if (!app) throw new Error('no outline');
    const file = join(folder, SCHEMA_FILE);
    writeSchema(folder, app);
    const long = new Date(1_000_000);
    utimesSync(file, long, long);
    writeSchema(folder, app);
    expect(statSync(file).mtime).to.deep.equal(long);
    writeSchema(folder, { stacks: new Map() });
    expect(readFileSync(file, 'utf8')).to.not.include('coreOverride');
  });
});
