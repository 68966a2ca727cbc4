import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { ProjError } from '../../src/core/errors.ts';
import { createCloud } from '../../src/deploy/index.ts';

async function failureOf(work: () => Promise<unknown>): Promise<ProjError> {
  try {
    await work();
  } catch (error) {
    return error as ProjError;
  }
  throw new Error('nothing was thrown');
}

/** An endpoint that answers everything with one error, in the Query protocol's form. */
async function answering(
  status: number,
  code: string,
  message: string,
): Promise<{ readonly url: string; readonly server: Server; readonly authorizations: string[] }> {
  const authorizations: string[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization ?? '');
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, authorizations };
}

describe('reaching AWS', () => {
  const own = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'token' };

  it('says that nothing answers at the endpoint', async () => {
    const { server, url } = await answering(200, '', '');
    await new Promise((resolve) => server.close(resolve));
    const cloud = await createCloud({ region: 'us-east-1', endpointUrl: url, local: true, environment: {} });
    const { exitStatus, failure } = await failureOf(() => cloud.in('us-east-1').stacks.describe('x'));
    expect(exitStatus).to.equal(2);
    expect(failure).to.include({ code: 'E5004', message: `${url} cannot be reached: connection refused` });
    expect(failure.hint).to.include('proj local start');
  });

  const refusals: readonly (readonly [code: string, status: number, text: string, expected: string])[] = [
    ['ExpiredToken', 403, 'The security token included in the request is expired', 'E5002'],
    ['InvalidClientTokenId', 403, 'The security token included in the request is invalid.', 'E5003'],
    ['SignatureDoesNotMatch', 403, 'The request signature we calculated does not match', 'E5003'],
    ['AccessDenied', 403, 'User: arn:aws:iam::1:user/a is not authorized to perform: cloudformation:DescribeStacks', 'E5005'],
    ['SomethingElse', 400, 'no', 'E5006'],
  ];
  for (const [code, status, text, expected] of refusals) {
    it(`explains ${code} as ${expected}, with the next step`, async () => {
      const { server, url } = await answering(status, code, text);
      const { exitStatus, failure } = await failureOf(() =>
        createCloud({ region: 'us-east-1', endpointUrl: url, local: false, environment: own }),
      );
      server.close();
      expect(exitStatus).to.equal(2);
      expect(failure).to.include({ code: expected });
      expect(failure.message).to.include(text);
    });
  }

  it('gives an endpoint of this machine only what the environment names, and a local one not even that', async () => {
    const { server, url, authorizations } = await answering(403, 'AccessDenied', 'no');
    await failureOf(() => createCloud({ region: 'us-east-1', endpointUrl: url, local: false, environment: own }));
    await failureOf(() => createCloud({ region: 'us-east-1', endpointUrl: url, local: false, environment: {} }));
    const cloud = await createCloud({ region: 'us-east-1', endpointUrl: url, local: true, environment: own });
    await failureOf(() => cloud.in('us-east-1').stacks.describe('x'));
    server.close();
    const keys = authorizations.map((header) => /Credential=([^/]+)/.exec(header)?.[1]);
    expect(keys).to.deep.equal(['AKIAREAL', 'local', 'local']);
  });

  it('is nothing a local run does without its endpoint', async () => {
    const error = await failureOf(() =>
      createCloud({ region: 'us-east-1', local: true, environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } }),
    );
    expect(error.message).to.equal('a local deploy needs its endpoint');
  });
});
