import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { create, outputs, template, thing, update } from './deploying.ts';
import { type Fixture, startFixture } from './fixture.ts';

describe('values of a template', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await startFixture();
  });
  after(() => fixture.stop());

  let count = 0;
  /** What an output with this value shows. */
  async function value(written: unknown, sections: object = {}, more: object = {}): Promise<string | undefined> {
    count += 1;
    const body = template({ A: thing({ Name: `name-${count}`, Value: 'v' }) }, { ...sections, Outputs: { O: { Value: written } } });
    return outputs(await create(fixture.client, `app-${count}`, body, more)).O;
  }

  it('come from Ref and Fn::GetAtt', async () => {
    expect(await value({ Ref: 'A' })).to.equal(`name-${count}`);
    expect(await value({ 'Fn::GetAtt': ['A', 'Arn'] })).to.equal(`arn:test:name-${count}`);
    expect(await value({ 'Fn::GetAtt': 'A.Nested.Deep' })).to.equal(`deep name-${count}`);
  });

  it('come from Fn::Sub with resources, attributes, own variables and literals', async () => {
    expect(await value({ 'Fn::Sub': '${A} ${A.Value} ${AWS::Region} ${!Literal} $' })).to.equal(`name-${count} v us-east-1 \${Literal} $`);
    expect(await value({ 'Fn::Sub': ['${x}-${A.Value}', { x: { 'Fn::Join': ['.', ['a', 'b']] } }] })).to.equal('a.b-v');
  });

  it('are joined, split, selected and encoded', async () => {
    expect(await value({ 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }, 1]] })).to.equal('a-000000000000-1');
    expect(await value({ 'Fn::Select': [1, { 'Fn::Split': ['|', 'a|b|c'] }] })).to.equal('b');
    expect(await value({ 'Fn::Base64': 'hello' })).to.equal('aGVsbG8=');
    expect(await value({ 'Fn::Select': ['1', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] })).to.equal('10.0.1.0/24');
    expect(await value({ 'Fn::Join': [',', { 'Fn::GetAZs': '' }] })).to.equal('us-east-1a,us-east-1b,us-east-1c');
  });

  it('come from mappings and conditions', async () => {
    const Mappings = { M: { 'us-east-1': { x: 'here' } } };
    expect(await value({ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'x'] }, { Mappings })).to.equal('here');
    const Conditions = {
      Yes: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    };
    const chosen = ['Yes', 'No', 'Both', 'Either'].map((name) => ({ 'Fn::If': [name, 'y', 'n'] }));
    expect(await value({ 'Fn::Join': ['', chosen] }, { Conditions })).to.equal('ynny');
  });

  it('come from pseudo parameters', async () => {
    const { StackId } = await create(
      fixture.client,
      'pseudo',
      template(
        { A: thing() },
        {
          Outputs: {
            Id: { Value: { Ref: 'AWS::StackId' } },
            Suffix: { Value: { Ref: 'AWS::URLSuffix' } },
            Name: { Value: { Ref: 'AWS::StackName' } },
          },
        },
      ),
    );
    const shown = outputs(
      await update(
        fixture.client,
        'pseudo',
        template({ A: thing({ Value: '2' }) }, { Outputs: { Id: { Value: { Ref: 'AWS::StackId' } } } }),
      ),
    );
    expect(shown).to.deep.equal({ Id: StackId });
  });

  it('of list parameters are lists', async () => {
    const Parameters = { P: { Type: 'CommaDelimitedList' } };
    expect(
      await value({ 'Fn::Select': [1, { Ref: 'P' }] }, { Parameters }, { Parameters: [{ ParameterKey: 'P', ParameterValue: 'a, b' }] }),
    ).to.equal('b');
  });

  it('of AWS::NoValue are left out, in lists and in structures', async () => {
    const none = { 'Fn::If': ['Never', 'x', { Ref: 'AWS::NoValue' }] };
    const body = template(
      { A: thing({ Name: 'sparse', Value: none, Items: [{ Id: '1', Count: none }, none] }) },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    );
    await create(fixture.client, 'sparse', body);
    expect(fixture.world.things.get('sparse')?.properties).to.deep.equal({ Name: 'sparse', Items: [{ Id: '1' }] });
  });

  it('have the type that the schema asks for', async () => {
    const body = template({
      A: thing({
        Name: 'typed',
        Size: '3',
        On: 'true',
        Value: 7,
        Items: [{ Id: 1, Count: '2.5' }],
        Labels: { a: 1 },
        Document: { Size: '3' },
      }),
    });
    await create(fixture.client, 'typed', body);
    expect(fixture.world.things.get('typed')?.properties).to.deep.equal({
      Name: 'typed',
      Size: 3,
      On: true,
      Value: '7',
      Items: [{ Id: '1', Count: 2.5 }],
      Labels: { a: '1' },
      Document: { Size: '3' },
    });
  });

  it('of resources without their condition do not exist', async () => {
    const body = (wanted: string) =>
      template(
        { A: thing({ Name: 'always' }), B: { ...thing({ Name: 'sometimes' }), Condition: 'C', DependsOn: 'A' } },
        {
          Parameters: { P: { Type: 'String', Default: wanted } },
          Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
          Outputs: { O: { Value: { Ref: 'B' }, Condition: 'C' } },
        },
      );
    expect(outputs(await create(fixture.client, 'conditional', body('yes')))).to.deep.equal({ O: 'sometimes' });
    expect(outputs(await update(fixture.client, 'conditional', body('no')))).to.deep.equal({});
    expect(fixture.world.things.has('sometimes')).to.equal(false);
  });

  it('name a front of the endpoint by plain HTTP where a template composes https', async () => {
    expect(await value({ 'Fn::Sub': 'https://127.0.0.1:4567/x' })).to.equal('http://127.0.0.1:4567/x');
    expect(await value({ 'Fn::Join': ['', ['https://', '127.0.0.1:4567']] })).to.equal('http://127.0.0.1:4567');
    expect(await value({ 'Fn::Sub': 'https://example.com' })).to.equal('https://example.com');
  });

  it('may be written in YAML with short tags', async () => {
    const body = [
      'AWSTemplateFormatVersion: 2010-09-09',
      'Parameters:',
      '  P: { Type: Number, Default: 3 }',
      'Conditions:',
      '  Yes: !And [!Equals [!Ref P, 3], !Not [!Equals [a, b]]]',
      '  Same: !Or [!Condition Yes, !Condition Yes]',
      'Resources:',
      '  A:',
      '    Type: Test::Fixture::Thing',
      '    Properties:',
      '      Name: yaml',
      '      Value: !If [Same, !Sub "${AWS::Region}-${P}", x]',
      'Outputs:',
      '  O:',
      '    Value: !Join ["|", [!GetAtt A.Arn, !GetAtt [A, Value], !Select [0, !Split [",", "x,y"]], !Base64 b]]',
    ].join('\n');
    expect(outputs(await create(fixture.client, 'yaml', body))).to.deep.equal({ O: 'arn:test:yaml|us-east-1-3|x|Yg==' });
    expect((await fixture.client.send(new GetTemplateCommand({ StackName: 'yaml' }))).TemplateBody).to.equal(body);
  });
});
