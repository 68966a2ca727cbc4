import { expect } from 'chai';
import { isExpression } from '../../src/core/expression.ts';
import { attributeName } from '../../src/core/names.ts';
import { configOf, constructOf, loadText, ping, placesOf, stackOf } from './project.ts';

/** The properties of a raw resource whose `Properties` are these lines. */
async function propertiesOf(lines: string): Promise<Readonly<Record<string, unknown>>> {
  const params = 'params: { mode: fast, odd: "a$${b" }\n';
  const resources = `    resources:\n      Raw:\n        Type: AWS::SNS::Topic\n        Properties:\n${lines.replace(/^(?=.)/gm, '          ')}`;
  const { Raw } = stackOf(await configOf(`${ping('url: true\n', params)}${resources}`), 'core').resources;
  return (Raw as { Properties: Readonly<Record<string, unknown>> }).Properties;
}

describe('raw CloudFormation', () => {
  it('takes the YAML tags of CloudFormation, in their long form', async () => {
    const properties = await propertiesOf(
      [
        'A: !Ref Topic',
        'B: !GetAtt Topic.Nested.Name',
        'C: !Join ["-", [!Ref Topic, x]]',
        'D: !If [Yes, !Base64 text, !Ref AWS::NoValue]',
        'E: !Select [0, !GetAZs ""]',
        'F: !GetAtt [Topic, Arn]',
        'G:\n  Fn::Transform: { Name: X }',
        'I: { Fn::GetAtt: Topic.Arn }',
        'H: !Sub\n  - "${x} ${AWS::Region}"\n  - { x: !Ref Topic }',
      ].join('\n'),
    );
    expect(properties).to.deep.equal({
      A: { Ref: 'Topic' },
      B: { 'Fn::GetAtt': ['Topic', 'Nested.Name'] },
      C: { 'Fn::Join': ['-', [{ Ref: 'Topic' }, 'x']] },
      D: { 'Fn::If': ['Yes', { 'Fn::Base64': 'text' }, { Ref: 'AWS::NoValue' }] },
      E: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
      F: { 'Fn::GetAtt': ['Topic', 'Arn'] },
      G: { 'Fn::Transform': { Name: 'X' } },
      I: { 'Fn::GetAtt': ['Topic', 'Arn'] },
      H: { 'Fn::Sub': ['${x} ${AWS::Region}', { x: { Ref: 'Topic' } }] },
    });
  });

  it('knows no other tag', async () => {
    const app = `${ping()}    resources: { Raw: { Type: AWS::SNS::Topic, Properties: { A: !Reff Topic } } }\n`;
    expect(await placesOf(app)).to.deep.equal(['E1006 app.yml:8:65']);
  });

  it('keeps its own `${…}`, and resolves ours', async () => {
    const { A, B, C } = await propertiesOf('A: ${AWS::Region} ${stage} ${Topic.Arn}\nB: ${Ping.url}\nC: $${stage}\n');
    expect(A).to.equal('${AWS::Region} dev ${Topic.Arn}');
    expect(isExpression(B)).to.equal(true);
    expect(C).to.equal('${stage}');
  });

  it('binds our variables inside a Sub as variables of the Sub', async () => {
    const { A } = await propertiesOf('A: !Sub "${Ping.url}/${Topic}/${stage}/${!Literal}/$${x}/${region}/${account}"\n');
    const name = attributeName('Ping', 'url');
    const [text, variables] = (A as { 'Fn::Sub': [string, Record<string, unknown>] })['Fn::Sub'];
    expect(text).to.equal(`\${${name}}/\${Topic}/dev/\${!Literal}/\${!x}/\${AWS::Region}/\${AWS::AccountId}`);
    expect(Object.keys(variables)).to.deep.equal([name]);
    expect(variables[name]).to.deep.include({ kind: 'attribute', construct: 'Ping', attribute: 'url' });
  });

  it('keeps the variables that a Sub has itself, and resolves their values', async () => {
    const { A, B } = await propertiesOf(
      'A: !Sub ["${stage} ${x}", { stage: mine, x: "${param:mode}" }]\nB: !Sub "${param:mode} ${param:odd}"\n',
    );
    expect(A).to.deep.equal({ 'Fn::Sub': ['${stage} ${x}', { stage: 'mine', x: 'fast' }] });
    expect(B).to.deep.equal({ 'Fn::Sub': 'fast a${!b' });
  });

  it('keeps numbers, texts and `null` as they are', async () => {
    expect(await propertiesOf('A: 1.10\nB: "1.10"\nC: null\nD: yes\nE: 123456789012345678901\n')).to.deep.equal({
      A: 1.1,
      B: '1.10',
      C: null,
      D: 'yes',
      E: '123456789012345678901',
    });
  });

  it('is understood in `overrides` and `outputs` too', async () => {
    const app = `${ping('overrides:\n  Function: { Properties: { Description: !Sub "${stage} ${AWS::Region}" } }\n')}    outputs: { Where: !Ref AWS::Region, Name: "\${Ping.functionName}" }\n`;
    const config = await configOf(app);
    expect(constructOf(config, 'Ping').config.overrides).to.deep.equal({
      Function: { Properties: { Description: { 'Fn::Sub': 'dev ${AWS::Region}' } } },
    });
    const { outputs } = stackOf(config, 'core');
    expect(outputs.Where).to.deep.equal({ Ref: 'AWS::Region' });
    expect(isExpression(outputs.Name)).to.equal(true);
  });

  it('has the keys of a resource checked, and its own lines', async () => {
    const app = `${ping()}    resources:\n      Raw:\n        Type: SNS.Topic\n        DeletionPolicy: keep\n        Propertys: {}\n      Bad-Id: { Type: AWS::SNS::Topic }\n`;
    expect(await placesOf(app)).to.deep.equal(['E2005 app.yml:10:15', 'E2004 app.yml:11:25', 'E2001 app.yml:12:9', 'E2011 app.yml:13:7']);
  });

  it('says what is switched off or unknown only of names that are constructs', async () => {
    const app = `${ping('when: prod\n')}    resources: { Raw: { Type: AWS::SNS::Topic, Properties: { A: "\${Ping.url}", B: "\${Pong.url}" } } }\n`;
    expect((await loadText(app)).problems.map(({ code }) => code)).to.deep.equal(['E2015']);
  });
});
