import { expect } from 'chai';
import { type CheckOptions, checkTemplate, type Template } from '../../src/aws-schemas/check.ts';
import { loadResourceTypes } from '../../src/aws-schemas/index.ts';

/** `kind path: what it is about`. */
async function problemsOf(template: Template, options: CheckOptions = {}): Promise<string[]> {
  const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
  return checkTemplate(template, types, options).map(({ kind, path, ...rest }) => {
    const said = Object.values(rest).filter((one) => one !== undefined);
    return `${kind} ${path.join('.')}: ${said.map((one) => (Array.isArray(one) ? one.slice(0, 3).join('|') : one)).join(', ')}`;
  });
}

const keys = { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] };

function table(properties: object): Template {
  return { Resources: { Notes: { Type: 'AWS::DynamoDB::Table', Properties: { ...keys, ...properties } } } };
}

function queue(properties: object, rest: Partial<Template> = {}): Template {
  return { Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: properties } }, ...rest };
}

describe('checkTemplate', () => {
  it('finds nothing in a sound template', async () => {
    const template = {
      Parameters: { Prefix: { Type: 'String' }, Zones: { Type: 'CommaDelimitedList' } },
      Conditions: { Live: { 'Fn::Equals': [{ Ref: 'Prefix' }, 'live'] } },
      Resources: {
        Notes: {
          Type: 'AWS::DynamoDB::Table',
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            ...keys,
            TableName: { 'Fn::Sub': '${Prefix}-notes' },
            BillingMode: { 'Fn::If': ['Live', 'PAY_PER_REQUEST', { Ref: 'AWS::NoValue' }] },
          },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          DependsOn: ['Notes'],
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
            },
            Policies: [
              {
                PolicyName: 'notes',
                PolicyDocument: {
                  Statement: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Notes', 'Arn'] } }],
                },
              },
            ],
          },
        },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Notes', 'Arn'] }, Condition: 'Live' } },
    };
    expect(await problemsOf(template)).to.deep.equal([]);
  });

  it('finds unknown properties, in nested objects too', async () => {
    expect(await problemsOf(table({ TableNme: 'x', StreamSpecification: { StreamViewType: 'NEW_IMAGE', View: 1 } }))).to.deep.equal([
      'unknown-property Resources.Notes.Properties.TableNme: AWS::DynamoDB::Table, TableNme, TableName',
      'unknown-property Resources.Notes.Properties.StreamSpecification.View: StreamSpecification, View',
    ]);
  });

  it('takes a name that every object inherits for unknown', async () => {
    expect(await problemsOf(queue({ constructor: 'x' }))).to.have.length(1);
  });

  it('finds what is missing, and what is left out on purpose', async () => {
    const noKey = table({ KeySchema: { Ref: 'AWS::NoValue' }, AttributeDefinitions: [{ AttributeName: 'id' }] });
    expect(await problemsOf(noKey)).to.deep.equal([
      'left-out Resources.Notes.Properties.KeySchema: AWS::DynamoDB::Table, KeySchema',
      'missing-property Resources.Notes.Properties.AttributeDefinitions.0: AttributeDefinition, AttributeType',
    ]);
  });

  it('finds values of a wrong type, as far as CloudFormation would not convert them', async () => {
    expect(await problemsOf(queue({ DelaySeconds: '5', FifoQueue: 'true', QueueName: 7 }))).to.deep.equal([]);
    expect(
      await problemsOf(queue({ DelaySeconds: 'soon', FifoQueue: 1, QueueName: ['a'], Tags: 'a', KmsMasterKeyId: null })),
    ).to.deep.equal([
      'wrong-type Resources.Jobs.Properties.DelaySeconds: a whole number, `soon`',
      'wrong-type Resources.Jobs.Properties.FifoQueue: true or false, `1`',
      'wrong-type Resources.Jobs.Properties.QueueName: a string, a list',
      'wrong-type Resources.Jobs.Properties.Tags: a list, `a`',
      'wrong-type Resources.Jobs.Properties.KmsMasterKeyId: a string, nothing',
    ]);
  });

  it('finds values outside a list of allowed ones', async () => {
    const group = { Resources: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 31 } } } };
    expect(await problemsOf(group)).to.deep.equal(['not-allowed Resources.Log.Properties.RetentionInDays: 31, 1|3|5']);
  });

  it('knows what functions give', async () => {
    const lists = queue(
      {
        QueueName: { 'Fn::Split': [',', 'a,b'] },
        Tags: { 'Fn::Sub': 'a' },
        KmsMasterKeyId: { Ref: 'Zones' },
        DelaySeconds: { Ref: 'Delay' },
      },
      { Parameters: { Zones: { Type: 'List<String>' }, Delay: { Type: 'String' } } },
    );
    expect(await problemsOf(lists)).to.deep.equal([
      'wrong-type Resources.Jobs.Properties.QueueName: a string, a list',
      'wrong-type Resources.Jobs.Properties.Tags: a list, a string',
      'wrong-type Resources.Jobs.Properties.KmsMasterKeyId: a string, a list',
    ]);
  });

  it('looks into both branches of Fn::If', async () => {
    const template = queue({ DelaySeconds: { 'Fn::If': ['Live', 'soon', 3] } }, { Conditions: { Live: { 'Fn::Equals': ['a', 'a'] } } });
    expect(await problemsOf(template)).to.deep.equal([
      'wrong-type Resources.Jobs.Properties.DelaySeconds.Fn::If.1: a whole number, `soon`',
    ]);
  });

  it('finds references to nothing, inside policies, substitutions and outputs too', async () => {
    const template = queue(
      {
        QueueName: { 'Fn::Sub': ['${stage}-${Missing}-${!literal}-${Jobs.Nope}-${AWS::Region}', { stage: { Ref: 'Gone' } }] },
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        DelaySeconds: { 'Fn::If': ['Nowhere', 1, 2] },
      },
      { Outputs: { Url: { Value: { 'Fn::GetAtt': 'Jobs.Address' }, Condition: 'Never' } } },
    );
    expect(await problemsOf(template)).to.deep.equal([
      'unknown-name Resources.Jobs.Properties.QueueName.Fn::Sub.0: resource, Missing, ${Missing}',
      'unknown-attribute Resources.Jobs.Properties.QueueName.Fn::Sub.0: AWS::SQS::Queue, Nope, Arn|QueueName|QueueUrl, ${Jobs.Nope}',
      'unknown-name Resources.Jobs.Properties.QueueName.Fn::Sub.1.stage.Ref: resource, Gone',
      'unknown-name Resources.Jobs.Properties.RedrivePolicy.deadLetterTargetArn.Fn::GetAtt.0: resource, Dead',
      'unknown-name Resources.Jobs.Properties.DelaySeconds.Fn::If.0: condition, Nowhere',
      'unknown-name Outputs.Url.Condition: condition, Never',
      'unknown-attribute Outputs.Url.Value.Fn::GetAtt: AWS::SQS::Queue, Address, Arn|QueueName|QueueUrl',
    ]);
  });

  it('finds wrong policies and dependencies', async () => {
    const template = {
      Resources: {
        Jobs: { Type: 'AWS::SQS::Queue', DependsOn: 'Gone', UpdateReplacePolicy: 'RetainExceptOnCreate' },
      },
    };
    expect(await problemsOf(template)).to.deep.equal([
      'not-allowed Resources.Jobs.UpdateReplacePolicy: RetainExceptOnCreate, Delete|Retain|Snapshot',
      'unknown-name Resources.Jobs.DependsOn: resource, Gone',
    ]);
  });

  it('refuses unknown types and lets custom resources pass', async () => {
    const template = {
      Resources: { A: { Type: 'AWS::SQS::Quue' }, B: { Type: 'Custom::Thing', Properties: { ServiceToken: 'x', Any: [1] } } },
    };
    expect(await problemsOf(template)).to.deep.equal(['unknown-type Resources.A.Type: AWS::SQS::Quue']);
  });

  it('takes placeholders for text where it is told of them', async () => {
    const template = queue({ QueueName: { asset: 'a' }, Tags: { asset: 'b' } });
    expect(await problemsOf(template, { placeholders: ['asset'] })).to.deep.equal([
      'wrong-type Resources.Jobs.Properties.Tags: a list, a string',
    ]);
    expect(await problemsOf(template)).to.have.length(2);
  });

  it('takes either member of a union', async () => {
    const rule = (pattern: unknown): Template => ({
      Resources: { R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: pattern } } },
    });
    expect(await problemsOf(rule({ source: ['a'] }))).to.deep.equal([]);
    expect(await problemsOf(rule('{"source":["a"]}'))).to.deep.equal([]);
  });
});
