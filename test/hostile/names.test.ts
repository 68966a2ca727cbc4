/** Names that JavaScript gives a meaning, and values that it reads in its own way, are a user's names and values like any other. */
import { expect } from 'chai';
import { configOf, constructOf, loadText, ping, placesOf, stackOf } from '../loader/project.ts';
import { lookAtText } from './looked-at.ts';

const NAMES = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf', 'prototype', 'then', 'toJSON', 'length'];

async function codesOf(app: string, files = {}): Promise<readonly string[]> {
  return (await loadText(app, {}, files)).problems.map(({ code }) => code);
}

describe('names that JavaScript knows', () => {
  const all = NAMES.map((name) => `${name}: x`).join(', ');
  const expected = Object.fromEntries(NAMES.map((name) => [name, 'x']));

  it('are keys of every free map', async () => {
    const app = `app: notes
params: { ${all} }
tags: { ${all} }
stages: { ${NAMES.map((name) => `${name.toLowerCase()}: {}`).join(', ')} }
stacks:
  core:
    tags: { ${all} }
    constructs:
      Ping:
        type: Function
        handler: src/ping.main
        environment: { ${all} }
        tags: { ${all} }
    resources:
      Topic: { Type: 'Custom::Topic', Properties: { ServiceToken: arn, ${all} } }
`;
    const config = await configOf(app);
    expect(config.tags).to.deep.equal(expected);
    expect(constructOf(config, 'Ping').config.environment).to.deep.equal(expected);
    expect(constructOf(config, 'Ping').config.tags).to.deep.equal(expected);
    expect(stackOf(config, 'core').resources.Topic).to.deep.equal({
      Type: 'Custom::Topic',
      Properties: { ServiceToken: 'arn', ...expected },
    });
    expect((await lookAtText(app)).codes.filter((code) => code !== 'E1120')).to.deep.equal([]);
  });

  for (const name of NAMES) {
    it(`${name}: is unknown wherever it isn't declared`, async () => {
      expect(await codesOf(ping(`${name}: x\n`))).to.deep.equal(['E2001']);
      expect(await codesOf(ping('', `${name}: x\n`))).to.deep.equal(['E2001']);
      expect(await codesOf(`app: a\nstacks: { s: { constructs: { P: { type: ${name} } } } }\n`)).to.deep.equal(['E2007']);
      expect(await codesOf(`app: a\nstacks: { s: { constructs: { ${name}: { type: Function, handler: a.b } } } }\n`)).to.deep.equal([
        'E2013',
      ]);
      expect(await codesOf(ping(`runtime: ${name}\n`))).to.have.length(1);
      expect(await codesOf(ping(`bind: [${name}]\n`))).to.deep.equal(['E2014']);
      expect(await codesOf(ping(`permissions: [{ ${name}: read }]\n`))).to.have.length(1);
      expect(await codesOf(ping(`environment: { KEY: "\${${name}.name}" }\n`))).to.deep.equal(['E2014']);
      expect(await codesOf(ping(`environment: { KEY: "\${param:${name}}" }\n`, 'params: { a: b }\n'))).to.deep.equal(['E1102']);
      expect(await codesOf(ping(`environment: { KEY: "\${env:${name}}" }\n`))).to.deep.equal(['E1102']);
      expect(await codesOf(ping(`environment: { KEY: "\${file:a.yml#/${name}}" }\n`), { 'a.yml': 'a: 1\n' })).to.deep.equal(['E1102']);
      expect(await codesOf(ping('', `region: ${name}\n`))).to.have.length(1);
    });

    it(`${name}: is no attribute, action, level or type of AWS`, async () => {
      const { codes } = await lookAtText(`app: notes
stacks:
  core:
    constructs:
      Ping:
        type: Function
        handler: src/ping.main
        environment: { KEY: '\${Notes.${name}}' }
        overrides: { ${name}: {} }
      Notes: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: ${name} } }
    resources:
      One: { Type: 'AWS::SNS::${name}' }
      Two: { Type: AWS::SNS::Topic, Properties: { ${name}: x } }
      Three: { Type: AWS::SNS::Topic, Properties: { TopicName: !GetAtt Two.${name} } }
      Four: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref ${name} } }
      Five: { Type: AWS::SNS::Topic, Properties: { TopicName: { 'Fn::${name}': x } } }
`);
      expect(codes).to.include('E3002');
      expect(codes.filter((code) => code.startsWith('E3')).length).to.be.at.least(4);
    });
  }

  it('`__proto__` is a key nowhere, and nothing is reached through it', async () => {
    expect(await codesOf(ping('__proto__: { handler: x }\n'))).to.deep.equal(['E1016']);
    expect(await codesOf(ping('environment: { "__proto__": x }\n'))).to.deep.equal(['E1016']);
    expect(await codesOf('{ "app": "a", "__proto__": { "stacks": {} } }')).to.deep.equal(['E2002', 'E1016']);
    expect(await codesOf(ping('environment: { KEY: "${param:__proto__}" }\n', 'params: { a: b }\n'))).to.deep.equal(['E1102']);
    expect(await codesOf(ping('environment: { KEY: "${env:__proto__}" }\n'))).to.deep.equal(['E1102']);
    expect(({} as Record<string, unknown>).handler).to.equal(undefined);
  });

  it('says where such a reference stands', async () => {
    expect(await placesOf(ping('environment: { KEY: "${constructor.name}" }\n'))).to.deep.equal(['E2014 app.yml:8:30']);
  });

  it('does not let a user’s data pass for an expression', async () => {
    const config = await configOf(
      'app: a\nstacks: { s: { constructs: { C: { type: Cron, schedule: rate(1 day), job: src/j.main, input: { kind: attribute, construct: Api, attribute: url } } } } }\n',
    );
    expect(Object.getOwnPropertySymbols(constructOf(config, 'C').config.input as object)).to.deep.equal([]);
  });
});

describe('values that are read in several ways', () => {
  it('are text where JavaScript would make something else of them', async () => {
    const values = ['1e400', '-1e400', '.nan', '.inf', '12:30', '2026-11-23', '9007199254740993', '0b1', '1_000'];
    const config = await configOf(ping(`environment: { ${values.map((value, index) => `K${index}: ${value}`).join(', ')} }\n`));
    expect(constructOf(config, 'Ping').config.environment).to.deep.equal(
      Object.fromEntries(values.map((value, index) => [`K${index}`, value])),
    );
  });

  it('are no numbers of seconds', async () => {
    for (const value of ['1e400', '.inf', '.nan', '-0.0', '1e-400', '0x', '9007199254740993']) {
      expect(await codesOf(ping(`timeout: ${value}\n`)), value).to.have.length(1);
    }
  });

  it('have no tags of YAML that make objects', async () => {
    for (const tag of ['!!binary', '!!timestamp', '!!js/function', '!!set', '!!omap', '!<tag:yaml.org,2002:js/regexp>']) {
      expect(await codesOf(ping(`description: ${tag} aGk=\n`)), tag).to.deep.equal(['E1006']);
    }
  });
});
