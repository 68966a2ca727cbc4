/** Every problem that the expansion finds: its code, its place, and that nothing else is said. */
import { expect } from 'chai';
import { expansion } from '../../src/core/codes/expansion.ts';
import { codes } from '../../src/core/codes.ts';
import { expandStacks } from './expand-text.ts';

const table = (more: object = {}) => ({ type: 'Table', fields: { id: 'string' }, primaryIndex: { partitionKey: 'id' }, ...more });
const fn = (more: object = {}) => ({ type: 'Function', handler: 'src/a.main', ...more });
const api = (more: object = {}) => ({ type: 'Api', routes: { 'GET /': 'src/a.main' }, ...more });
const site = (more: object = {}) => ({ type: 'StaticSite', path: 'web', ...more });
const cron = (schedule: string) => ({ type: 'Cron', schedule, job: 'src/a.main' });
const core = (constructs: object, more: object = {}) => ({ core: { constructs, ...more } });
/** Each is a parameter of its own. */
function ssmVariables(index: number, count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`V${number}`, `\${ssm:/${index}/${number}}`]));
}

const functionsOfTable = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`F${index}`, fn()] as const));

interface Case {
  readonly code: keyof typeof expansion;
  readonly when: string;
  readonly stacks: object;
  readonly head?: Readonly<Record<string, unknown>>;
  /** Below the construct, the stack or the file, joined by `/`. */
  readonly at: string;
  readonly hint?: RegExp;
}

const namedRole = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: {} } };

const protectedStage = { stage: 'prod', stages: { prod: { protect: true, account: '123456789012', region: 'us-east-1' } } };

const cases: readonly Case[] = [
  {
    code: 'E3002',
    when: 'a reference names no attribute',
    stacks: core({ T: table(), F: fn({ environment: { TABLE: '${T.tableNme}' } }) }),
    at: 'stacks/core/constructs/F/environment/TABLE',
    hint: /tableName/,
  },
  {
    code: 'E3002',
    when: 'a reference in the app-wide defaults of functions names no attribute, once for all functions',
    stacks: core({ T: table(), F: fn(), G: fn() }),
    head: { defaults: { function: { environment: { TABLE: '${T.nothing}' } } } },
    at: 'defaults/function/environment/TABLE',
  },
  {
    code: 'E3003',
    when: 'stacks need each other',
    stacks: {
      one: { constructs: { A: fn({ environment: { NAME: '${B.functionName}' } }) } },
      two: { constructs: { B: fn({ bind: ['A'] }) } },
    },
    at: 'stacks/one/constructs/A/environment/NAME',
  },
  {
    code: 'E3003',
    when: 'a stack needs one that depends on it',
    stacks: { one: { dependsOn: ['two'], constructs: { A: fn() } }, two: { constructs: { B: fn({ bind: ['A'] }) } } },
    at: 'stacks/one/dependsOn/0',
  },
  {
    code: 'E3004',
    when: 'a function wants its own URL',
    stacks: core({ F: fn({ url: true, environment: { URL: '${F.url}' } }) }),
    at: 'stacks/core/constructs/F/environment/URL',
    hint: /\$\{F\.url\}.*at run time/,
  },
  {
    code: 'E3004',
    when: 'an override makes a name unknown that a cycle would need',
    stacks: core({
      A: fn({ environment: { SELF: '${A.functionName}' }, overrides: { Function: { Properties: { FunctionName: 'other' } } } }),
    }),
    at: 'stacks/core/constructs/A/environment/SELF',
  },
  {
    code: 'E3005',
    when: 'two roles get the same name, in different regions: roles are of the whole account',
    stacks: {
      one: { region: 'us-east-1', resources: { Role: namedRole } },
      two: { region: 'eu-west-1', resources: { Other: namedRole } },
    },
    at: 'stacks/two/resources/Other',
  },
  {
    code: 'E3005',
    when: 'two tables get the same name',
    stacks: core(
      { A: table({ name: 'notes' }) },
      {
        resources: {
          Raw: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'notes', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } },
        },
      },
    ),
    at: 'stacks/core/resources/Raw',
  },
  {
    code: 'E3006',
    when: 'a raw resource takes the logical id of a construct',
    stacks: core({ A: table() }, { resources: { ATable: { Type: 'AWS::SNS::Topic' } } }),
    at: 'stacks/core/resources/ATable',
  },
  {
    code: 'E3006',
    when: 'a raw resource takes the name of a parameter',
    stacks: core({ A: fn() }, { resources: { AssetBucket: { Type: 'AWS::SNS::Topic' } } }),
    at: 'stacks/core/resources/AssetBucket',
  },
  {
    code: 'E3007',
    when: 'a bind and `environment` set one variable',
    stacks: core({ T: table(), F: fn({ bind: ['T'], environment: { T_TABLE_NAME: 'x' } }) }),
    at: 'stacks/core/constructs/F/bind/0',
  },
  {
    code: 'E3008',
    when: 'Lambda has taken the variable',
    stacks: core({ F: fn({ environment: { AWS_REGION: 'x' } }) }),
    at: 'stacks/core/constructs/F/environment/AWS_REGION',
  },
  {
    code: 'E3009',
    when: 'a stack has too many resources',
    stacks: core({ T: table(), ...functionsOfTable(167) }),
    at: 'stacks/core/constructs/F0',
    hint: /F0/,
  },
  {
    code: 'E3010',
    when: 'a stack comes near to too many resources',
    stacks: core({ T: table(), ...functionsOfTable(134) }),
    at: 'stacks/core/constructs/F0',
  },
  {
    code: 'E3009',
    when: 'a stack has too many parameters',
    stacks: core(Object.fromEntries([20, 90, 95].map((count, index) => [`F${index}`, fn({ environment: ssmVariables(index, count) })]))),
    at: 'stacks/core/constructs/F2',
    hint: /`F2` has 96, `F1` has 91, `F0` has 21/, // with the bucket of their code
  },
  {
    code: 'E3011',
    when: 'a permission is a bare service',
    stacks: core({ F: fn({ permissions: ['s3'] }) }),
    at: 'stacks/core/constructs/F/permissions/0',
    hint: /Notes: read.*actions: \[s3\]/,
  },
  {
    code: 'E3011',
    when: 'actions have no resources',
    stacks: core({ F: fn({ permissions: [{ actions: ['s3:GetObject'] }] }) }),
    at: 'stacks/core/constructs/F/permissions/0',
  },
  {
    code: 'E3012',
    when: 'a construct has no such level',
    stacks: core({ A: fn(), F: fn({ bind: [{ A: 'read' }] }) }),
    at: 'stacks/core/constructs/F/bind/0',
    hint: /readwrite/,
  },
  {
    code: 'E3012',
    when: 'there is nothing to permit on a construct',
    stacks: core({ A: api(), F: fn({ permissions: [{ A: 'read' }] }) }),
    at: 'stacks/core/constructs/F/permissions/0',
  },
  {
    code: 'E3013',
    when: 'there is nothing to bind',
    stacks: core({ C: cron('rate(1 day)'), F: fn({ bind: ['C'] }) }),
    at: 'stacks/core/constructs/F/bind/0',
  },
  {
    code: 'E3014',
    when: 'all is allowed on a protected stage',
    stacks: core({ F: fn({ permissions: '*' }) }),
    head: protectedStage,
    at: 'stacks/core/constructs/F/permissions',
  },
  {
    code: 'E3014',
    when: 'all actions are allowed on a protected stage',
    stacks: core({ F: fn({ permissions: [{ actions: ['s3:GetObject', '*:*'], resources: ['arn:aws:s3:::a/*'] }] }) }),
    head: protectedStage,
    at: 'stacks/core/constructs/F/permissions/0',
  },
  {
    code: 'E3015',
    when: 'an override names no resource',
    stacks: core({ T: table({ overrides: { Tabel: { Properties: {} } } }) }),
    at: 'stacks/core/constructs/T/overrides/Tabel',
    hint: /`Table`/,
  },
  {
    code: 'E3016',
    when: 'an override forgets `Properties`',
    stacks: core({ T: table({ overrides: { Table: { TableName: 'x' } } }) }),
    at: 'stacks/core/constructs/T/overrides/Table/TableName',
    hint: /Properties/,
  },
  {
    code: 'E3017',
    when: 'a route has no method',
    stacks: core({ A: api({ routes: { '/notes': 'src/a.main' } }) }),
    at: 'stacks/core/constructs/A/routes//notes',
    hint: /`GET \/notes`/,
  },
  {
    code: 'E3017',
    when: 'a path lacks its slash',
    stacks: core({ A: api({ routes: { 'GET notes': 'src/a.main' } }) }),
    at: 'stacks/core/constructs/A/routes/GET notes',
    hint: /`GET \/notes`/,
  },
  {
    code: 'E3017',
    when: 'a part of a path is written as in other frameworks',
    stacks: core({ A: api({ routes: { 'GET /notes/:id/text': 'src/a.main' } }) }),
    at: 'stacks/core/constructs/A/routes/GET /notes/:id/text',
    hint: /`GET \/notes\/\{id\}\/text`/,
  },
  {
    code: 'E3017',
    when: 'the rest of a path is a star',
    stacks: core({ A: api({ routes: { 'GET /files/*': 'src/a.main' } }) }),
    at: 'stacks/core/constructs/A/routes/GET /files/*',
    hint: /`GET \/files\/\{proxy\+\}`/,
  },
  {
    code: 'E3017',
    when: 'a part of a path has the name of another',
    stacks: core({ A: api({ routes: { 'GET /users/{id}/notes/{id}': 'src/a.main' } }) }),
    at: 'stacks/core/constructs/A/routes/GET /users/{id}/notes/{id}',
    hint: /`\{id\}` is there twice/,
  },
  {
    code: 'E3018',
    when: 'a route is there twice',
    stacks: core({ A: api({ routes: { 'GET /notes': 'src/a.main', 'get  /notes': 'src/b.main' } }) }),
    at: 'stacks/core/constructs/A/routes/get  /notes',
  },
  {
    code: 'E3018',
    when: 'two routes differ only in the name of a part',
    stacks: core({ A: api({ routes: { 'GET /notes/{id}': 'src/a.main', 'GET /notes/{noteId}': 'src/b.main' } }) }),
    at: 'stacks/core/constructs/A/routes/GET /notes/{noteId}',
  },
  {
    code: 'E3033',
    when: 'a route may take longer than API Gateway waits',
    stacks: core({
      A: api({ routes: { 'GET /notes': { handler: 'src/a.main', timeout: 31 }, 'GET /': { handler: 'src/a.main', timeout: 30 } } }),
    }),
    at: 'stacks/core/constructs/A/routes/GET /notes/timeout',
  },
  {
    code: 'E3033',
    when: 'the default of many functions is longer than API Gateway waits, once for all routes',
    stacks: core({ A: api({ routes: { 'GET /a': 'src/a.main', 'GET /b': 'src/b.main' } }), F: fn() }),
    head: { defaults: { function: { timeout: '5 minutes' } } },
    at: 'defaults/function/timeout',
  },
  {
    code: 'E3019',
    when: 'a key is no field',
    stacks: core({ T: table({ primaryIndex: { partitionKey: 'id', sortKey: 'date' } }) }),
    at: 'stacks/core/constructs/T/primaryIndex/sortKey',
  },
  {
    code: 'E3020',
    when: 'a field is in no key',
    stacks: core({ T: table({ fields: { id: 'string', title: 'string' } }) }),
    at: 'stacks/core/constructs/T/fields/title',
  },
  {
    code: 'E3021',
    when: 'credentials are allowed for all origins',
    stacks: core({ A: api({ cors: { allowCredentials: true } }) }),
    at: 'stacks/core/constructs/A/cors/allowCredentials',
  },
  {
    code: 'E3022',
    when: 'a table should be kept as a snapshot',
    stacks: core({ T: table({ removalPolicy: 'snapshot' }) }),
    at: 'stacks/core/constructs/T/removalPolicy',
  },
  {
    code: 'E3023',
    when: 'a cron has five fields',
    stacks: core({ C: cron('cron(0 8 * * ?)') }),
    at: 'stacks/core/constructs/C/schedule',
    hint: /six fields/,
  },
  {
    code: 'E3026',
    when: 'the environment is too big',
    stacks: core({ F: fn({ environment: { TEXT: 'ä'.repeat(2100) } }) }),
    at: 'stacks/core/constructs/F',
  },
  {
    code: 'E3027',
    when: 'the id of a construct is so long that those of its resources are too long',
    stacks: core({ ['A'.repeat(251)]: table({ name: 'short' }) }),
    at: `stacks/core/constructs/${'A'.repeat(251)}`,
  },
  {
    code: 'E3028',
    when: 'a function URL lists OPTIONS',
    stacks: core({ F: fn({ url: { cors: { allowMethods: ['OPTIONS'] } } }) }),
    at: 'stacks/core/constructs/F/url/cors/allowMethods',
  },
  {
    code: 'E3029',
    when: 'a local index has no sort key beside it',
    stacks: core({ T: table({ fields: { id: 'string', at: 'number' }, localIndexes: { recent: { sortKey: 'at' } } }) }),
    at: 'stacks/core/constructs/T/localIndexes/recent',
  },
  {
    code: 'E3030',
    when: 'two indexes have one name',
    stacks: core({
      T: table({
        fields: { id: 'string', at: 'number' },
        primaryIndex: { partitionKey: 'id', sortKey: 'at' },
        localIndexes: { recent: { sortKey: 'at' } },
        globalIndexes: { recent: { partitionKey: 'at' } },
      }),
    }),
    at: 'stacks/core/constructs/T/localIndexes/recent',
  },
  {
    code: 'E3031',
    when: 'a single-page app has an error page',
    stacks: core({ S: site({ spa: true, errorPage: '404.html' }) }),
    at: 'stacks/core/constructs/S/errorPage',
  },
  {
    code: 'E3032',
    when: 'a stack is empty',
    stacks: { core: { constructs: { T: table({ when: 'prod' }) } } },
    head: { stages: { prod: {} } },
    at: 'stacks/core',
  },
  {
    code: 'E3034',
    when: 'an output is a map without `Value`',
    stacks: core({ T: table() }, { outputs: { Name: { name: '${T.tableName}' } } }),
    at: 'stacks/core/outputs/Name',
  },
  {
    code: 'E3036',
    when: 'the permissions of a function are more than a role can hold',
    stacks: core({
      F: fn({
        permissions: [
          { actions: ['s3:GetObject'], resources: Array.from({ length: 300 }, (_, n) => `arn:aws:s3:::a-bucket-with-a-name-${n}/*`) },
        ],
      }),
    }),
    at: 'stacks/core/constructs/F',
    hint: /at least 1\d{4} characters.*own role/s,
  },
  {
    code: 'E3037',
    when: 'one field is both keys',
    stacks: core({ T: table({ primaryIndex: { partitionKey: 'id', sortKey: 'id' } }) }),
    at: 'stacks/core/constructs/T/primaryIndex/sortKey',
  },
  {
    code: 'E3038',
    when: 'indexes list more than 100 attributes',
    stacks: core({
      T: table({ globalIndexes: { byId: { partitionKey: 'id', projection: Array.from({ length: 101 }, (_, n) => `field${n}`) } } }),
    }),
    at: 'stacks/core/constructs/T',
  },
  {
    code: 'E3039',
    when: 'there are more than 20 global indexes',
    stacks: core({
      T: table({ globalIndexes: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`index${n}`, { partitionKey: 'id' }])) }),
    }),
    at: 'stacks/core/constructs/T/globalIndexes',
  },
  {
    code: 'E3045',
    when: 'the time to live of a table is a text',
    stacks: core({ T: table({ timeToLiveAttribute: 'id' }) }),
    at: 'stacks/core/constructs/T/timeToLiveAttribute',
    hint: /numbers only/,
  },
  {
    code: 'E3045',
    when: 'a rate has a time zone',
    stacks: core({ C: { type: 'Cron', schedule: 'rate(1 day)', timezone: 'Europe/Berlin', job: 'src/a.main' } }),
    at: 'stacks/core/constructs/C/timezone',
  },
  {
    code: 'E3045',
    when: 'a site without a build has an environment',
    stacks: core({ S: site({ environment: { LEVEL: 'info' } }) }),
    at: 'stacks/core/constructs/S/environment',
  },
  {
    code: 'E3046',
    when: 'an export is a text',
    stacks: core({ T: table() }, { outputs: { Name: { Value: '${T.tableName}', Export: 'name' } } }),
    at: 'stacks/core/outputs/Name/Export',
  },
];

describe('problems of the expansion', () => {
  for (const { code, when, stacks, head, at, hint } of cases) {
    it(`${code} where ${when}`, async () => {
      const { problems } = await expandStacks(stacks, head);
      expect(problems.map((problem) => `${problem.code} ${problem.path.join('/')}`)).to.deep.equal([`${code} ${at}`]);
      expect(problems[0]?.severity).to.equal('severity' in codes[code] ? 'warning' : 'error');
      expect(problems[0]?.span, 'a place in the file').not.to.equal(undefined);
      if (hint) expect(`${problems[0]?.message}\n${problems[0]?.hint}`).to.match(hint);
    });
  }

  it('nothing where names are equal in different regions, of what belongs to a region', async () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } };
    const { problems } = await expandStacks({
      one: { region: 'us-east-1', resources: { Queue: queue } },
      two: { region: 'eu-west-1', resources: { Other: queue } },
    });
    expect(problems).to.deep.equal([]);
  });

  it('every code has an example', () => {
    const shown = new Set<string>(cases.map(({ code }) => code));
    expect(Object.keys(expansion).filter((code) => !shown.has(code))).to.deep.equal([]);
  });

  it('the path of a stack cycle is printed, with the reference behind each step', async () => {
    const { problems } = await expandStacks({
      one: { constructs: { A: fn({ bind: ['C'] }) } },
      two: { constructs: { B: fn({ bind: ['A'] }) } },
      three: { constructs: { C: fn({ bind: ['B'] }) } },
    });
    expect(problems[0]?.message).to.equal('stacks need each other: one → three → two → one');
    expect(problems[0]?.related?.map(({ message }) => message)).to.deep.equal([
      '`one` needs `three` through `C.functionName`',
      '`three` needs `two` through `B.functionName`',
      '`two` needs `one` through `A.functionName`',
    ]);
  });
});
