import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { createRole, REGION, startTestEndpoint, type TestEndpoint } from '../lambda/endpoint.ts';
import { zip } from '../lambda/zip.ts';

describe('local schedules', () => {
  let endpoint: TestEndpoint;
  beforeEach(async () => {
    endpoint = await startTestEndpoint();
    await endpoint.lambda.control.create(
      REGION,
      'job',
      {
        Runtime: 'nodejs24.x',
        Handler: 'index.main',
        Role: createRole(endpoint),
        Code: { ZipFile: zip({ 'index.mjs': 'export const main = async (event) => console.log(JSON.stringify(event));' }) },
      },
      {},
    );
  });
  afterEach(() => endpoint.destroy());

  const JOB = `arn:aws:lambda:${REGION}:000000000000:function:job`;
  const invoke = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: JOB };
  const roleFor = (statements: object[]) => createRole(endpoint, statements, 'scheduler.amazonaws.com');

  function createSchedule(expression: string, target: object = {}, settings: object = {}) {
    return endpoint.scheduler.create(REGION, 'nightly', {
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: JOB, RoleArn: roleFor([invoke]), ...target },
      ...settings,
    });
  }

  /** The events that the function has logged, once there are as many as wanted. */
  async function events(count: number, of: TestEndpoint = endpoint): Promise<Record<string, unknown>[]> {
    for (let tries = 0; ; tries++) {
      const group = of.logs.groups.find(REGION, '/aws/lambda/job');
      const lines = group ? of.logs.groups.read(group, 0).map(({ message }) => message) : [];
      const found = lines.filter((line) => line.includes('\tINFO\t')).map((line) => JSON.parse(line.split('\t')[3] ?? ''));
      if (found.length >= count || tries > 100) return found;
      await pause(50);
    }
  }

  const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString().slice(0, 19);

  it('calls the function when the time has come, with the input of the schedule', async () => {
    const due = soon(1500);
    createSchedule(`at(${due})`, { Input: '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>"}' });
    expect(await events(1)).to.deep.equal([{ at: `${due}Z`, try: '1' }]);
    await pause(300);
    expect(await events(1)).to.have.length(1);
  });

  it('begins a rate at once, and without an input says what the event is', async () => {
    const { arn } = createSchedule('rate(1 day)');
    const [event] = await events(1);
    expect(event).to.deep.include({ source: 'aws.scheduler', 'detail-type': 'Scheduled Event', resources: [arn], detail: '{}' });
  });

  it('does nothing while it is disabled', async () => {
    createSchedule('rate(1 day)', {}, { State: 'DISABLED' });
    await pause(200);
    expect(endpoint.notices).to.deep.equal([]);
  });

  it('does not call a function that its role may not call, and says so', async () => {
    createSchedule('rate(1 day)', { RoleArn: roleFor([]), RetryPolicy: { MaximumRetryAttempts: 0 } });
    await pause(200);
    expect(endpoint.notices).to.have.length(1);
    expect(endpoint.notices[0]).to.include({ event: 'scheduler.failed', again: false });
    expect(endpoint.notices[0]?.reason).to.match(/is not authorized to perform: lambda:InvokeFunction on resource: /);
  });

  it('refuses a role that Scheduler can not assume', () => {
    expect(() => createSchedule('rate(1 day)', { RoleArn: createRole(endpoint, [invoke]) })).to.throw(
      'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    );
  });

  it('refuses an expression, a time zone and a target that it can not serve', () => {
    expect(() => createSchedule('rate(1 fortnight)')).to.throw('Invalid Schedule Expression rate(1 fortnight).');
    expect(() => createSchedule('rate(1 day)', {}, { ScheduleExpressionTimezone: 'Mars/Olympus' })).to.throw('ScheduleExpressionTimezone');
    expect(() => createSchedule('rate(1 day)', { Arn: 'arn:aws:sqs:us-east-1:000000000000:q' })).to.throw('for Lambda functions only');
  });

  it('catches up on what was due once while the endpoint was down', async () => {
    createSchedule(`at(${soon(1600)})`);
    await endpoint.stop();
    await pause(1800);
    const again = await startTestEndpoint({ directory: endpoint.directory });
    expect(await events(1, again)).to.have.length(1);
    await again.stop();
    endpoint = await startTestEndpoint({ directory: endpoint.directory });
    await pause(200);
    expect(await events(1)).to.have.length(1);
  });

  it('describes schedules over its API', async () => {
    const { arn } = createSchedule('cron(0 8 * * ? *)', {}, { ScheduleExpressionTimezone: 'Europe/Berlin' });
    const signed = {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/${REGION}/scheduler/aws4_request, SignedHeaders=host, Signature=0`,
    };
    const get = async (path: string) =>
      (await fetch(`${endpoint.url}${path}`, { headers: signed })).json() as Promise<Record<string, unknown>>;
    expect(await get('/schedules/nightly')).to.include({
      Name: 'nightly',
      Arn: arn,
      State: 'ENABLED',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    });
    expect((await get('/schedules')).Schedules).to.have.length(1);
    expect(await get('/schedules/none')).to.include({ message: 'Schedule none does not exist.' });
  });

  it('stops with its schedule', async () => {
    createSchedule(`at(${soon(1600)})`);
    endpoint.scheduler.remove(REGION, 'nightly');
    await pause(1800);
    expect(endpoint.notices).to.deep.equal([]);
  });
});
