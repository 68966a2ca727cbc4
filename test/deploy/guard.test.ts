import { expect } from 'chai';
import type { Failure, PlannedStack } from '../../src/core/plan.ts';
import type { CfnTemplate } from '../../src/core/stages.ts';
import type { DeployOptions } from '../../src/deploy/options.ts';
import { planDeploy } from '../../src/deploy/plan.ts';
import { assemblyOf, logGroup, role, table } from './support/assembly.ts';
import { deployedAs } from './support/deployed.ts';

const options: DeployOptions = { protect: false, allowDataLoss: [], allowRegionChange: [] };
const bucket = (policy: 'Retain' | 'Delete'): CfnTemplate['Resources'][string] => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: policy,
  Properties: {},
});
const api: CfnTemplate['Resources'][string] = { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } };

type Resources = CfnTemplate['Resources'];

async function blocks(before: Resources, after: Resources, more: Partial<DeployOptions> = {}): Promise<readonly Failure[]> {
  const stay = { StayRole: role('stays') };
  const deployed = await deployedAs(assemblyOf({ stacks: { core: { resources: { ...stay, ...before } } } }));
  const plan = planDeploy(assemblyOf({ stacks: { core: { resources: { ...stay, ...after } } } }), deployed, { ...options, ...more });
  return (plan.nodes[0] as PlannedStack).blocks ?? [];
}

describe('the guard of data and addresses', () => {
  it('stops a table that a changed key would replace, at its line, with the way out', async () => {
    const [found, ...more] = await blocks({ NotesTable: table('t', 'id') }, { NotesTable: table('t', 'noteId') });
    expect(more).to.deep.equal([]);
    expect(found).to.deep.equal({
      code: 'E5013',
      message:
        'Notes (AWS::DynamoDB::Table dev-shop-core-NotesTable) would be replaced (by a change of AttributeDefinitions, KeySchema): what it holds is deleted and the app gets an empty one',
      logicalId: 'NotesTable',
      resourceType: 'AWS::DynamoDB::Table',
      construct: 'Notes',
      path: ['stacks', 'core', 'constructs', 'Notes'],
      hint: 'undo the change, or write `allowDataLoss: [Notes]` in app.yml if the loss is meant',
    });
  });

  const cases: readonly (readonly [
    title: string,
    before: Resources,
    after: Resources,
    code: string | undefined,
    more?: Partial<DeployOptions>,
  ])[] = [
    [
      'lets the replacement through by its construct’s name',
      { NotesTable: table('t', 'a') },
      { NotesTable: table('t', 'b') },
      undefined,
      { allowDataLoss: ['Notes'] },
    ],
    [
      'lets a raw resource through by its logical id',
      { NotesTable: table('t', 'a') },
      { NotesTable: table('t', 'b') },
      undefined,
      { allowDataLoss: ['NotesTable'] },
    ],
    [
      'is not opened by another construct’s name',
      { NotesTable: table('t', 'a') },
      { NotesTable: table('t', 'b') },
      'E5013',
      { allowDataLoss: ['Other'] },
    ],
    [
      'is never opened on a protected stage',
      { NotesTable: table('t', 'a') },
      { NotesTable: table('t', 'b') },
      'E5014',
      { allowDataLoss: ['Notes'], protect: true },
    ],
    ['lets a retained table go: it stays, and is taken back later', { NotesTable: table('t') }, {}, undefined],
    ['stops the removal of a table whose deployed policy deletes it', { NotesTable: table('t', 'id', 'Delete') }, {}, 'E5013'],
    ['judges by the policy as deployed, not by the new one', { FilesBucket: bucket('Delete') }, {}, 'E5013'],
    ['lets a retained bucket go', { FilesBucket: bucket('Retain') }, {}, undefined],
    ['stops the removal of an API, whose address others hold', { Api: api }, {}, 'E5013'],
    [
      'stops a rename of the logical id, which is a removal',
      { OldTable: table('t', 'id', 'Delete') },
      { NewTable: table('t2', 'id', 'Delete') },
      'E5013',
    ],
    ['does not guard logs, which expire by themselves', { JobLogs: logGroup('/a') }, {}, undefined],
    ['does not guard what holds nothing', { JobRole: role('x') }, {}, undefined],
    [
      'does not mind a change in place',
      { NotesTable: table('t') },
      { NotesTable: { ...table('t'), Properties: { ...table('t').Properties, BillingMode: 'PROVISIONED' } } },
      undefined,
    ],
  ];
  for (const [title, before, after, code, more] of cases) {
    it(title, async () => {
      expect((await blocks(before, after, more))[0]?.code).to.equal(code);
    });
  }

  it('follows a replacement to what refers to the replaced resource', async () => {
    const user = (): CfnTemplate['Resources'][string] => ({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      Properties: { TableName: { 'Fn::Sub': '${NotesTable}-copy' } },
    });
    const found = await blocks({ NotesTable: table('a'), CopyTable: user() }, { NotesTable: table('b'), CopyTable: user() });
    expect(found.map(({ logicalId }) => logicalId)).to.deep.equal(['NotesTable', 'CopyTable']);
  });
});
