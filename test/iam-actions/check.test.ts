/** Statements against AWS's lists: what is certainly wrong is told, what may be right is not. */
import { expect } from 'chai';
import { checkStatements, type Problem } from '../../src/iam-actions/check.ts';
import { matching, overlap } from '../../src/iam-actions/pattern.ts';

const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/notes';
const bucket = 'arn:aws:s3:::reports';
const group = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/list';

async function problems(actions: readonly string[], ...resources: readonly string[]): Promise<readonly string[]> {
  const [found = []] = await checkStatements([{ actions, resources }]);
  return found.map((problem) => `${problem.kind} ${subject(problem, actions, resources)}`);
}

function subject(problem: Problem, actions: readonly string[], resources: readonly string[]): string {
  if (problem.kind === 'idle-resource') return resources[problem.resource] ?? '';
  const near = problem.kind === 'other-resources' && problem.near !== undefined ? ` → ${problem.near}` : '';
  return `${actions[problem.action]}${near}`;
}

describe('the actions and resources of a permission', () => {
  const right: Readonly<Record<string, readonly [readonly string[], ...string[]]>> = {
    'an action on its resource': [['dynamodb:GetItem'], table],
    'actions of a table and of its index': [['dynamodb:Query'], table, `${table}/index/*`],
    'actions in any case': [['DynamoDB:getitem'], table],
    'patterns in the middle of actions': [['dynamodb:*Item', 'dynamodb:Batch?etItem'], table],
    'a service': [['dynamodb'], table],
    'all of a service': [['s3:*'], bucket, `${bucket}/*`],
    everything: [['*'], table],
    'an action that takes no resource, on all': [['dynamodb:ListTables', 'dynamodb:GetItem'], '*'],
    'an action that takes no resource, beside one that does': [['cloudwatch:ListMetrics', 'dynamodb:GetItem'], table, '*'],
    'a resource that only the deploy knows': [['dynamodb:GetItem'], 'arn:*'],
    'a part of a resource that only the deploy knows': [['s3:GetObject'], '*/images/*'],
    'patterns in resources': [['dynamodb:GetItem'], 'arn:*:dynamodb:*:*:table/prod-*'],
    'a bucket and its objects, each for its actions': [['s3:GetObject', 's3:ListBucket'], bucket, `${bucket}/*`],
    'objects below a folder': [['s3:PutObject'], `${bucket}/2026/*`],
    'a function and its versions': [['lambda:InvokeFunction'], 'arn:aws:lambda:us-east-1:123456789012:function:list:live'],
    'the streams of a log group': [['logs:PutLogEvents', 'logs:CreateLogStream'], `${group}:*`],
    'a parameter with slashes in its name': [['ssm:GetParameter'], 'arn:aws:ssm:us-east-1:123456789012:parameter/notes/prod/key'],
    "IAM's own variables": [['${service}:GetItem', 'dynamodb:${action}'], table],
  };
  for (const [what, [actions, ...resources]] of Object.entries(right)) {
    it(`may be ${what}`, async () => {
      expect(await problems(actions, ...resources)).to.deep.equal([]);
    });
  }

  it('are wrong where the service or the action does not exist', async () => {
    expect(await problems(['dynamo:GetItem', 'dynamodb:Fetch', 'dynamodb:Fetch*', 'dynamodb:GetItem'], table)).to.deep.equal([
      'no-service dynamo:GetItem',
      'no-action dynamodb:Fetch',
      'no-action dynamodb:Fetch*',
    ]);
  });

  it('are wrong where the action takes no resource but all', async () => {
    expect(await problems(['dynamodb:ListTables', 'dynamodb:GetItem'], table)).to.deep.equal(['unlimited dynamodb:ListTables']);
  });

  it('are wrong where no resource is of a kind that the action is about', async () => {
    expect(await problems(['sqs:SendMessage', 'dynamodb:GetItem'], table)).to.deep.equal(['other-resources sqs:SendMessage']);
    expect(await problems(['s3:GetObject'], bucket)).to.deep.equal([`other-resources s3:GetObject → ${bucket}/*`]);
    expect(await problems(['s3:ListBucket'], `${bucket}/*`)).to.deep.equal([`other-resources s3:ListBucket → ${bucket}`]);
    expect(await problems(['logs:PutLogEvents'], group)).to.deep.equal([`other-resources logs:PutLogEvents → ${group}:*`]);
    expect(await problems(['s3:Get*'], table)).to.deep.equal(['other-resources s3:Get*']);
  });

  it('are told of once: a resource that no action is about only where all actions are right', async () => {
    expect(await problems(['s3:GetObject'], `${bucket}/*`, table)).to.deep.equal([`idle-resource ${table}`]);
    expect(await problems(['s3:GetObjekt', 's3:PutObject'], `${bucket}/*`, table)).to.deep.equal(['no-action s3:GetObjekt']);
  });

  it('take no longer than a blink, however long they are', async () => {
    const long = `arn:aws:s3:::${'*a'.repeat(1000)}`;
    const started = performance.now();
    await problems(Array(100).fill('s3:*'), long);
    expect(performance.now() - started).to.be.below(5000);
  });
});

describe('patterns of IAM', () => {
  it('overlap where there is a text that both mean', () => {
    const pairs = [
      ['a*c', 'abc', true],
      ['a*c', 'ab', false],
      ['a*', '*b', true],
      ['x*', 'y*', false],
      ['?', '*', true],
      ['?*', '', false],
      ['*', '', true],
      ['*/*', 'ab', false],
      ['a?c', 'abc', true],
      ['ab*', 'abc/*', true],
    ] as const;
    for (const [one, other, expected] of pairs) {
      expect(overlap(one, other), `${one} and ${other}`).to.equal(expected);
      expect(overlap(other, one), `${other} and ${one}`).to.equal(expected);
    }
  });

  it('mean names in any case', () => {
    expect(matching('get*', ['GetItem', 'PutItem'])).to.deep.equal(['GetItem']);
    expect(matching('putitem', ['GetItem', 'PutItem'])).to.deep.equal(['PutItem']);
  });
});
