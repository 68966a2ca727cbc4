/** Templates that are refused when a change set is made of them. */
import { CreateChangeSetCommand, type CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import { refusal, thing } from '../deploying.ts';
import type { Case } from './case.ts';

type Template = Readonly<Record<string, unknown>> | string;

function refused(template: Template, more: Partial<CreateChangeSetCommandInput> = {}): Case {
  return async ({ client }) => {
    const TemplateBody = typeof template === 'string' ? template : JSON.stringify(template);
    const input = { StackName: 'app', ChangeSetName: 'set', ChangeSetType: 'CREATE', TemplateBody, ...more } as const;
    const { name, message } = await refusal(client.send(new CreateChangeSetCommand(input)));
    return { code: name, text: message };
  };
}

const A = thing();
const role = (properties: object) => ({
  Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } } },
});
const valued = (value: unknown, sections: object = {}) => ({ ...sections, Resources: { A, B: thing({ Value: value }) } });
const parameter = (declared: object, value: string): Case =>
  refused(
    { Parameters: { P: { Type: 'String', ...declared } }, Resources: { A } },
    { Parameters: [{ ParameterKey: 'P', ParameterValue: value }] },
  );
const many = (count: number, make: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, make(index)]));

export const cases: Readonly<Record<string, Case>> = {
  'not-json': refused('{ "Resources": { }, }'),
  'not-yaml': refused('Resources:\n  A: [1\n'),
  'not-an-object': refused('just text'),
  'no-resources': refused({ Resources: {} }),
  'unknown-section': refused({ Resources: { A }, Foo: {} }),
  'section-no-object': refused({ Resources: { A }, Outputs: [] }),
  'format-version': refused({ AWSTemplateFormatVersion: '2012-01-01', Resources: { A } }),
  transform: refused({ Transform: 'AWS::LanguageExtensions', Resources: { A } }),
  rules: refused({ Rules: { R: {} }, Resources: { A } }),
  'description-no-string': refused({ Description: {}, Resources: { A } }),
  'description-length': refused({ Description: 'é'.repeat(513), Resources: { A } }),
  'resource-limit': refused({ Resources: many(501, () => ({ Type: 'T::T::T' })) }),
  'parameter-limit': refused({ Resources: { A }, Parameters: many(201, () => ({ Type: 'String' })) }),
  'output-limit': refused({ Resources: { A }, Outputs: many(201, () => ({ Value: '1' })) }),
  'mapping-limit': refused({ Resources: { A }, Mappings: many(201, () => ({ A: { B: '1' } })) }),
  'body-limit': refused({ Resources: { A }, Metadata: { Long: 'x'.repeat(51_200) } }),
  'logical-id': refused({ Resources: { 'a-b': A } }),
  'logical-id-length': refused({ Resources: { [`a${'b'.repeat(255)}`]: A } }),
  'resource-no-object': refused({ Resources: { A: 'x' } }),
  'no-type': refused({ Resources: { A: { Properties: {} } } }),
  'resource-attribute': refused({ Resources: { A: { ...A, Foo: 1 } } }),
  'creation-policy': refused({ Resources: { A: { ...A, CreationPolicy: {} } } }),
  'properties-no-object': refused({ Resources: { A: { Type: 'Test::Fixture::Thing', Properties: [] } } }),
  'null-value': refused({ Resources: { A: thing({ Items: [{ Id: null }] }) } }),
  'condition-no-string': refused({ Resources: { A: { ...A, Condition: {} } } }),
  'deletion-policy-no-string': refused({ Resources: { A: { ...A, DeletionPolicy: {} } } }),
  'deletion-policy': refused({ Resources: { A: { ...A, DeletionPolicy: 'Keep' } } }),
  'deletion-policy-snapshot': refused({ Resources: { A: { ...A, DeletionPolicy: 'Snapshot' } } }),
  'unrecognized-type': refused({ Resources: { A: { Type: 'Test::Fixture::Thin' } } }),
  'unavailable-type': refused({ Resources: { A: { Type: 'AWS::EC2::Instance' } } }),
  'unresolved-ref': refused(valued({ Ref: 'Nope' })),
  'unresolved-sub': refused(valued({ 'Fn::Sub': 'x ${Nope}' })),
  'unresolved-depends-on': refused({ Resources: { A: { ...A, DependsOn: ['Nope'] } } }),
  'unresolved-in-outputs': refused({ Resources: { A }, Outputs: { O: { Value: { Ref: 'Nope' } } } }),
  'unresolved-by-condition': refused({
    ...valued({ Ref: 'A' }, { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } }),
    Resources: { A: { ...A, Condition: 'Never' }, B: thing({ Value: { Ref: 'A' } }) },
  }),
  'get-att-resource': refused(valued({ 'Fn::GetAtt': ['Nope', 'Arn'] })),
  'get-att-attribute': refused(valued({ 'Fn::GetAtt': ['A', 'Nope'] })),
  'circular-dependency': refused({
    Resources: {
      A: thing({ Value: { Ref: 'B' } }),
      B: thing({ Value: { 'Fn::Sub': '${C.Arn}' } }),
      C: { ...A, DependsOn: 'A' },
      D: thing({ Value: { Ref: 'A' } }),
    },
  }),
  'unknown-condition': refused({ Resources: { A: { ...A, Condition: 'Nope' } } }),
  'condition-with-resource': refused({ Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, 'x'] } }, Resources: { A } }),
  'condition-shape': refused({ Conditions: { C: { 'Fn::Equals': ['x'] } }, Resources: { A: { ...A, Condition: 'C' } } }),
  'condition-circle': refused({
    Conditions: { C: { 'Fn::Not': [{ Condition: 'D' }] }, D: { 'Fn::Not': [{ Condition: 'C' }] } },
    Resources: { A: { ...A, Condition: 'C' } },
  }),
  'output-without-value': refused({ Resources: { A }, Outputs: { O: {} } }),
  'output-null': refused({ Resources: { A }, Outputs: { O: { Value: null } } }),
  'output-list': refused({ Resources: { A }, Outputs: { O: { Value: ['x'] } } }),
  'export-without-name': refused({ Resources: { A }, Outputs: { O: { Value: 'x', Export: {} } } }),
  'export-name-with-resource': refused({ Resources: { A }, Outputs: { O: { Value: 'x', Export: { Name: { Ref: 'A' } } } } }),
  'parameter-type': refused({ Parameters: { P: { Type: 'Text', Default: 'x' } }, Resources: { A } }),
  'parameter-without-type': refused({ Parameters: { P: { Default: 'x' } }, Resources: { A } }),
  'parameter-default': refused({ Parameters: { P: { Type: 'String', Default: ['x'] } }, Resources: { A } }),
  'parameter-name': refused({ Parameters: { 'p-q': { Type: 'String', Default: 'x' } }, Resources: { A } }),
  'parameter-missing': refused({ Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } }, Resources: { A } }),
  'parameter-unknown': refused({ Resources: { A } }, { Parameters: [{ ParameterKey: 'Nope', ParameterValue: 'x' }] }),
  'parameter-no-previous': refused(
    { Parameters: { P: { Type: 'String' } }, Resources: { A } },
    { Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }] },
  ),
  'parameter-value-and-previous': refused(
    { Parameters: { P: { Type: 'String' } }, Resources: { A } },
    { Parameters: [{ ParameterKey: 'P', ParameterValue: 'x', UsePreviousValue: true }] },
  ),
  'parameter-length': parameter({}, 'é'.repeat(2049)),
  'parameter-ssm': parameter({ Type: 'AWS::SSM::Parameter::Value<String>' }, '/x'),
  'parameter-number': parameter({ Type: 'Number' }, 'x'),
  'parameter-allowed-values': parameter({ AllowedValues: ['a', 'b'] }, 'c'),
  'parameter-pattern': parameter({ AllowedPattern: '[a-z]+' }, 'a1'),
  'parameter-described': parameter({ AllowedPattern: '[a-z]+', ConstraintDescription: 'lower case only' }, 'a1'),
  'parameter-min-length': parameter({ MinLength: 3 }, 'ab'),
  'parameter-max-length': parameter({ MaxLength: 3 }, 'abcd'),
  'parameter-min-value': parameter({ Type: 'Number', MinValue: 3 }, '2'),
  'parameter-max-value': parameter({ Type: 'Number', MaxValue: 3 }, '4'),
  'capability-iam': refused(role({})),
  'capability-named-iam': refused(role({ RoleName: 'x' }), { Capabilities: ['CAPABILITY_IAM'] }),
  'ref-shape': refused(valued({ Ref: ['A'] })),
  'get-att-shape': refused(valued({ 'Fn::GetAtt': 'A' })),
  'sub-shape': refused(valued({ 'Fn::Sub': ['x'] })),
  'sub-name': refused(valued({ 'Fn::Sub': 'x ${a-b}' })),
  'join-shape': refused(valued({ 'Fn::Join': [',', 'x'] })),
  'select-shape': refused(valued({ 'Fn::Select': ['x', ['a']] })),
  'select-index': refused(valued({ 'Fn::Select': [2, ['a']] })),
  'split-shape': refused(valued({ 'Fn::Split': [','] })),
  'if-shape': refused(valued({ 'Fn::If': ['C', 'x'] }, { Conditions: { C: { 'Fn::Equals': ['a', 'a'] } } })),
  'find-in-map-shape': refused(valued({ 'Fn::FindInMap': ['M', 'k'] })),
  'find-in-map-missing': refused(valued({ 'Fn::FindInMap': ['M', 'k', 'x'] }, { Mappings: { M: { k: { y: '1' } } } })),
  'base64-shape': refused(valued({ 'Fn::Base64': ['x'] })),
  'cidr-shape': refused(valued({ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/24', 300, 5] }] })),
  'text-in-join': refused(valued({ 'Fn::Join': [',', [{ a: 1 }]] })),
  'unknown-function': refused(valued({ 'Fn::Foo': 'x' })),
  'for-each': refused(valued({ 'Fn::ToJsonString': {} })),
  'stack-output-shape': refused(valued({ 'Fn::GetStackOutput': { StackName: 'x' } })),
  'stack-output-stack': refused(valued({ 'Fn::GetStackOutput': { StackName: 'nope', OutputName: 'x' } })),
  'stack-output-role': refused(valued({ 'Fn::GetStackOutput': { StackName: 'x', OutputName: 'x', RoleArn: 'arn' } })),
  'dynamic-reference': refused(valued('{{resolve:secretsmanager:x:SecretString:y}}')),
  'dynamic-reference-limit': refused(valued('{{resolve:ssm:x}}'.repeat(61))),
  'tag-limit': refused({ Resources: { A } }, { Tags: Object.keys(many(51, () => 0)).map((Key) => ({ Key, Value: 'x' })) }),
  'tag-prefix': refused({ Resources: { A } }, { Tags: [{ Key: 'aws:x', Value: 'x' }] }),
  'tag-key': refused({ Resources: { A } }, { Tags: [{ Key: 'k'.repeat(129), Value: 'x' }] }),
  'tag-value': refused({ Resources: { A } }, { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }),
  'tag-twice': refused(
    { Resources: { A } },
    {
      Tags: [
        { Key: 'k', Value: 'x' },
        { Key: 'k', Value: 'y' },
      ],
    },
  ),
};
