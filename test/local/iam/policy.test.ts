import { expect } from 'chai';
import { type AccessRequest, evaluate, type Statement, wildcard } from '../../../src/local/services/iam/policy.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/notes';

describe('iam policies', () => {
  const verdict = (statement: Partial<Statement>, request: Partial<AccessRequest> = {}) =>
    evaluate([{ Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: TABLE, ...statement }] }], {
      action: 'dynamodb:GetItem',
      resource: TABLE,
      ...request,
    });

  it('allows what is named and is silent on the rest', () => {
    expect(verdict({})).to.equal('allow');
    expect(verdict({}, { action: 'dynamodb:PutItem' })).to.equal('silent');
    expect(verdict({}, { resource: `${TABLE}/index/byDate` })).to.equal('silent');
  });

  it('compares actions without case, resources with it', () => {
    expect(verdict({ Action: 'DynamoDB:getitem' })).to.equal('allow');
    expect(verdict({ Resource: TABLE.toUpperCase() })).to.equal('silent');
  });

  it('understands wildcards in actions and resources', () => {
    expect(verdict({ Action: 'dynamodb:*Item', Resource: 'arn:aws:dynamodb:*:*:table/no?es' })).to.equal('allow');
    expect(verdict({ Action: '*', Resource: '*' })).to.equal('allow');
    expect(verdict({ Resource: `${TABLE}/index/*` })).to.equal('silent');
  });

  it('lets a deny win, wherever it stands', () => {
    const allow: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny: Statement = { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: '*' };
    const request = { action: 'dynamodb:GetItem', resource: TABLE };
    expect(evaluate([{ Statement: [allow, deny] }], request)).to.equal('deny');
    expect(evaluate([{ Statement: deny }, { Statement: allow }], request)).to.equal('deny');
  });

  it('turns NotAction and NotResource round', () => {
    const { Action: _, Resource: __, ...rest } = { Effect: 'Allow', Action: '', Resource: '' } as Statement;
    const request = { action: 'dynamodb:GetItem', resource: TABLE };
    const judge = (statement: Partial<Statement>) => evaluate([{ Statement: { ...rest, ...statement } }], request);
    expect(judge({ NotAction: 'dynamodb:DeleteItem', Resource: '*' })).to.equal('allow');
    expect(judge({ NotAction: 'dynamodb:*', Resource: '*' })).to.equal('silent');
    expect(judge({ Action: '*', NotResource: TABLE })).to.equal('silent');
  });

  const conditions: readonly [Statement['Condition'], AccessRequest['context'], 'allow' | 'silent'][] = [
    [{ StringEquals: { 'aws:SourceAccount': '000000000000' } }, { 'aws:sourceaccount': '000000000000' }, 'allow'],
    [{ StringEquals: { 'aws:SourceAccount': ['1', '2'] } }, { 'aws:SourceAccount': '2' }, 'allow'],
    [{ StringEquals: { 'aws:SourceAccount': '1' } }, {}, 'silent'],
    [{ StringEqualsIfExists: { 'aws:SourceAccount': '1' } }, {}, 'allow'],
    [{ StringNotEquals: { 'aws:SourceAccount': '1' } }, { 'aws:SourceAccount': '1' }, 'silent'],
    [{ StringNotEquals: { 'aws:SourceAccount': '1' } }, {}, 'allow'],
    [{ StringLike: { 's3:prefix': 'home/*' } }, { 's3:prefix': 'home/ann' }, 'allow'],
    [
      { ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:*:0:schedule/*' } },
      { 'aws:SourceArn': 'arn:aws:scheduler:us-east-1:0:schedule/a/b' },
      'allow',
    ],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:*:0:x' } }, { 'aws:SourceArn': 'arn:aws:s3:r:0:x' }, 'silent'],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'false' }, 'allow'],
    [{ Null: { 'aws:SourceArn': true } }, {}, 'allow'],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } }, { 'dynamodb:LeadingKeys': ['ann', 'bob'] }, 'silent'],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': 'ann' } }, { 'dynamodb:LeadingKeys': ['ann', 'bob'] }, 'allow'],
    [{ NumericLessThan: { 's3:max-keys': 10 } }, { 's3:max-keys': '9' }, 'allow'],
    [{ StringEquals: { a: '1', b: '2' } }, { a: '1' }, 'silent'],
    [{ Unheard: { a: '1' } }, { a: '1' }, 'silent'],
  ];
  for (const [Condition, context, expected] of conditions) {
    it(`${expected === 'allow' ? 'holds' : 'does not hold'}: ${JSON.stringify(Condition)} in ${JSON.stringify(context)}`, () => {
      expect(verdict({ ...(Condition && { Condition }) }, { ...(context && { context }) })).to.equal(expected);
    });
  }

  it('matches principals by service, role and everyone', () => {
    const trusted = (Principal: Statement['Principal'], caller: AccessRequest['caller']) =>
      verdict({ ...(Principal && { Principal }) }, { ...(caller && { caller }) });
    expect(trusted({ Service: 'lambda.amazonaws.com' }, { service: 'lambda.amazonaws.com' })).to.equal('allow');
    expect(trusted({ Service: 'lambda.amazonaws.com' }, { service: 'scheduler.amazonaws.com' })).to.equal('silent');
    expect(trusted({ AWS: ['arn:aws:iam::0:role/a'] }, { aws: ['arn:aws:iam::0:role/a'] })).to.equal('allow');
    expect(trusted({ AWS: '*' }, {})).to.equal('allow');
    expect(trusted({ AWS: 'arn:aws:iam::0:role/a' }, {})).to.equal('silent');
  });

  it('fills in policy variables, and matches nothing where one has no value', () => {
    const Resource = 'arn:aws:s3:::home/${aws:PrincipalAccount}/*';
    const resource = 'arn:aws:s3:::home/123/x';
    expect(verdict({ Resource }, { resource, context: { 'aws:PrincipalAccount': '123' } })).to.equal('allow');
    expect(verdict({ Resource }, { resource })).to.equal('silent');
  });

  it('needs no more than linear time for patterns of many stars', () => {
    const started = performance.now();
    expect(wildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).to.equal(false);
    expect(performance.now() - started).to.be.below(500);
  });
});
