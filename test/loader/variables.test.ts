import { expect } from 'chai';
import { type Expression, isExpression } from '../../src/core/expression.ts';
import { configOf, constructOf, type Files, loadText, ping, placesOf } from './project.ts';

type Options = Parameters<typeof loadText>[1];

/** What `description: <text>` comes to. */
async function valueFor(text: string, top = '', options: Options = {}, files: Files = {}): Promise<unknown> {
  return constructOf(await configOf(ping(`description: ${text}\n`, top), options, files), 'Ping').config.description;
}

async function problemOf(text: string, top = '', options: Options = {}, files: Files = {}) {
  const { problems } = await loadText(ping(`description: ${text}\n`, top), options, files);
  return problems.map(({ code, hint }) => [code, hint]);
}

const form = (value: unknown) => (isExpression(value) ? { ...(value as Expression) } : value);

describe('variables', () => {
  it('stand for the app, the stage, and whether it is local', async () => {
    expect(await valueFor('${app}-${stage}-${local}')).to.equal('notes-dev-false');
  });

  it('become expressions where only the deploy knows', async () => {
    expect(form(await valueFor('${region}'))).to.deep.include({ kind: 'pseudo', name: 'AWS::Region' });
    expect(form(await valueFor('${account}'))).to.deep.include({ kind: 'pseudo', name: 'AWS::AccountId' });
    expect(form(await valueFor('${ssm:/notes/key}'))).to.deep.include({ kind: 'ssm', name: '/notes/key' });
    expect(form(await valueFor('${cfn:network.VpcId}'))).to.deep.include({ kind: 'cfn', stack: 'network', output: 'VpcId' });
    expect(form(await valueFor('${Ping.functionArn}'))).to.deep.include({ kind: 'attribute', construct: 'Ping', attribute: 'functionArn' });
  });

  it('join with text, what is known merged into it', async () => {
    const value = await valueFor('a-${stage}-${region}-b-${app}');
    expect(isExpression(value) && value.kind === 'join' && value.parts.map(form)).to.deep.equal([
      'a-dev-',
      { kind: 'pseudo', name: 'AWS::Region', ...symbolsOf(value) },
      '-b-notes',
    ]);
  });

  it('keep the type of a parameter that is the whole value', async () => {
    const app = ping('memory: ${param:memory}\ntimeout: "${param:timeout}"\n', 'params: { memory: 512, timeout: 1 minute }\n');
    expect(constructOf(await configOf(app), 'Ping').config).to.include({ memory: 512, timeout: 60 });
    expect(constructOf(await configOf(app, { params: { memory: '256' } }), 'Ping').config.memory).to.equal(256);
  });

  it('nest in parameters and fallbacks', async () => {
    expect(await valueFor('${param:a}', 'params: { a: "${param:b}-x", b: "${stage}" }\n')).to.equal('dev-x');
    expect(await valueFor('"${env:NO, \'${\'}"')).to.equal('${');
    expect(await valueFor('"${env:NO, \'a text, with } braces\'}"')).to.equal('a text, with } braces');
    expect(await valueFor('"${env:NO, ${env:NEITHER, ${stage}}}"')).to.equal('dev');
    expect(await valueFor('"${param:no, \'x\'}"')).to.equal('x');
  });

  it('may be named by others that are known', async () => {
    const top = 'params: { size-gold: 1 GB, kind: size }\n';
    const options = { environment: { TIER: 'gold' } };
    expect(await valueFor('${param:size-${env:TIER}}', top, options)).to.equal('1 GB');
    expect(await valueFor('${param:${param:kind}-${env:NONE, ${env:TIER}}}', top, options)).to.equal('1 GB');
    expect(await valueFor("${param:size-${env:NONE, 'silver'}, 'none'}", top, options)).to.equal('none');
    expect(await valueFor("${param:size-${env:NONE}, 'none'}", top, options)).to.equal('none');
    expect(await valueFor('${file:${stage}.json#/a}', '', {}, { 'dev.json': '{ "a": 7 }' })).to.equal('7');
    expect(form(await valueFor('${ssm:/${app}/${stage}/key}'))).to.deep.include({ kind: 'ssm', name: '/notes/dev/key' });
    expect(form(await valueFor('${cfn:${stage}-network.VpcId}'))).to.deep.include({ kind: 'cfn', stack: 'dev-network', output: 'VpcId' });
  });

  it('have names that are known before deploy, and that no value can make into another variable', async () => {
    const options = { environment: { SNEAKY: "x, 'y'", OUT: '../../etc/passwd' } };
    const codes = async (text: string) => (await placesOf(ping(`description: ${text}\n`), options)).map((place) => place.slice(0, 5));
    expect(await codes('${ssm:/${Ping.functionName}/key}')).to.deep.equal(['E1104']);
    expect(await codes('${ssm:/${region}/key}')).to.deep.equal(['E1104']);
    expect(await codes('${param:${env:SNEAKY}}')).to.deep.equal(['E1101']);
    expect(await codes('${param:${env:NONE}}')).to.deep.equal(['E1102']);
    expect(await codes('${file:${env:OUT}}')).to.deep.equal(['E1019']);
  });

  it('read the environment, then the files of the stage, the most exact first', async () => {
    const files = {
      '.env': 'A=env\nB=env\nC=env\nD=env\nE=env\n',
      '.env.local': 'A=local\nB=local\nC=local\n',
      '.env.dev': 'A=stage\nB=stage\n',
      '.env.dev.local': 'A=stage-local\n',
      '.env.prod': 'E=prod\n',
    };
    const value = await valueFor(
      '${env:A} ${env:B} ${env:C} ${env:D} ${env:E}',
      'plain: [A, B, C, D, E]\n',
      { environment: { D: 'real' } },
      files,
    );
    expect(value).to.equal('stage-local stage local real env');
  });

  it('read the usual forms of `.env` files', async () => {
    const files = {
      '.env': '# comment\nexport A = one \nB="two\\nlines" # why\nC=\'$raw # kept\'\nD=a#b # c\r\nE=\n  F="multi\nline"\nG=x=y\n',
    };
    const all = 'plain: [A, B, C, D, E, F, G]\n';
    expect(await valueFor('"${env:A}|${env:B}|${env:C}|${env:D}|${env:E}|${env:F}|${env:G}"', all, {}, files)).to.equal(
      'one|two\nlines|$raw # kept|a#b||multi\nline|x=y',
    );
  });

  it('warn of a secret that would stand in a template, once it is not said to be plain', async () => {
    const secret = { environment: { API_KEY: 'k', MODE: 'm' } };
    expect((await problemOf('${env:API_KEY}', '', secret)).map(([code]) => code)).to.deep.equal(['E1107']);
    expect(await problemOf('${env:MODE}', '', secret)).to.deep.equal([]);
    for (const name of ['PGPASSWORD', 'stripe_secret', 'GITHUB_TOKEN_2', 'DB_PASSWORD_PROD', 'AWS_SECRET_ACCESS_KEY', 'JWT_SIGNING_KEYS']) {
      expect(await problemOf(`\${env:${name}}`, '', { environment: { [name]: 'x' } }), name).to.have.length(1);
    }
    for (const name of ['TOKENIZER', 'TOKEN_TTL', 'PRIVATE_SUBNET', 'SECRET_ARN', 'PASSWORD_MIN_LENGTH', 'PUBLIC_KEY']) {
      expect(await problemOf(`\${env:${name}}`, '', { environment: { [name]: 'x' } }), name).to.deep.equal([]);
    }
    expect(await problemOf('${env:API_KEY}', 'plain: [API_KEY]\n', secret)).to.deep.equal([]);
    expect(
      (await problemOf('${param:p}', 'params: { p: "x${env:MODE}" }\n', {}, { '.env': 'MODE=x' })).map(([code]) => code),
    ).to.deep.equal(['E1107']);
    const { config, problems } = await loadText(
      ping('description: ${env:API_KEY}\n', "region: us-east-1\nstages: { prod: { protect: true, account: '123456789012' } }\n"),
      { ...secret, stage: 'prod' },
    );
    expect([config, problems[0]?.severity]).to.deep.equal([undefined, 'error']);
  });

  it('take a part of a YAML or JSON file, and the text of others', async () => {
    const files = {
      'settings.yml': 'a: { b/c: [zero, { "~": deep }] }\nn: 5\n',
      'settings.json': '{ "x": "${stage}" }',
      'text.txt': 'hello',
    };
    expect(await valueFor('${file:settings.yml#/a/b~1c/1/~0}', '', {}, files)).to.equal('deep');
    expect(await valueFor('${file:settings.json#/x}', '', {}, files)).to.equal('dev');
    expect(await valueFor('${file:./text.txt}!', '', {}, files)).to.equal('hello!');
    expect(await valueFor('"${file:none.yml, \'nothing\'}"', '', {}, files)).to.equal('nothing');
    expect((await problemOf('${file:settings.yml#/a/x}', '', {}, files)).map(([code]) => code)).to.deep.equal(['E1102']);
    expect((await problemOf('x${file:settings.yml}', '', {}, files)).map(([code]) => code)).to.deep.equal(['E1106']);
  });

  it('take maps and short forms from files, with the lines of those', async () => {
    const app = 'app: a\nstacks: { s: { constructs: { Api: { type: Api, routes: "${file:routes.yml}" } } } }\n';
    const routes = 'GET /a: src/a.main\nGET /b:\n  handler: src/b.main\n  memroy: 3\n';
    expect(await placesOf(app, {}, { 'routes.yml': routes })).to.deep.equal(['E2001 routes.yml:4:3']);
    const config = await configOf(app, {}, { 'routes.yml': routes.replace('memroy: 3', 'timeout: 3 seconds') });
    expect(constructOf(config, 'Api').config.routes).to.deep.equal({
      'GET /a': { handler: 'src/a.main' },
      'GET /b': { handler: 'src/b.main', timeout: 3 },
    });
  });

  it('report the problems of a file once, however often it is used', async () => {
    const { problems } = await loadText(ping("description: '${file:bad.yml#/a}${file:bad.yml#/b}'\n"), {}, { 'bad.yml': 'a: [\n' });
    expect(problems.map(({ code, span }) => `${code} ${span?.file}`)).to.deep.equal(['E1005 bad.yml']);
  });

  it('of CloudFormation become its pseudo parameters in permissions, since IAM knows them not, and stay in a shell command', async () => {
    const permissions = "permissions: [{ actions: [s3:ListBucket], resources: ['arn:${AWS::Partition}:s3:::${aws:username}'] }]\n";
    const site = "      Site: { type: StaticSite, path: web, build: { command: 'echo ${AWS::Region:-${stage}}', output: dist } }\n";
    const config = await configOf(`${ping(permissions)}${site}`);
    const [granted] = constructOf(config, 'Ping').config.permissions as readonly { readonly resources: readonly unknown[] }[];
    const resource = granted?.resources[0];
    expect(isExpression(resource) && resource.kind === 'join' && resource.parts.map(form)).to.deep.equal([
      'arn:',
      { kind: 'pseudo', name: 'AWS::Partition', ...symbolsOf(resource) },
      ':s3:::${aws:username}',
    ]);
    expect(constructOf(config, 'Site').config.build).to.include({ command: 'echo ${AWS::Region:-dev}' });
    expect(await problemOf('${AWS::Region}')).to.deep.equal([['E1101', 'did you mean `${region}`?']]);
  });

  it('of the name of the app have their value in `${app}` too', async () => {
    const app = ping('description: ${app}\n').replace('app: notes', "app: notes-${env:NO, 'x'}");
    expect(constructOf(await configOf(app), 'Ping').config.description).to.equal('notes-x');
  });

  it('write a literal `${` as `$${`', async () => {
    expect(await valueFor('$${stage} ${stage} $$${stage} $')).to.equal('${stage} dev $${stage} $');
  });

  it('know what was meant', async () => {
    const hints = {
      '${stge}': 'did you mean `${stage}`?',
      '${envv:HOME}': 'did you mean `${env:HOME}`?',
      '${env.HOME}': 'did you mean `${env:HOME}`?',
      '${HOME}': 'for an environment variable write `${env:HOME}`',
      '${AWS::Region}': 'did you mean `${region}`?',
      '${self:provider.stage}': 'did you mean `${stage}`?',
      '${self:custom.colour}': 'did you mean `${param:colour}`?',
      '${file(./config.yml):a.b}': 'did you mean `${file:./config.yml#/a/b}`?',
      '${Ping.url.host}': 'name one of its attributes: `${Ping.…}`',
      '${Ping}': 'name one of its attributes: `${Ping.…}`',
      '${param}': 'did you mean `${param:…}`?',
      '"${env:A, text}"': "a fallback is a string in quotes or a variable: `${env:NAME, 'text'}`",
    };
    for (const [text, hint] of Object.entries(hints)) expect(await problemOf(text), text).to.deep.equal([['E1101', hint]]);
    expect(await problemOf('${param:colour}', 'params: { color: red }\n')).to.deep.equal([['E1102', 'did you mean `color`?']]);
    expect((await problemOf('"${stage, \'x\'}"'))[0]?.[0]).to.equal('E1101');
  });

  it('may not stand for a map or a list where a map is wanted and only the deploy knows', async () => {
    expect(await placesOf(ping('environment: ${ssm:/x}\n'))).to.deep.equal(['E2003 app.yml:8:22']);
    expect(await placesOf(ping('layers: ${ssm:/x}\n'))).to.deep.equal([]);
  });

  it('point at themselves inside a longer text', async () => {
    expect(await placesOf(ping('description: some text ${nope} and ${env:NO}\n'))).to.deep.equal([
      'E1101 app.yml:8:32',
      'E1102 app.yml:8:44',
    ]);
  });
});

function symbolsOf(value: unknown): object {
  const part = isExpression(value) && value.kind === 'join' ? value.parts.find((one) => typeof one !== 'string') : undefined;
  return Object.fromEntries(Object.getOwnPropertySymbols(part ?? {}).map((symbol) => [symbol, true]));
}
