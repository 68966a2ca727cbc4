/** What `look` would have found, from an assembly that "was deployed". */
import { loadResourceTypes } from '../../../src/aws-schemas/index.ts';
import type { Assembly } from '../../../src/core/stages.ts';
import { type Deployed, type DeployedStack, stackKey } from '../../../src/deploy/deployed.ts';
import type { ReleaseRecord } from '../../../src/deploy/records.ts';

export const ACCOUNT = '000000000000';

interface Overrides {
  readonly status?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** As if `assembly` had been deployed. Outputs are `<stack>-<output>` unless given. */
export async function deployedAs(assembly: Assembly, { status = {}, outputs = {}, tags }: Overrides = {}): Promise<Deployed> {
  const given = new Map(
    assembly.stacks.map(({ id, template }) => [
      id,
      outputs[id] ?? Object.fromEntries(Object.keys(template.Outputs ?? {}).map((name) => [name, `${id}-${name}`])),
    ]),
  );
  const parametersOf = ({ parameters }: Assembly['stacks'][number]) =>
    Object.fromEntries(
      Object.entries(parameters).map(([name, source]) => [
        name,
        source.from === 'output'
          ? (given.get(source.stack)?.[source.output] ?? '')
          : source.from === 'literal'
            ? source.value
            : `proj-${ACCOUNT}-us-east-1`,
      ]),
    );
  const stacks = assembly.stacks.map((stack): DeployedStack => {
    return {
      id: `arn:aws:cloudformation:${stack.region}:${ACCOUNT}:stack/${stack.name}/1`,
      name: stack.name,
      status: status[stack.id] ?? 'CREATE_COMPLETE',
      region: stack.region,
      parameters: parametersOf(stack),
      outputs: given.get(stack.id) ?? {},
      tags: tags ?? stack.tags,
      terminationProtection: stack.terminationProtection,
      notificationArns: [],
      body: stack.body,
      template: stack.template,
      resources: Object.entries(stack.template.Resources).map(([logicalId, { Type }]) => ({
        logicalId,
        type: Type,
        status: 'CREATE_COMPLETE',
        physicalId: `${stack.name}-${logicalId}`,
      })),
    };
  });
  const release: ReleaseRecord = {
    version: 1,
    app: assembly.app,
    stage: assembly.stage,
    time: '2026-01-01T00:00:00.000Z',
    run: 'earlier',
    outcome: 'done',
    stacks: assembly.stacks.map((stack) => ({
      id: stack.id,
      name: stack.name,
      region: stack.region,
      assets: [],
      parameters: parametersOf(stack),
      sources: stack.parameters,
      outputs: given.get(stack.id) ?? {},
      dependsOn: stack.dependsOn,
      origins: stack.origins,
      sites: [],
    })),
  };
  return {
    account: ACCOUNT,
    partition: 'aws',
    stacks: new Map(stacks.map((stack) => [stackKey(stack.region, stack.name), stack])),
    release,
    retained: [],
    abandoned: false,
    external: new Map(),
    published: new Map(),
    types: await loadResourceTypes([
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::IAM::Role',
      'AWS::Logs::LogGroup',
      'AWS::ApiGatewayV2::Api',
      'AWS::Lambda::Url',
    ]),
  };
}
