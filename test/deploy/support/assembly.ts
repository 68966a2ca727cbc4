/** Small assemblies, made by hand: real templates, no loader, no expansion. */
import { createHash } from 'node:crypto';
import { stackName } from '../../../src/core/names.ts';
import type { AssembledAsset, AssembledStack, Assembly, CfnTemplate, ParameterSource, PublishStep } from '../../../src/core/stages.ts';

export interface TestStack {
  readonly resources: CfnTemplate['Resources'];
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Parameter → `stack.Output`, or a source. */
  readonly parameters?: Readonly<Record<string, string | ParameterSource>>;
  readonly dependsOn?: readonly string[];
  readonly region?: string;
  readonly protect?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly assets?: readonly string[];
  /** Logical id → construct; else the id itself without its last word. */
  readonly constructs?: Readonly<Record<string, string>>;
}

export interface TestApp {
  readonly app?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly root?: string;
  readonly stacks: Readonly<Record<string, TestStack>>;
  readonly assets?: readonly AssembledAsset[];
  readonly publish?: readonly PublishStep[];
}

export function assemblyOf({
  app = 'shop',
  stage = 'dev',
  region = 'us-east-1',
  root = '/nowhere',
  stacks,
  assets = [],
  publish = [],
}: TestApp): Assembly {
  return {
    app,
    stage,
    local: true,
    region,
    directory: `${root}/.proj/build/${stage}`,
    root,
    stacks: Object.entries(stacks).map(([id, stack]) => assembledStack(id, stack, { app, stage, region })),
    assets,
    publish,
  };
}

function assembledStack(
  id: string,
  stack: TestStack,
  { app, stage, region }: { app: string; stage: string; region: string },
): AssembledStack {
  const sources = Object.fromEntries(Object.entries(stack.parameters ?? {}).map(([name, source]) => [name, sourceOf(source)]));
  const template: CfnTemplate = {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(stack.parameters && { Parameters: Object.fromEntries(Object.keys(stack.parameters).map((name) => [name, { Type: 'String' }])) }),
    Resources: stack.resources,
    ...(stack.outputs && { Outputs: Object.fromEntries(Object.entries(stack.outputs).map(([name, Value]) => [name, { Value }])) as never }),
  };
  const body = JSON.stringify(template);
  const used = Object.values(sources).flatMap((source) => (source.from === 'output' ? [source.stack] : []));
  return {
    id,
    name: stackName(stage, app, id),
    region: stack.region ?? region,
    template,
    parameters: sources,
    dependsOn: [...new Set([...used, ...(stack.dependsOn ?? [])])].sort(),
    tags: { 'proj:app': app, 'proj:stage': stage, ...stack.tags },
    terminationProtection: stack.protect ?? false,
    origins: Object.fromEntries(
      Object.keys(stack.resources).map((logicalId) => {
        const construct = stack.constructs?.[logicalId] ?? logicalId.replace(/(?<=.)[A-Z][a-z]+$/, '');
        return [logicalId, { construct, path: ['stacks', id, 'constructs', construct] }];
      }),
    ),
    shown: { '': Object.fromEntries(Object.keys(stack.outputs ?? {}).map((name) => [name, name])) },
    path: ['stacks', id],
    body,
    hash: createHash('sha256').update(body).digest('hex'),
    assets: stack.assets ?? [],
  };
}

function sourceOf(source: string | ParameterSource): ParameterSource {
  if (typeof source !== 'string') return source;
  const [stack = '', output = ''] = source.split('.');
  return { from: 'output', stack, output };
}

/** Resources that are cheap and exist everywhere. */
export const role = (description: string): CfnTemplate['Resources'][string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Description: description,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
});

export const table = (
  name: string,
  key = 'id',
  policy: 'RetainExceptOnCreate' | 'Delete' = 'RetainExceptOnCreate',
): CfnTemplate['Resources'][string] => ({
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: policy,
  UpdateReplacePolicy: policy === 'Delete' ? 'Delete' : 'Retain',
  Properties: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
  },
});

export const logGroup = (name: string, days = 7): CfnTemplate['Resources'][string] => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name, RetentionInDays: days },
});
