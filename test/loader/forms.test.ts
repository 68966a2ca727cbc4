import { expect } from 'chai';
import { constructs, definitions } from '../../src/expand/constructs/index.ts';
import { appDefinitions, appSchema } from '../../src/loader/app-schema/index.ts';
import { type FormName, forms } from '../../src/loader/forms/index.ts';
import { parseQuantity } from '../../src/loader/quantity.ts';
import { loadText } from './project.ts';

const app = (more: string) => `app: notes
region: us-east-1
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main${more} }
`;

/** What is said about a text, and what can only have been meant. */
function said(form: FormName, text: string): string {
  const misfit = forms[form].check(text);
  return misfit ? `${misfit.problem}${misfit.right === undefined ? '' : ` → ${misfit.right}`}` : 'fits';
}

const fitting: Readonly<Record<FormName, readonly string[]>> = {
  handler: ['src/list.main', 'list.handler', 'src/a.b/list.$main', 'src/api.v2.main', '/src/list._main'],
  'layer-arn': ['arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg:3', 'arn:aws-cn:lambda:cn-north-1:123456789012:layer:a_b-c:12'],
  origin: ['*', 'https://*', 'https://notes.example.com', 'http://localhost:5173', 'capacitor://localhost'],
  'policy-arn': ['arn:aws:iam::123456789012:policy/team/boundary', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
  region: ['us-east-1', 'us-gov-west-1', 'ap-southeast-7', 'xx-new-12'],
  'resource-arn': ['*', 'arn:aws:s3:::reports/*', 'arn:aws:iam::123456789012:role/*', 'arn:aws:s3:::home/${aws:username}'],
  'role-arn': ['arn:aws:iam::123456789012:role/deploy', 'arn:aws-us-gov:iam::123456789012:role/path/deploy'],
  runtime: ['nodejs22.x', 'nodejs24.x'],
  'time-zone': ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'US/Eastern', 'America/Argentina/Buenos_Aires'],
  'topic-arn': ['arn:aws:sns:us-east-1:123456789012:deploys', 'arn:aws:sns:us-east-1:123456789012:deploys.fifo'],
};

const misfits: readonly (readonly [FormName, string, string])[] = [
  ['handler', 'src/list.ts', 'it names the file and no export'],
  ['handler', 'src/list.ts.main', 'the file stands there without its extension `.ts` → src/list.main'],
  ['handler', 'src/list', 'it names no export'],
  ['handler', './src.d/list', 'it names no export'],
  ['handler', 'src/list.', 'the export is missing after the dot'],
  ['handler', 'src/list.my-export', "`my-export` can't be the name of an export"],
  ['handler', '.main', 'it names no file'],
  ['role-arn', 'deploy', 'an ARN begins with `arn:`'],
  ['role-arn', 'arn:aws:iam::123456789012', 'an ARN has six parts with `:` between them, and the resource is missing'],
  ['role-arn', 'arn:aws:iam:us-east-1:123456789012:role/deploy', 'ARNs of `iam` have no region → arn:aws:iam::123456789012:role/deploy'],
  ['role-arn', 'arn:aws:iam::123456789012:user/deploy', 'its last part must be `role/NAME`'],
  ['role-arn', 'arn:aws:iam::12345:role/deploy', 'the account must have 12 digits'],
  ['role-arn', 'arn:amazon:iam::123456789012:role/deploy', '`amazon` is no partition; most accounts are in `aws`'],
  ['policy-arn', 'arn:aws:s3:::policy/boundary', 'it is of the service `s3`, not of `iam`'],
  ['topic-arn', 'arn:aws:sns::123456789012:deploys', 'the region is missing'],
  ['layer-arn', 'arn:aws:lambda:us-east-1:123456789012:layer:ffmpeg', 'its last part must be `layer:NAME:VERSION`, the version a number'],
  ['resource-arn', 'reports/*', 'an ARN begins with `arn:`'],
  ['resource-arn', 'arn:aws:s3:reports', 'an ARN has six parts with `:` between them, and the account is missing'],
  ['region', 'us-east-1a', 'its last letter makes it a zone of a region → us-east-1'],
  ['region', 'us-east1', 'regions are named like `us-east-1`'],
  ['runtime', 'nodejs20.x', 'AWS ended its support on 2026-04-30 and makes no new functions with it from 2027-02-01 on → nodejs24.x'],
  ['runtime', 'nodejs16.x', 'AWS ended its support on 2024-06-12 → nodejs24.x'],
  ['runtime', 'node22', 'AWS writes it in another way → nodejs22.x'],
  ['runtime', 'nodejs22', 'AWS writes it in another way → nodejs22.x'],
  ['runtime', 'python3.13', 'there is none of this name here'],
  ['time-zone', 'UTC+2', 'an offset knows no daylight saving time'],
  ['time-zone', 'europe/berlin', 'AWS looks at capital letters → Europe/Berlin'],
  ['time-zone', 'Europe/Berlinn', 'there is none of this name'],
  ['origin', 'notes.example.com', 'the scheme is missing'],
  ['origin', 'https://notes.example.com/', 'browsers send it without `/` at its end → https://notes.example.com'],
  ['origin', 'https://notes.example.com/app?x', 'browsers send no path → https://notes.example.com'],
  ['origin', 'https://*.example.com', 'AWS takes no `*` in the host'],
  ['origin', 'https://Notes.example.com', 'browsers send it in lower case → https://notes.example.com'],
  ['origin', 'all of them', 'it is made of scheme, host and port'],
];

describe('forms', () => {
  for (const [form, texts] of Object.entries(fitting)) {
    it(`${form}: texts that fit`, () => {
      expect(texts.map((text) => `${text} ${said(form as FormName, text)}`)).to.deep.equal(texts.map((text) => `${text} fits`));
    });
  }

  for (const [form, text, words] of misfits) {
    it(`${form}: ${text}`, () => {
      expect(said(form, text)).to.equal(words);
    });
  }

  it('are never asked about what is known only at deploy', async () => {
    const { problems } = await loadText(
      app(
        ", layers: ['${ssm:/layer}', 'arn:aws:lambda:${region}:${account}:layer:x'], permissions: [{ actions: [s3:GetObject], resources: ['${ssm:/arn}'] }]",
      ),
    );
    expect(problems).to.deep.equal([]);
  });

  it('are a warning where the text can still be used, and the text is kept', async () => {
    const { config, problems } = await loadText(app(', runtime: nodejs20.x'));
    expect(problems.map(({ code, severity }) => `${severity} ${code}`)).to.deep.equal(['warning E2020']);
    expect(config?.stacks[0]?.constructs[0]?.config.runtime).to.equal('nodejs20.x');
  });

  it('are asked about values of variables too', async () => {
    const { problems } = await loadText(app(", runtime: '${env:RUNTIME}'"), { environment: { RUNTIME: 'nodejs14.x' } });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      '`nodejs14.x` is not a runtime that can be used: AWS ended its support on 2023-12-04',
    ]);
  });
});

describe('quantities', () => {
  const quantity = (text: string, unit: 'seconds' | 'megabytes' | 'days') => {
    const found = parseQuantity(text, unit);
    return typeof found === 'number' ? found : `${found.problem}${found.right === undefined ? '' : ` → ${found.right}`}`;
  };

  it('come in units', () => {
    expect([
      quantity('5 minutes', 'seconds'),
      quantity('10s', 'seconds'),
      quantity('1.5 GB', 'megabytes'),
      quantity('2 weeks', 'days'),
    ]).to.deep.equal([300, 10, 1536, 14]);
  });

  it('say what is wrong with them', () => {
    expect(quantity('10 minuts', 'seconds')).to.equal('`minuts` is not one of its units: seconds, minutes, hours or days → 10 minutes');
    expect(quantity('10 parsecs', 'seconds')).to.equal('`parsecs` is not one of its units: seconds, minutes, hours or days');
    expect(quantity('500 ms', 'seconds')).to.equal('AWS counts it in whole seconds');
    expect(quantity('0.5 seconds', 'seconds')).to.equal('it is no whole number of seconds');
    expect(quantity('1h 30m', 'seconds')).to.equal('it must be one number with one unit');
    expect(quantity('-5 minutes', 'seconds')).to.equal('it must be a positive number');
    expect(quantity('1,5 GB', 'megabytes')).to.equal('decimals follow a point → 1.5 GB');
    expect(quantity('ten seconds', 'seconds')).to.equal('it begins with no number');
    expect(quantity('1 TB', 'megabytes')).to.equal('`TB` is not one of its units: MB or GB');
  });
});

describe('the words of the schemas', () => {
  /** Every schema object below `schema`, with its path. */
  function* all(schema: unknown, path: string): Iterable<readonly [string, Readonly<Record<string, unknown>>]> {
    if (typeof schema !== 'object' || schema === null) return;
    yield [path, schema as Readonly<Record<string, unknown>>];
    for (const [key, value] of Object.entries(schema)) if (key !== 'examples') yield* all(value, `${path}/${key}`);
  }

  it('say in words what every pattern asks for', () => {
    const sources = {
      app: appSchema,
      ...appDefinitions,
      ...definitions,
      ...Object.fromEntries(Object.entries(constructs).map(([type, { schema }]) => [type, schema])),
    };
    const silent = [...all(sources, '')].flatMap(([path, schema]) => [
      ...(typeof schema.pattern === 'string' && !path.endsWith('/propertyNames') && schema.form === undefined && schema.format === undefined
        ? [path]
        : []),
      ...(schema.propertyNames !== undefined && schema.keyForm === undefined ? [path] : []),
    ]);
    expect(silent).to.deep.equal([]);
  });
});
