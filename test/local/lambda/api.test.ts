import { createHash } from 'node:crypto';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  paginateListFunctions,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { expect } from 'chai';
import { createRole, REGION, startTestEndpoint, type TestEndpoint } from './endpoint.ts';
import { functionsOf, refusalOf } from './functions.ts';
import { zip } from './zip.ts';

const version = (n: number) =>
  zip({
    'index.mjs': `export const main = async ({ wait = 0 }) => { await new Promise((done) => setTimeout(done, wait)); return ${n}; };`,
  });

describe('the API of local Lambda', () => {
  let endpoint: TestEndpoint;
  let functions: ReturnType<typeof functionsOf>;
  let client: LambdaClient;
  before(async () => {
    endpoint = await startTestEndpoint();
    functions = functionsOf(endpoint);
    client = functions.client;
  });
  after(() => endpoint.destroy());

  const updated = (name: string) =>
    waitUntilFunctionUpdatedV2({ client, maxWaitTime: 5, minDelay: 0.03, maxDelay: 0.05 }, { FunctionName: name });
  const createWith = (settings: object) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: 'refused',
        Role: createRole(endpoint),
        Runtime: 'nodejs24.x',
        Handler: 'index.main',
        Code: { ZipFile: version(1) },
        ...settings,
      }),
    );

  it('creates a function that is pending first, then active', async () => {
    const created = await createWith({ FunctionName: 'created', Description: 'd', Tags: { a: 'b' } });
    expect(created).to.include({
      State: 'Pending',
      LastUpdateStatus: 'InProgress',
      CodeSize: version(1).length,
      Timeout: 3,
      MemorySize: 128,
    });
    expect(created.CodeSha256).to.equal(createHash('sha256').update(version(1)).digest('base64'));
    await updated('created');
    const { Configuration, Tags } = await client.send(new GetFunctionCommand({ FunctionName: created.FunctionArn }));
    expect(Configuration).to.deep.include({ State: 'Active', LastUpdateStatus: 'Successful', Architectures: ['x86_64'] });
    expect(Tags).to.deep.equal({ a: 'b' });
  });

  it('takes code from a bucket', async () => {
    endpoint.s3.buckets.create('code', REGION);
    await fetch(`${endpoint.url}/code/one.zip`, {
      method: 'PUT',
      body: new Uint8Array(version(4)),
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0` },
    });
    await createWith({ FunctionName: 'from-bucket', Code: { S3Bucket: 'code', S3Key: 'one.zip' } });
    await updated('from-bucket');
    expect((await functions.invoke('from-bucket')).payload).to.equal(4);
  });

  for (const [name, settings, refusal] of [
    ['a bucket that is not there', { Code: { S3Bucket: 'gone', S3Key: 'a' } }, 'S3 Error Code: NoSuchBucket'],
    [
      'a key that is not there',
      { Code: { S3Bucket: 'code', S3Key: 'gone' } },
      'S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    ],
    ['no zip', { Code: { ZipFile: Buffer.from('no') } }, 'InvalidParameterValueException: Could not unzip uploaded file.'],
    ['an empty zip', { Code: { ZipFile: zip({}) } }, 'Uploaded file must be a non-empty zip'],
    ['a zip that leaves its folder', { Code: { ZipFile: zip({ '../evil': 'x' }) } }, 'Could not unzip uploaded file.'],
    [
      'too little memory',
      { MemorySize: 64 },
      "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
    ],
    [
      'too long a time-out',
      { Timeout: 901 },
      "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    ['a variable of Lambda', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'Reserved keys used in this request: AWS_REGION'],
    ['too many variables', { Environment: { Variables: { A_: 'x'.repeat(4096) } } }, 'exceeded the 4KB limit'],
    ['a runtime that has gone', { Runtime: 'nodejs16.x' }, 'The runtime parameter of nodejs16.x is no longer supported'],
    ['a runtime that never was', { Runtime: 'cobol1' }, "Value cobol1 at 'runtime'"],
    [
      'a role that is not there',
      { Role: 'arn:aws:iam::000000000000:role/gone' },
      'The role defined for the function cannot be assumed by Lambda.',
    ],
    ['layers', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:a:1'] }, 'The embedded endpoint runs no functions with layers.'],
    ['a name that is taken', { FunctionName: 'created' }, 'ResourceConflictException: Function already exist: created'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      expect(await refusalOf(createWith(settings))).to.contain(refusal);
    });
  }

  it('refuses a role that Lambda may not assume', async () => {
    const role = createRole(endpoint, [], 'scheduler.amazonaws.com');
    expect(await refusalOf(createWith({ Role: role }))).to.contain('The role defined for the function cannot be assumed by Lambda.');
  });

  it('runs new code from the next event on, while what runs goes on', async () => {
    const name = await functions.create(version(1), { Timeout: 5 });
    const running = functions.invoke(name, { wait: 300 });
    await new Promise((done) => setTimeout(done, 150));
    const { LastUpdateStatus } = await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: version(2) }));
    expect(LastUpdateStatus).to.equal('InProgress');
    await updated(name);
    expect((await functions.invoke(name)).payload).to.equal(2);
    expect((await running).payload).to.equal(1);
  });

  it('refuses a second change while one is in progress', async () => {
    const name = await functions.create(version(1));
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: version(2) }));
    const refused = await refusalOf(client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 4 })));
    expect(refused).to.match(/^ResourceConflictException: .*An update is in progress for resource: arn:aws:lambda:/);
  });

  it('checks a revision, and does nothing in a dry run', async () => {
    const name = await functions.create(version(1));
    const refused = await refusalOf(
      client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: version(2), RevisionId: 'other' })),
    );
    expect(refused).to.match(/^PreconditionFailedException/);
    const dry = await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: version(2), DryRun: true }));
    const { CodeSha256 } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    expect(dry.CodeSha256).to.equal(createHash('sha256').update(version(2)).digest('base64'));
    expect(CodeSha256).not.to.equal(dry.CodeSha256);
  });

  it('changes of the configuration only what it is given', async () => {
    const name = await functions.create('export const main = async () => process.env.AA;', {
      Timeout: 9,
      Environment: { Variables: { AA: '1', BB: '2' } },
    });
    await functions.invoke(name);
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: { AA: '3' } } }));
    await updated(name);
    const { Timeout, Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    expect([Timeout, Environment?.Variables]).to.deep.equal([9, { AA: '3' }]);
    expect((await functions.invoke(name)).payload).to.equal('3');
  });

  it('lists functions page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListFunctions({ client, pageSize: 2 }, {}))
      names.push(...(page.Functions ?? []).map(({ FunctionName }) => FunctionName));
    expect(names).to.deep.equal(endpoint.lambda.control.list(REGION).map(({ name }) => name));
    expect(names.length).to.be.greaterThan(2);
  });

  it('knows no function of another region', async () => {
    const elsewhere = new LambdaClient({ ...endpoint.client, region: 'eu-west-1' });
    expect((await elsewhere.send(new ListFunctionsCommand({}))).Functions).to.deep.equal([]);
    expect(await refusalOf(elsewhere.send(new GetFunctionCommand({ FunctionName: 'created' })))).to.equal(
      'ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:000000000000:function:created',
    );
  });

  it('gives and takes permissions', async () => {
    const name = await functions.create(version(1));
    const permission = {
      FunctionName: name,
      StatementId: 'one',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: 'arn:aws:s3:::b',
    };
    expect(await refusalOf(client.send(new GetPolicyCommand({ FunctionName: name })))).to.match(/^ResourceNotFoundException/);
    await client.send(new AddPermissionCommand(permission));
    expect(await refusalOf(client.send(new AddPermissionCommand(permission)))).to.match(
      /^ResourceConflictException: The statement id \(one\) provided already exists/,
    );
    const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: name }));
    expect(JSON.parse(Policy ?? '').Statement).to.deep.equal([
      {
        Sid: 'one',
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' } },
      },
    ]);
    const record = endpoint.lambda.control.get(REGION, name);
    expect(endpoint.lambda.mayInvoke(record, 's3.amazonaws.com', 'arn:aws:s3:::b')).to.equal(true);
    expect(endpoint.lambda.mayInvoke(record, 's3.amazonaws.com', 'arn:aws:s3:::other')).to.equal(false);
    expect(endpoint.lambda.mayInvoke(record, 'sns.amazonaws.com', 'arn:aws:s3:::b')).to.equal(false);
    await client.send(new RemovePermissionCommand({ FunctionName: name, StatementId: 'one' }));
    expect(await refusalOf(client.send(new GetPolicyCommand({ FunctionName: name })))).to.match(/^ResourceNotFoundException/);
  });

  it('throttles by reserved concurrency, also by none at all', async () => {
    const name = await functions.create(version(1));
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 1 }));
    const first = functions.invoke(name, { wait: 300 });
    await new Promise((done) => setTimeout(done, 100));
    expect(await refusalOf(functions.invoke(name))).to.equal('TooManyRequestsException: Rate Exceeded.');
    expect((await first).payload).to.equal(1);
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }));
    expect(await refusalOf(functions.invoke(name))).to.equal('TooManyRequestsException: Rate Exceeded.');
  });

  it('counts what a region has of code and reserved concurrency, and keeps 100 free', async () => {
    const { AccountUsage: before, AccountLimit: limit } = await client.send(new GetAccountSettingsCommand({}));
    expect(limit).to.include({ TotalCodeSize: 80_530_636_800, ConcurrentExecutions: 1000 });
    const free = limit?.UnreservedConcurrentExecutions ?? 0;
    await createWith({ FunctionName: 'counted' });
    await updated('counted');
    const reserve = (value: number) =>
      client.send(new PutFunctionConcurrencyCommand({ FunctionName: 'counted', ReservedConcurrentExecutions: value }));
    await reserve(free - 100);
    await reserve(free - 100);
    expect(await refusalOf(reserve(free - 99))).to.match(/^InvalidParameterValueException: .* below its minimum value of \[100\]/);
    const { AccountUsage, AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    expect(AccountLimit?.UnreservedConcurrentExecutions).to.equal(100);
    expect(AccountUsage).to.deep.equal({
      FunctionCount: (before?.FunctionCount ?? 0) + 1,
      TotalCodeSize: (before?.TotalCodeSize ?? 0) + version(1).length,
    });
    await client.send(new DeleteFunctionCommand({ FunctionName: 'counted' }));
  });

  it('invokes only what the role of a function allows', async () => {
    const target = await functions.create(version(7));
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:${target}`;
    const role = createRole(endpoint, [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn }]);
    const session = endpoint.iam.assumeRole(role, { service: 'lambda.amazonaws.com' }, 'caller');
    const asRole = new LambdaClient({ ...endpoint.client, credentials: session });
    const { Payload } = await asRole.send(new InvokeCommand({ FunctionName: arn }));
    expect(Buffer.from(Payload ?? '').toString()).to.equal('7');
    expect(await refusalOf(asRole.send(new InvokeCommand({ FunctionName: 'created' })))).to.match(
      /^AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/\S+\/caller is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:created because no identity-based policy allows the lambda:InvokeFunction action$/,
    );
  });

  it('refuses payloads that are too large or no JSON', async () => {
    expect(await refusalOf(client.send(new InvokeCommand({ FunctionName: 'created', Payload: Buffer.from('{') })))).to.match(
      /^InvalidRequestContentException: Could not parse request body into json/,
    );
    const large = Buffer.from(JSON.stringify('x'.repeat(6_291_456)));
    expect(await refusalOf(client.send(new InvokeCommand({ FunctionName: 'created', Payload: large })))).to.match(
      /Request must be smaller than 6291456 bytes/,
    );
    const queued = Buffer.from(JSON.stringify('x'.repeat(1_048_576)));
    expect(await refusalOf(client.send(new InvokeCommand({ FunctionName: 'created', InvocationType: 'Event', Payload: queued })))).to.match(
      /Request must be smaller than 1048576 bytes/,
    );
  });

  it('checks without running in a dry run', async () => {
    expect((await client.send(new InvokeCommand({ FunctionName: 'created', InvocationType: 'DryRun' }))).StatusCode).to.equal(204);
  });

  it('passes the client context on', async () => {
    const name = await functions.create('export const main = async (event, context) => context.clientContext;');
    const context = { custom: { a: 'b' } };
    const { payload } = await functions.invoke(name, {}, { ClientContext: Buffer.from(JSON.stringify(context)).toString('base64') });
    expect(payload).to.deep.equal(context);
  });

  it('gives an empty event where there is no payload', async () => {
    const name = await functions.create('export const main = async (event) => event;');
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: name }));
    expect(Buffer.from(Payload ?? '').toString()).to.equal('{}');
  });

  it('deletes a function', async () => {
    const name = await functions.create(version(1));
    await client.send(new DeleteFunctionCommand({ FunctionName: name }));
    expect(await refusalOf(functions.invoke(name))).to.match(/^ResourceNotFoundException: Function not found/);
  });

  it('refuses what it has not, by name', async () => {
    const { PublishVersionCommand } = await import('@aws-sdk/client-lambda');
    expect(await refusalOf(client.send(new PublishVersionCommand({ FunctionName: 'created' })))).to.contain(
      'The embedded endpoint has no POST /2015-03-31/functions/created/versions.',
    );
  });

  it('runs functions again after the endpoint was stopped and started', async () => {
    const first = await startTestEndpoint();
    const name = await functionsOf(first).create(version(5));
    await first.stop();
    const second = await startTestEndpoint({ directory: first.directory });
    expect((await functionsOf(second).invoke(name)).payload).to.equal(5);
    await second.destroy();
  });
});
