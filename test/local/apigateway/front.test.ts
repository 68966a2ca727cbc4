import { expect } from 'chai';
import type { Integration, Route, Stage } from '../../../src/local/services/apigateway/apis.ts';
import { createRole, REGION, startTestEndpoint, type TestEndpoint } from '../lambda/endpoint.ts';
import { zip } from '../lambda/zip.ts';

const ECHO = 'export const main = async (event) => event;';

describe('local HTTP APIs', () => {
  let endpoint: TestEndpoint;
  let functions = 0;
  before(async () => {
    endpoint = await startTestEndpoint();
  });
  after(() => endpoint.destroy());

  async function createFunction(code: string, settings: object = {}): Promise<string> {
    functions += 1;
    const record = await endpoint.lambda.control.create(
      REGION,
      `f${functions}`,
      {
        Runtime: 'nodejs24.x',
        Handler: 'index.main',
        Role: createRole(endpoint),
        Code: { ZipFile: zip({ 'index.mjs': code }) },
        ...settings,
      },
      {},
    );
    return record.arn;
  }

  interface ApiInput {
    readonly routes: Readonly<Record<string, string>>;
    readonly stage?: Partial<Stage>;
    readonly cors?: Readonly<Record<string, unknown>>;
    readonly version?: '1.0' | '2.0';
    readonly allow?: boolean;
    readonly timeout?: number;
  }

  async function createApi({ routes, stage, cors, version = '2.0', allow = true, timeout = 30_000 }: ApiInput) {
    const { apigateway, lambda } = endpoint;
    const api = await apigateway.createApi(REGION, { Name: 'test', Tags: {}, ...(cors ? { CorsConfiguration: cors } : {}) });
    apigateway.putStage(api.id, { StageName: '$default', AutoDeploy: true, Tags: {}, ...stage });
    for (const [index, [key, arn]] of Object.entries(routes).entries()) {
      const integration: Integration = {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arn,
        PayloadFormatVersion: version,
        TimeoutInMillis: timeout,
      };
      const route: Route = { RouteKey: key, AuthorizationType: 'NONE' };
      const id = apigateway.apis.addIntegration(api.id, integration);
      apigateway.apis.addRoute(api.id, { ...route, Target: `integrations/${id}` });
      const record = lambda.byArn(arn);
      if (!record || !allow) continue;
      lambda.control.addPermission(record, {
        StatementId: `${api.id}-${index}`,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: `arn:aws:execute-api:${REGION}:000000000000:${api.id}/*/*${key === '$default' ? '' : key.slice(key.indexOf(' ') + 1)}`,
      });
    }
    return { api, url: apigateway.endpointOf(api) };
  }

  it('gives the function an event of payload format 2.0', async () => {
    const { api, url } = await createApi({ routes: { 'POST /notes/{id}': await createFunction(ECHO) } });
    const response = await fetch(`${url}/notes/a%20b?x=1&x=2&y=%26&z=`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'x-own': 'yes', 'user-agent': 'test' },
      body: '{"text":"λ"}',
    });
    const event = (await response.json()) as Record<string, unknown> & { headers: object; requestContext: Record<string, unknown> };
    expect(event).to.deep.include({
      version: '2.0',
      routeKey: 'POST /notes/{id}',
      rawPath: '/notes/a b',
      rawQueryString: 'x=1&x=2&y=%26&z=',
      queryStringParameters: { x: '1,2', y: '&', z: '' },
      pathParameters: { id: 'a b' },
      cookies: ['a=1', 'b=2'],
      body: '{"text":"λ"}',
      isBase64Encoded: false,
    });
    expect(event.headers).to.include({ host: new URL(url).host, 'x-own': 'yes', 'content-length': '13', 'x-forwarded-for': '127.0.0.1' });
    expect(event.headers).not.to.have.any.keys('cookie', 'connection');
    const { requestId, time, timeEpoch, ...context } = event.requestContext;
    expect(context).to.deep.equal({
      accountId: '000000000000',
      apiId: api.id,
      domainName: new URL(url).host,
      domainPrefix: '127',
      http: { method: 'POST', path: '/notes/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      routeKey: 'POST /notes/{id}',
      stage: '$default',
    });
    expect(requestId).to.equal(response.headers.get('apigw-requestid'));
    expect(time).to.match(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(timeEpoch).to.be.closeTo(Date.now(), 10_000);
  });

  it('leaves out of a GET event what the request does not have', async () => {
    const { url } = await createApi({ routes: { 'GET /': await createFunction(ECHO) } });
    const event = (await (await fetch(url)).json()) as object;
    expect(event).to.include({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
    expect(event).not.to.have.any.keys('body', 'cookies', 'queryStringParameters', 'pathParameters', 'stageVariables');
  });

  for (const [type, encoded] of [
    ['text/csv', false],
    ['application/json; charset=utf-8', false],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
  ] as const) {
    it(`${encoded ? 'encodes' : 'does not encode'} a body of type ${type} in base64`, async () => {
      const { url } = await createApi({ routes: { 'POST /': await createFunction(ECHO) } });
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: 'a=b' });
      expect(await response.json()).to.include({ isBase64Encoded: encoded, body: encoded ? 'YT1i' : 'a=b' });
    });
  }

  it('answers with the status, headers, cookies and body that the function gives', async () => {
    const code = `export const main = async () => ({
      statusCode: 201, headers: { 'Content-Type': 'image/gif', 'X-A': 5 }, cookies: ['a=1; Path=/', 'b=2'], body: 'R0lG', isBase64Encoded: true });`;
    const { url } = await createApi({ routes: { $default: await createFunction(code) } });
    const response = await fetch(`${url}/anything`);
    expect(response.status).to.equal(201);
    expect(await response.text()).to.equal('GIF');
    expect(response.headers.get('content-type')).to.equal('image/gif');
    expect(response.headers.get('x-a')).to.equal('5');
    expect(response.headers.getSetCookie()).to.deep.equal(['a=1; Path=/', 'b=2']);
  });

  for (const [given, status, type, body] of [
    ['{ ok: true }', 200, 'application/json', '{"ok":true}'],
    ['"text"', 200, 'application/json', 'text'],
    ['[1, 2]', 200, 'application/json', '[1,2]'],
    ['undefined', 200, 'application/json', 'null'],
    ['{ statusCode: 204 }', 204, 'text/plain;charset=UTF-8', ''],
    ['{ statusCode: "404", body: "no" }', 404, 'text/plain;charset=UTF-8', 'no'],
    ['{ statusCode: 200, body: { a: 1 } }', 500, 'application/json', '{"message":"Internal Server Error"}'],
    ['{ statusCode: "many" }', 500, 'application/json', '{"message":"Internal Server Error"}'],
  ] as const) {
    it(`makes of ${given} a response ${status}`, async () => {
      const { url } = await createApi({ routes: { 'GET /': await createFunction(`export const main = async () => (${given});`) } });
      const response = await fetch(url);
      expect([response.status, response.headers.get('content-type'), await response.text()]).to.deep.equal([status, type, body]);
    });
  }

  it('answers 500 where the function fails', async () => {
    const { url } = await createApi({
      routes: { 'GET /': await createFunction('export const main = async () => { throw new Error("no"); };') },
    });
    const response = await fetch(url);
    expect([response.status, await response.json()]).to.deep.equal([500, { message: 'Internal Server Error' }]);
  });

  it('answers 503 where the function takes longer than the integration may', async () => {
    const arn = await createFunction('export const main = () => new Promise((done) => setTimeout(done, 1500));');
    const { url } = await createApi({ routes: { 'GET /': arn }, timeout: 150 });
    const response = await fetch(url);
    expect([response.status, await response.json()]).to.deep.equal([503, { message: 'Service Unavailable' }]);
  });

  it('answers 503 where the function has no concurrency left', async () => {
    const arn = await createFunction(ECHO);
    const record = endpoint.lambda.byArn(arn);
    if (record) endpoint.lambda.control.setReservedConcurrency(record, 0);
    const { url } = await createApi({ routes: { 'GET /': arn } });
    expect((await fetch(url)).status).to.equal(503);
  });

  it('answers 404 for what is no route, also for another method', async () => {
    const { url } = await createApi({ routes: { 'GET /notes': await createFunction(ECHO) } });
    for (const [path, method] of [
      ['/', 'GET'],
      ['/notes', 'POST'],
      ['/notes/', 'GET'],
    ] as const) {
      const response = await fetch(`${url}${path}`, { method });
      expect([response.status, await response.json()]).to.deep.equal([404, { message: 'Not Found' }]);
    }
  });

  it('answers 500 where the policy of the function does not let this route in', async () => {
    const arn = await createFunction(ECHO);
    const none = await createApi({ routes: { 'GET /': arn }, allow: false });
    expect((await fetch(none.url)).status).to.equal(500);
    // The policy now speaks of another API.
    await createApi({ routes: { 'GET /': arn } });
    expect((await fetch(none.url)).status).to.equal(500);
  });

  it('leaves out headers without a value and those of the connection', async () => {
    const code = `export const main = async () => ({ statusCode: 200, body: 'text', headers: { 'x-none': null, 'content-length': 1, connection: 'x', 'x-a': 'b' } });`;
    const { url } = await createApi({ routes: { 'GET /': await createFunction(code) } });
    const response = await fetch(url);
    expect([await response.text(), response.headers.get('x-a'), response.headers.get('x-none')]).to.deep.equal(['text', 'b', null]);
    expect(response.headers.get('connection')).not.to.equal('x');
  });

  it('answers preflights itself and sets the CORS headers of the responses', async () => {
    const cors = { AllowOrigins: ['https://a.example'], AllowMethods: ['GET', 'POST'], AllowHeaders: ['X-A'], MaxAge: 60 };
    const code = `export const main = async () => ({ statusCode: 200, headers: { 'access-control-allow-origin': 'https://evil.example' } });`;
    const { url } = await createApi({ routes: { 'GET /': await createFunction(code) }, cors });
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).to.equal(204);
    expect(Object.fromEntries(preflight.headers)).to.include({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'x-a',
      'access-control-max-age': '60',
    });
    const allowed = await fetch(url, { headers: { origin: 'https://a.example' } });
    expect(allowed.headers.get('access-control-allow-origin')).to.equal('https://a.example');
    const other = await fetch(url, { headers: { origin: 'https://b.example' } });
    expect([other.status, other.headers.get('access-control-allow-origin')]).to.deep.equal([200, null]);
  });

  it('throttles each route by its rate and burst', async () => {
    const arn = await createFunction(ECHO);
    const { url } = await createApi({
      routes: { 'GET /': arn },
      stage: { DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 } },
    });
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(url)).status);
    expect(statuses).to.deep.equal([200, 200, 429]);
  });

  it('writes a line of the access log in the format of the stage', async () => {
    const { logs } = endpoint;
    const group = logs.groups.create(REGION, 'access', {});
    const format =
      '{"id":"$context.requestId","key":"$context.routeKey","status":"$context.status","ip":"$context.identity.sourceIp","error":"$context.error.message","none":"$context.authorizer.x"}';
    const { url } = await createApi({
      routes: { 'GET /': await createFunction(ECHO) },
      stage: { AccessLogSettings: { DestinationArn: logs.groupArn(REGION, 'access'), Format: format } },
    });
    const first = await fetch(url);
    const second = await fetch(`${url}/no`);
    const lines = logs.groups.read(group, 0).map(({ message }) => JSON.parse(message));
    const id = (response: Response) => response.headers.get('apigw-requestid');
    expect(lines).to.deep.equal([
      { id: id(first), key: 'GET /', status: '200', ip: '127.0.0.1', error: '-', none: '-' },
      { id: id(second), key: '-', status: '404', ip: '127.0.0.1', error: 'Not Found', none: '-' },
    ]);
  });

  it('serves a named stage below its name, and gives its variables', async () => {
    const { url } = await createApi({
      routes: { 'GET /notes': await createFunction(ECHO) },
      stage: { StageName: 'dev', StageVariables: { a: 'b' } },
    });
    expect((await fetch(`${url}/notes`)).status).to.equal(404);
    expect(await (await fetch(`${url}/dev/notes`)).json()).to.deep.include({ rawPath: '/dev/notes', stageVariables: { a: 'b' } });
  });

  it('gives events of payload format 1.0 where the integration asks for them', async () => {
    const code = `export const main = async (event) => ({ statusCode: 200, multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] }, body: JSON.stringify(event) });`;
    const { url } = await createApi({ routes: { 'ANY /p/{rest+}': await createFunction(code) }, version: '1.0' });
    const response = await fetch(`${url}/p/a/b?x=1&x=2`);
    expect(response.headers.getSetCookie()).to.deep.equal(['a=1', 'b=2']);
    expect(await response.json()).to.deep.include({
      version: '1.0',
      resource: '/p/{rest+}',
      path: '/p/a/b',
      httpMethod: 'GET',
      pathParameters: { rest: 'a/b' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      body: null,
    });
  });

  it('is described by the control API', async () => {
    const { api, url } = await createApi({
      routes: { 'GET /a': await createFunction(ECHO) },
      stage: { StageVariables: { KeyOfUser: 'x' } },
    });
    const signed = {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${REGION}/apigateway/aws4_request, SignedHeaders=host, Signature=0`,
    };
    const get = async (path: string) =>
      (await fetch(`${endpoint.url}/v2/apis${path}`, { headers: signed })).json() as Promise<Record<string, unknown>>;
    expect(await get(`/${api.id}`)).to.include({ apiId: api.id, apiEndpoint: url, name: 'test', protocolType: 'HTTP' });
    const [route] = (await get(`/${api.id}/routes`)).items as Record<string, string>[];
    const [integration] = (await get(`/${api.id}/integrations`)).items as Record<string, string>[];
    expect(route).to.include({ routeKey: 'GET /a', target: `integrations/${integration?.integrationId}` });
    expect(((await get(`/${api.id}/stages`)).items as object[])[0]).to.deep.include({
      stageName: '$default',
      stageVariables: { KeyOfUser: 'x' },
    });
    expect(await get('/none')).to.include({ message: 'Invalid API identifier specified 000000000000:none' });
  });

  it('answers again under the same address after the endpoint was stopped and started', async () => {
    const first = await startTestEndpoint();
    const record = await first.lambda.control.create(
      REGION,
      'again',
      { Runtime: 'nodejs24.x', Handler: 'index.main', Role: createRole(first), Code: { ZipFile: zip({ 'index.mjs': ECHO }) } },
      {},
    );
    first.lambda.control.addPermission(record, {
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    });
    const api = await first.apigateway.createApi(REGION, { Name: 'again', Tags: {} });
    first.apigateway.putStage(api.id, { StageName: '$default', AutoDeploy: true, Tags: {} });
    const integration = {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: record.arn,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 30_000,
    } as const;
    const id = first.apigateway.apis.addIntegration(api.id, integration);
    first.apigateway.apis.addRoute(api.id, { RouteKey: 'GET /', AuthorizationType: 'NONE', Target: `integrations/${id}` });
    const url = first.apigateway.endpointOf(api);
    await first.stop();
    const second = await startTestEndpoint({ directory: first.directory });
    expect((await fetch(url)).status).to.equal(200);
    await second.destroy();
  });
});
