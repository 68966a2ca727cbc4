import { expect } from 'chai';
import type { ProjError } from '../../src/core/errors.ts';
import type { CfnTemplate, Expansion } from '../../src/core/stages.ts';
import { invokeFunction, readStatus, tailLogs } from '../../src/deploy/index.ts';
import { assemblyOf, logGroup } from './support/assembly.ts';
import { testContext } from './support/context.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

type Resource = CfnTemplate['Resources'][string];

const jobRole: Resource = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'logs',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
        },
      },
    ],
  },
};
const fn = (text: string, logs: string): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: {
      ZipFile: `exports.handler = async (event) => { console.log('${text} ran'); if (event.fail) throw new Error('no'); return { from: '${text}', got: event }; };`,
    },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: { 'Fn::GetAtt': ['TheRole', 'Arn'] },
    LoggingConfig: { LogGroup: { Ref: logs } },
  },
});

describe('deployed functions', () => {
  let cloud: TestCloud;
  const base = assemblyOf({
    stacks: {
      core: {
        resources: {
          TheRole: jobRole,
          ApiLogs: logGroup('/api'),
          DigestLogs: logGroup('/digest'),
          ApiList: fn('list', 'ApiLogs'),
          ApiCreate: fn('create', 'ApiLogs'),
          Digest: fn('digest', 'DigestLogs'),
        },
      },
      later: { resources: { LaterLogs: logGroup('/later') } },
    },
  });
  const [core, later] = base.stacks as readonly [(typeof base.stacks)[number], (typeof base.stacks)[number]];
  const at = (construct: string, ...more: readonly string[]) => ({ construct, path: ['stacks', 'core', 'constructs', construct, ...more] });
  const origins = {
    ...core.origins,
    ApiList: at('Api', 'routes', 'GET /notes'),
    ApiCreate: at('Api', 'routes', 'POST /notes'),
    Digest: at('Digest'),
  };
  const assembly = { ...base, stacks: [{ ...core, origins }] };
  const app: Expansion = { ...assembly, assets: [] };

  before(async () => {
    cloud = await startCloud();
  });
  after(() => cloud.stop());

  async function failureOf(work: () => Promise<unknown>): Promise<ProjError> {
    const error = await work().then(
      () => undefined,
      (thrown: ProjError) => thrown,
    );
    expect(error).to.not.equal(undefined);
    return error as ProjError;
  }

  it('are told as not deployed before they are', async () => {
    const { exitStatus, failure } = await failureOf(() => invokeFunction(app, cloud.cloud, 'Digest', '{}'));
    expect([exitStatus, failure.code]).to.deep.equal([1, 'E5031']);
    const { stacks } = await readStatus(app, cloud.cloud);
    expect(stacks.map(({ id, status }) => `${id}: ${status}`)).to.deep.equal(['core: not deployed']);
  });

  it('are invoked by their construct, by the place they are written at, or by their logical id', async () => {
    await cloud.deploy(assembly);
    const answers = await Promise.all(
      ['Digest', 'Api/GET /notes', 'ApiCreate'].map((name) => invokeFunction(app, cloud.cloud, name, '{"a":1}')),
    );
    expect(answers.map(({ payload }) => JSON.parse(payload))).to.deep.equal([
      { from: 'digest', got: { a: 1 } },
      { from: 'list', got: { a: 1 } },
      { from: 'create', got: { a: 1 } },
    ]);
    expect(answers[0]).to.include({ statusCode: 200 }).and.not.have.property('error');
    expect(answers[0]?.log).to.match(/digest ran/);
  });

  it('that throw say so', async () => {
    const answer = await invokeFunction(app, cloud.cloud, 'Digest', '{"fail":true}');
    expect(answer.error).to.equal('Unhandled');
    expect(JSON.parse(answer.payload)).to.include({ errorMessage: 'no' });
  });

  it('that are not there, or not one, are refused with the names there are', async () => {
    const unknown = await failureOf(() => invokeFunction(app, cloud.cloud, 'Digst', '{}'));
    expect(unknown.failure.message).to.equal('there is no function Digst; there are: Api/GET /notes, Api/POST /notes, Digest');
    const several = await failureOf(() => invokeFunction(app, cloud.cloud, 'Api', '{}'));
    expect(several.failure).to.include({ code: 'E5036', message: 'Api has several functions: Api/GET /notes, Api/POST /notes' });
    expect(several.exitStatus).to.equal(1);
  });

  it('have their logs told, each line under the function that wrote it, also in a shared group', async () => {
    const context = testContext();
    await tailLogs(app, cloud.cloud, { since: 0, follow: false }, context);
    const lines = context.events.flatMap((event) =>
      event.type === 'function.log' && / ran/.test(event.line) ? [`${event.function}: ${/\w+ ran/.exec(event.line)}`] : [],
    );
    expect([...new Set(lines)].sort()).to.deep.equal(['Api/GET /notes: list ran', 'Api/POST /notes: create ran', 'Digest: digest ran']);
    const one = testContext();
    await tailLogs(app, cloud.cloud, { since: 0, follow: false, wanted: 'Api/GET /notes' }, one);
    expect(one.events.every((event) => event.type === 'function.log' && event.function === 'Api/GET /notes')).to.equal(true);
  });

  it('are followed until the run is interrupted, no line twice', async () => {
    const context = testContext();
    const tail = tailLogs(app, cloud.cloud, { since: 0, follow: true, wanted: 'Digest' }, context);
    await invokeFunction(app, cloud.cloud, 'Digest', '{}');
    await new Promise((resolve) => setTimeout(resolve, 800));
    context.interrupt();
    await tail;
    const ran = context.events.filter((event) => event.type === 'function.log' && / ran/.test(event.line));
    expect(ran).to.have.length(3);
  });

  it('and their stacks have a status: what is declared, what is left, what was kept', async () => {
    await cloud.deploy({ ...assembly, stacks: [...assembly.stacks, later] });
    const { stacks, release, retained } = await readStatus(app, cloud.cloud);
    expect(stacks.map(({ id, status, declared }) => `${id}: ${status} ${declared}`)).to.deep.equal([
      'core: CREATE_COMPLETE true',
      'later: CREATE_COMPLETE false',
    ]);
    expect(release).to.include({ outcome: 'done' });
    expect(retained).to.deep.equal([]);
  });
});
