import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { expression } from '../../src/core/expression.ts';
import type { AppConfig, ConstructConfig, StackConfig } from '../../src/core/stages.ts';
import type { Construct } from '../../src/expand/construct.ts';
import { expand } from '../../src/expand/expand.ts';
import { expandStacks } from './expand-text.ts';

const attributeOf = (construct: string, attribute: string) => expression({ kind: 'attribute', construct, attribute });

/** A construct whose attributes are of every kind, and one that takes any value. */
const types: Readonly<Record<string, Construct>> = {
  Source: {
    type: 'Source',
    schema: { type: 'object', title: 'Source', description: '', properties: {} },
    describe: (_config, self) => ({
      attributes: {
        name: { value: { Ref: self.logicalId('Topic') }, composed: 'name' },
        port: { value: { 'Fn::GetAtt': [self.logicalId('Topic'), 'Port'] }, type: 'Number' },
        zones: { value: { 'Fn::GetAtt': [self.logicalId('Topic'), 'Zones'] }, type: 'CommaDelimitedList' },
      },
      levels: {},
      bindings: [],
      shown: [],
    }),
    expand: ({ value }) => ({ resources: { Topic: { type: 'AWS::SNS::Topic', properties: { Value: value as string } } } }),
  },
};

const source = (id: string, value?: unknown): ConstructConfig => ({
  id,
  type: 'Source',
  config: value === undefined ? {} : { value: value as string },
  path: ['stacks', 'x', 'constructs', id],
});

const stack = (id: string, constructs: readonly ConstructConfig[]): StackConfig => ({
  id,
  name: `dev-test-${id}`,
  region: 'us-east-1',
  tags: {},
  dependsOn: [],
  defaults: {},
  constructs,
  resources: {},
  conditions: {},
  mappings: {},
  outputs: {},
  path: ['stacks', id],
});

const app = (stacks: readonly StackConfig[]): AppConfig => ({
  version: 1,
  app: 'test',
  stage: 'dev',
  local: false,
  region: 'us-east-1',
  declaredStages: [],
  protect: false,
  removalPolicy: 'retain',
  tags: {},
  defaults: {},
  deploy: {},
  hooks: {},
  allowDataLoss: [],
  allowRegionChange: [],
  constructTypes: [],
  stacks,
  root: '/',
  source: { locate: () => undefined, text: () => undefined, line: () => undefined, save: () => '' },
});

function linked(stacks: readonly StackConfig[], id: string) {
  const expansion = expand(app(stacks), new Diagnostics(), new Map(), types);
  const consumer = expansion.stacks.find(({ template }) => `${id}Topic` in template.Resources);
  return { consumer, value: consumer?.template.Resources[`${id}Topic`]?.Properties?.Value, expansion };
}

describe('a reference', () => {
  it('within a stack is the attribute itself', () => {
    const { value } = linked([stack('one', [source('A'), source('B', attributeOf('A', 'port'))])], 'B');
    expect(value).to.deep.equal({ 'Fn::GetAtt': ['ATopic', 'Port'] });
  });

  it('takes the composed form where the resources would need each other, and only there', () => {
    const stacks = [
      stack('one', [source('A', attributeOf('B', 'port')), source('B', attributeOf('A', 'name')), source('C', attributeOf('A', 'name'))]),
    ];
    expect(linked(stacks, 'B').value).to.equal('name');
    expect(linked(stacks, 'A').value).to.deep.equal({ 'Fn::GetAtt': ['BTopic', 'Port'] });
    expect(linked(stacks, 'C').value).to.deep.equal({ Ref: 'ATopic' });
  });

  it('in a text within a stack joins lists by commas', () => {
    const text = expression({ kind: 'join', parts: ['zones: ', attributeOf('A', 'zones'), '!'] });
    const { value } = linked([stack('one', [source('A'), source('B', text)])], 'B');
    expect(value).to.deep.equal({
      'Fn::Join': ['', ['zones: ', { 'Fn::Join': [',', { 'Fn::GetAtt': ['ATopic', 'Zones'] }] }, '!']],
    });
  });

  it('to another stack is a parameter fed by an output, lists joined on the way and numbers as numbers', () => {
    const stacks = [
      stack('one', [source('A')]),
      stack('two', [source('B', { port: attributeOf('A', 'port'), zones: attributeOf('A', 'zones') })]),
    ];
    const { consumer, value, expansion } = linked(stacks, 'B');
    const producer = expansion.stacks[0];
    const [port, zones] = Object.keys(consumer?.parameters ?? {});
    expect([port, zones].map((name) => name?.slice(0, -6))).to.deep.equal(['APort', 'AZones']);
    expect(value).to.deep.equal({ port: { Ref: port }, zones: { Ref: zones } });
    expect(consumer?.template.Parameters).to.deep.equal({
      [port ?? '']: { Type: 'Number' },
      [zones ?? '']: { Type: 'CommaDelimitedList' },
    });
    expect(consumer?.parameters[port ?? '']).to.deep.equal({ from: 'output', stack: 'one', output: port });
    expect(producer?.template.Outputs).to.deep.equal({
      [port ?? '']: { Value: { 'Fn::GetAtt': ['ATopic', 'Port'] } },
      [zones ?? '']: { Value: { 'Fn::Join': [',', { 'Fn::GetAtt': ['ATopic', 'Zones'] }] } },
    });
    expect(consumer?.dependsOn).to.deep.equal(['one']);
  });

  it('never makes an export', async () => {
    const { expansion } = await expandStacks({
      one: { constructs: { F: { type: 'Function', handler: 'src/a.main' } } },
      two: { constructs: { G: { type: 'Function', handler: 'src/b.main', bind: ['F'] } } },
    });
    expect(JSON.stringify(expansion)).not.to.match(/Export|ImportValue/);
  });

  it('of a site to an API and of the API to the site is no cycle: the build waits, not the stack', async () => {
    const { expansion, problems } = await expandStacks({
      core: { constructs: { Api: { type: 'Api', routes: { 'GET /': 'src/a.main' }, cors: { allowOrigins: ['${Site.url}'] } } } },
      web: {
        constructs: {
          Site: { type: 'StaticSite', path: 'web', build: { command: 'make', output: 'out' }, environment: { API: '${Api.url}' } },
        },
      },
    });
    expect(problems).to.deep.equal([]);
    expect(expansion?.stacks.map(({ id, dependsOn }) => [id, dependsOn])).to.deep.equal([
      ['web', []],
      ['core', ['web']],
    ]);
    expect(expansion?.publish.map(({ id, dependsOn }) => [id, dependsOn])).to.deep.equal([['Site', ['core', 'web']]]);
  });

  it('to what the deployer reads before planning is a plain parameter', async () => {
    const { expansion } = await expandStacks({
      core: {
        constructs: { F: { type: 'Function', handler: 'src/a.main', environment: { BANNER: '${ssm:/banner}', VPC: '${cfn:net.Vpc}' } } },
      },
    });
    expect(Object.values(expansion?.stacks[0]?.parameters ?? {})).to.have.deep.members([
      { from: 'asset-bucket' },
      { from: 'ssm', name: '/banner' },
      { from: 'cfn', stack: 'net', output: 'Vpc' },
    ]);
  });
});
