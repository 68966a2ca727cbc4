/** `${ssm:…}` against a server that answers as Systems Manager does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { ProjError } from '../../src/core/errors.ts';
import { expression } from '../../src/core/expression.ts';
import type { AppConfig, Expansion, ParameterSource } from '../../src/core/stages.ts';
import { readExternal } from '../../src/deploy/external.ts';
import { type Cloud, createCloud } from '../../src/deploy/index.ts';
import { checkValues } from '../../src/deploy/online/values.ts';

const PARAMETERS: Readonly<Record<string, { readonly Type: string; readonly Value: string }>> = {
  '/notes/host': { Type: 'String', Value: 'db.example.com' },
  '/notes/hosts': { Type: 'StringList', Value: 'a,b' },
  '/notes/key': { Type: 'SecureString', Value: 'AQICAHg=' },
};

describe('values from outside the app', () => {
  let server: Server;
  const requests: Readonly<Record<string, unknown>>[] = [];

  before((done) => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const asked = JSON.parse(body) as { readonly Name: string };
      requests.push(asked);
      const found = PARAMETERS[asked.Name];
      response.writeHead(found ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(found ? { Parameter: { Name: asked.Name, ...found } } : { __type: 'ParameterNotFound' }));
    }).listen(0, '127.0.0.1', done);
  });
  after(() => server.close());

  async function cloudOfServer(): Promise<Cloud> {
    const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return createCloud({ region: 'us-east-1', endpointUrl, local: true, environment: {} });
  }

  const parameter = (name: string): ParameterSource => ({ from: 'ssm', name });

  async function read(name: string): Promise<ReadonlyMap<string, string>> {
    const stack = { region: 'us-east-1', parameters: { Value: parameter(name) } };
    return readExternal({ stacks: [stack], publish: [] }, await cloudOfServer());
  }

  async function refusalOf(name: string): Promise<ProjError> {
    const error = await read(name).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ProjError)) throw new Error(`${name} was taken`, { cause: error });
    return error;
  }

  it('are the texts and lists of Systems Manager as they are', async () => {
    expect([...(await read('/notes/host')).values()]).to.deep.equal(['db.example.com']);
    expect([...(await read('/notes/hosts')).values()]).to.deep.equal(['a,b']);
  });

  it('are no secrets: a SecureString is refused with the way out, and never decrypted', async () => {
    const { exitStatus, failure } = await refusalOf('/notes/key');
    expect(exitStatus).to.equal(1);
    expect(failure.message).to.equal('${ssm:/notes/key} is a SecureString: its value would stand in plain text in the stack');
    expect(failure.hint).to.match(/Secret/);
    expect(requests.filter(({ WithDecryption }) => WithDecryption === true)).to.deep.equal([]);
  });

  it('are all looked for at once, and told at the line where they are written', async () => {
    const ssm = (name: string) => expression({ kind: 'ssm', name });
    const text = expression({ kind: 'join', parts: ['https://', ssm('/notes/missing')] });
    const config = { HOST: ssm('/notes/host'), KEY: ssm('/notes/key'), URLS: [text] };
    const construct = { id: 'Api', type: 'Api', config, path: ['stacks', 'core', 'constructs', 'Api'] };
    const parameters = { A: parameter('/notes/host'), B: parameter('/notes/key'), C: parameter('/notes/missing') };
    const app = { stacks: [{ region: 'us-east-1', parameters }], publish: [] } as unknown as Expansion;
    const diagnostics = new Diagnostics();
    const stack = { constructs: [construct], path: ['stacks', 'core'] } as unknown as AppConfig['stacks'][number];
    await checkValues({ stacks: [stack] }, app, await cloudOfServer(), diagnostics);
    expect(diagnostics.all.map(({ code, path, message }) => [code, path.slice(4), message])).to.deep.equal([
      ['E5024', ['KEY'], '${ssm:/notes/key} is a SecureString: its value would stand in plain text in the stack'],
      ['E5024', ['URLS', 0], '${ssm:/notes/missing} does not exist in us-east-1'],
    ]);
  });

  it('must be there', async () => {
    expect((await refusalOf('/notes/missing')).failure.message).to.equal('${ssm:/notes/missing} does not exist in us-east-1');
  });
});
