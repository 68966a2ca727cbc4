import { existsSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { App, type JsonLine, type Run } from './app.ts';

const appYml = `version: 1
app: shop
region: us-east-1
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main, url: true }
    resources:
      Files:
        Type: AWS::S3::Bucket
        Properties: { BucketName: shop-files }
  other:
    constructs:
      Items: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }
`;
const hello = 'export const main = async () => ({ env: process.env });\n';

function failureOf(run: Run): JsonLine {
  const line = run.lines.find(({ type }) => type === 'failure' || type === 'problem');
  if (!line) throw new Error(`no failure: ${run.status}\n${run.stdout}${run.stderr}`);
  return line;
}

async function listen(answer: Parameters<typeof createServer>[1]): Promise<{ server: Server; url: string }> {
  const server = createServer(answer as never);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('a deploy that fails', function () {
  this.timeout(60_000);
  let app: App;

  beforeEach(() => {
    app = App.make({ 'app.yml': appYml, 'src/hello.ts': hello });
  });
  afterEach(() => app.dispose());

  it('shows the line of a handler that does not bundle and exits with 1, before any call', async () => {
    app.write('src/hello.ts', 'export const main = async () => {\n  return (1;\n};\n');
    const run = await app.local('deploy --stage dev');
    expect(run.status).to.equal(1);
    expect(failureOf(run)).to.deep.include({ type: 'problem', file: 'src/hello.ts', line: 2 });
  });

  it('refuses a misspelt stack before a hook runs', async () => {
    app.write('app.yml', `${appYml}hooks: { beforeBuild: touch hook-ran }\n`);
    for (const [words, code] of [
      ['deploy cor --stage dev', 'E5027'],
      ['synth cor --stage dev', 'unknown-stack'],
    ] as const) {
      const run = words.startsWith('synth') ? await app.proj(`${words} --json`) : await app.local(words);
      expect(run.status, run.stdout).to.equal(1);
      expect(failureOf(run)).to.include({ code, hint: 'did you mean `core`?' });
    }
    expect(existsSync(app.path('hook-ran'))).to.equal(false);
  });

  it('points at the resource of a type that this machine does not have', async () => {
    app.edit('app.yml', 'Type: AWS::S3::Bucket\n        Properties: { BucketName: shop-files }', 'Type: AWS::SQS::Queue');
    const run = await app.local('deploy --stage dev');
    expect(run.status, run.stdout).to.equal(2);
    expect(failureOf(run)).to.include({ code: 'E5021', logicalId: 'Files', file: 'app.yml', line: 9 });
    expect(failureOf(run).hint).to.match(/when: \{ local: false \}/);
  });

  it('names the resource that cannot be created, at its line, and the next deploy recovers by itself', async () => {
    app.edit('app.yml', 'BucketName: shop-files', 'BucketName: Not_A_Bucket_Name');
    const run = await app.local('deploy --stage dev');
    expect(run.status, run.stdout).to.equal(2);
    expect(failureOf(run)).to.deep.include({ type: 'failure', logicalId: 'Files', file: 'app.yml' });
    expect(failureOf(run).line).to.be.within(9, 11);
    app.edit('app.yml', 'BucketName: Not_A_Bucket_Name', 'BucketName: shop-files');
    const again = await app.local('deploy --stage dev');
    expect(again.status, again.stdout).to.equal(0);
  });

  it('stops only what depends on a failed stack', async () => {
    app.edit('app.yml', 'BucketName: shop-files', 'BucketName: Not_A_Bucket_Name');
    const { nodes } = (await app.local('deploy --stage dev')).result<{ nodes: { id: string; kind: string }[] }>();
    expect(nodes.find(({ id }) => id === 'core')?.kind).to.equal('failed');
    expect(nodes.find(({ id }) => id === 'other')?.kind).to.equal('done');
  });

  it('says that its own folder cannot be used and exits with 1', async () => {
    app.write('.proj', 'a file');
    const run = await app.local('deploy --stage dev');
    expect(run.status).to.equal(1);
    expect(failureOf(run)).to.deep.include({ type: 'failure', code: 'not-writable' });
    rmSync(app.path('.proj'));
  });

  it('says which file of the local state is damaged, with the way out', async () => {
    app.write('.proj/local/iam/state.json', '{"roles');
    const run = await app.local('deploy --stage dev');
    expect(run.status).to.equal(2);
    expect(failureOf(run)).to.deep.include({ type: 'failure', code: 'E5032' });
    expect(failureOf(run).message).to.match(/iam.state\.json is damaged/);
    expect(failureOf(run).hint).to.contain('proj local reset');
  });

  it('says that an endpoint cannot be reached and exits with 2', async () => {
    const run = await app.proj('deploy --stage dev --json --endpoint-url http://127.0.0.1:9');
    expect(run.status).to.equal(2);
    expect(failureOf(run).message).to.contain('127.0.0.1:9');
    expect(failureOf(run).hint).to.be.a('string');
  });

  it('says that credentials are expired and exits with 2', async () => {
    const { server, url } = await listen((_request, response) => {
      response.writeHead(403, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
      );
    });
    try {
      const environment = { AWS_ACCESS_KEY_ID: 'ASIAEXPIRED', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' };
      const run = await app.proj(`deploy --stage dev --json --endpoint-url ${url}`, { environment });
      expect(run.status).to.equal(2);
      expect(failureOf(run).message).to.match(/expired/i);
      expect(failureOf(run).hint).to.be.a('string');
    } finally {
      server.close();
    }
  });
});

describe('--local', function () {
  this.timeout(60_000);

  it('reaches no real account, whatever the environment offers', async () => {
    let hits = 0;
    const trap = await listen((_request, response) => {
      hits++;
      response.writeHead(500).end();
    });
    trap.server.on('connect', (_request, socket) => {
      hits++;
      socket.destroy();
    });
    const app = App.make({ 'app.yml': appYml, 'src/hello.ts': hello });
    const touched = app.path('credential-process-ran');
    app.write('aws-config', `[default]\nregion = eu-west-1\ncredential_process = touch ${touched}\n`);
    const environment = {
      AWS_ENDPOINT_URL: trap.url,
      AWS_ENDPOINT_URL_S3: trap.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: trap.url,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: trap.url,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: trap.url,
      HTTP_PROXY: trap.url,
      HTTPS_PROXY: trap.url,
      AWS_CONFIG_FILE: app.path('aws-config'),
      AWS_ACCESS_KEY_ID: 'AKIAREALREALREALREAL',
      AWS_SECRET_ACCESS_KEY: 'real-secret',
      MY_SECRET: 'of the parent',
    };
    try {
      const run = await app.local('deploy --stage dev', { environment });
      expect(run.status, run.stdout).to.equal(0);
      const url = run.result<{ outputs: Record<string, Record<string, Record<string, string>>> }>().outputs.core?.Hello?.url ?? '';
      const { env } = (await (await fetch(url)).json()) as { env: Record<string, string> };
      expect(env.AWS_LAMBDA_FUNCTION_NAME).to.equal('dev-shop-Hello');
      expect(JSON.stringify(env)).to.not.contain('real-secret').and.to.not.contain('of the parent').and.to.not.contain(trap.url);
      expect((await app.local('remove --stage dev --yes', { environment })).status).to.equal(0);
      expect(hits).to.equal(0);
      expect(() => app.read('credential-process-ran')).to.throw('ENOENT');
    } finally {
      await app.dispose();
      trap.server.close();
    }
  });
});
