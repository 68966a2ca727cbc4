import { expect } from 'chai';
import { REGION, startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { functionsOf } from './functions.ts';

const ECHO = 'export const main = async (event) => event;';

describe('local function URLs', () => {
  let endpoint: TestEndpoint;
  let functions: ReturnType<typeof functionsOf>;
  before(async () => {
    endpoint = await startTestEndpoint();
    functions = functionsOf(endpoint);
  });
  after(() => endpoint.destroy());

  async function createUrl(
    code: string,
    url: object = {},
    actions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
    settings: object = {},
  ) {
    const { lambda } = endpoint;
    const record = lambda.control.get(REGION, await functions.create(code, settings));
    for (const action of actions) {
      const condition = action === 'lambda:InvokeFunctionUrl' ? { FunctionUrlAuthType: 'NONE' } : { InvokedViaFunctionUrl: true };
      lambda.control.addPermission(record, { StatementId: action.replace(':', '-'), Action: action, Principal: '*', ...condition });
    }
    return lambda.createUrl(record, { AuthType: 'NONE', ...url });
  }

  it('gives the function an event of payload format 2.0, the path as it was sent', async () => {
    const url = await createUrl(ECHO);
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const event = (await (await fetch(`${url}a%20b?x=1&x=2`, { headers: { cookie: 'a=1; b=2' } })).json()) as Record<string, unknown>;
    expect(event).to.deep.include({ version: '2.0', rawPath: '/a%20b', cookies: ['a=1', 'b=2'], queryStringParameters: { x: '1,2' } });
    expect(event.headers).to.include({ cookie: 'a=1; b=2' });
    expect(event.requestContext).to.deep.include({ accountId: 'anonymous', routeKey: '$default', stage: '$default' });
    expect((event.requestContext as { http: object }).http).to.include({ path: '/a b', method: 'GET' });
  });

  it('answers application/json where the function names no type', async () => {
    const response = await fetch(await createUrl('export const main = async () => ({ statusCode: 202, body: "{}" });'));
    expect([response.status, response.headers.get('content-type'), await response.text()]).to.deep.equal([202, 'application/json', '{}']);
  });

  it('answers 502 where the function fails', async () => {
    const response = await fetch(await createUrl('export const main = async () => { throw new Error("no"); };'));
    expect([response.status, await response.text()]).to.deep.equal([502, 'Internal Server Error']);
  });

  for (const action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
    it(`answers 403 where only ${action} is allowed`, async () => {
      const response = await fetch(await createUrl(ECHO, {}, [action]));
      expect(response.status).to.equal(403);
      expect(((await response.json()) as { Message: string }).Message).to.match(/^Forbidden\. For troubleshooting/);
    });
  }

  it('wants a signature with AWS_IAM', async () => {
    const url = await createUrl(ECHO, { AuthType: 'AWS_IAM' });
    expect((await fetch(url)).status).to.equal(403);
    const signed = {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${REGION}/lambda/aws4_request, SignedHeaders=host, Signature=0`,
    };
    expect((await fetch(url, { headers: signed })).status).to.equal(200);
  });

  it('answers 429 where there is no concurrency', async () => {
    const url = await createUrl(ECHO, {}, undefined);
    const record = endpoint.lambda.control.list(REGION).find((candidate) => endpoint.lambda.urlAddress(candidate) === url);
    if (record) endpoint.lambda.control.setReservedConcurrency(record, 0);
    const response = await fetch(url);
    expect(response.status).to.equal(429);
    expect(await response.json()).to.include({ message: 'Rate Exceeded.', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
  });

  it('answers preflights and sets CORS headers', async () => {
    const url = await createUrl(ECHO, { Cors: { AllowOrigins: ['*'], AllowMethods: ['POST'], AllowHeaders: ['x-a'] } });
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    });
    expect([
      preflight.status,
      preflight.headers.get('access-control-allow-origin'),
      preflight.headers.get('access-control-allow-methods'),
    ]).to.deep.equal([200, '*', 'POST']);
    const response = await fetch(url, { headers: { origin: 'https://a.example' } });
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
  });

  describe('streaming', () => {
    const STREAM = `export const main = awslambda.streamifyResponse(async (event, stream) => {
      stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'Content-Type': 'text/plain', 'x-a': 'b' }, cookies: ['a=1'] });
      stream.write('one ');
      await new Promise((done) => setTimeout(done, 700));
      stream.write('two');
      stream.end();
    });`;

    it('passes each part on as soon as the function writes it', async () => {
      const response = await fetch(await createUrl(STREAM, { InvokeMode: 'RESPONSE_STREAM' }));
      const began = performance.now();
      expect([response.status, response.headers.get('x-a'), response.headers.getSetCookie()]).to.deep.equal([201, 'b', ['a=1']]);
      const reader = response.body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? '').toString()).to.equal('one ');
      expect(performance.now() - began).to.be.lessThan(650);
      expect(Buffer.from((await reader?.read())?.value ?? '').toString()).to.equal('two');
    });

    it('gives all at once where the URL buffers', async () => {
      const response = await fetch(await createUrl(STREAM));
      expect([response.status, response.headers.get('content-type'), await response.text()]).to.deep.equal([201, 'text/plain', 'one two']);
    });

    it('streams without a prelude', async () => {
      const code =
        'export const main = awslambda.streamifyResponse(async (event, stream) => { stream.setContentType("text/csv"); stream.end("a,b"); });';
      const response = await fetch(await createUrl(code, { InvokeMode: 'RESPONSE_STREAM' }));
      expect([response.status, response.headers.get('content-type'), await response.text()]).to.deep.equal([200, 'text/csv', 'a,b']);
    });

    it('answers 502 where the function fails before it writes, and breaks off where it fails later', async () => {
      const early = 'export const main = awslambda.streamifyResponse(async () => { throw new Error("no"); });';
      expect((await fetch(await createUrl(early, { InvokeMode: 'RESPONSE_STREAM' }))).status).to.equal(502);
      const late =
        'export const main = awslambda.streamifyResponse(async (event, stream) => { stream.write("one"); await new Promise((done) => setTimeout(done, 50)); throw new Error("no"); });';
      const withPrelude = late.replace(
        'stream.write("one")',
        'stream = awslambda.HttpResponseStream.from(stream, {}); stream.write("one")',
      );
      for (const code of [late, withPrelude]) {
        const response = await fetch(await createUrl(code, { InvokeMode: 'RESPONSE_STREAM' }));
        expect(
          await response.text().then(
            () => 'complete',
            () => 'broken',
          ),
        ).to.equal('broken');
      }
    });

    it('breaks off at the time-out of the function', async () => {
      const code =
        'export const main = awslambda.streamifyResponse(async (event, stream) => { stream.write("one"); await new Promise(() => setInterval(() => {}, 1000)); });';
      const response = await fetch(await createUrl(code, { InvokeMode: 'RESPONSE_STREAM' }, undefined, { Timeout: 1 }));
      expect(response.status).to.equal(200);
      expect(
        await response.text().then(
          () => 'complete',
          () => 'broken',
        ),
      ).to.equal('broken');
    });

    it('takes a plain answer too', async () => {
      const response = await fetch(
        await createUrl('export const main = async () => ({ statusCode: 203, body: "x" });', { InvokeMode: 'RESPONSE_STREAM' }),
      );
      expect([response.status, await response.text()]).to.deep.equal([203, 'x']);
    });
  });

  it('is gone with its function', async () => {
    const url = await createUrl(ECHO);
    const record = endpoint.lambda.control.list(REGION).find((candidate) => endpoint.lambda.urlAddress(candidate) === url);
    if (record) await endpoint.lambda.deleteFunction(record);
    expect(
      await fetch(url).then(
        () => 'there',
        () => 'gone',
      ),
    ).to.equal('gone');
  });
});
