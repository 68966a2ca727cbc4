/** What is said of an app's own CloudFormation, with the text that it points at. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { expand } from '../../src/expand/expand.ts';
import { load } from '../../src/loader/index.ts';
import { checkTemplates } from '../../src/template-check/index.ts';

const table = `
      Notes:
        type: Table
        fields: { noteId: string }
        primaryIndex: { partitionKey: noteId }`;

/** `code severity line "what is pointed at": message` of an app with a table and these lines in its stack. */
async function problemsOf(stack: string, ofTable = ''): Promise<string[]> {
  const text = `app: notes\nregion: us-east-1\nstacks:\n  core:\n    constructs:${table}\n${indented(ofTable, 8)}${indented(stack, 4)}`;
  const folder = mkdtempSync(join(tmpdir(), 'proj-check-'));
  try {
    writeFileSync(join(folder, 'app.yml'), text);
    const diagnostics = new Diagnostics();
    const app = await load({ workingDirectory: folder, local: false, environment: {}, ci: false, mode: 'offline', diagnostics });
    await checkTemplates(app, expand(app, diagnostics), diagnostics);
    const lines = text.split('\n');
    return diagnostics.all.map(({ code, severity, message, span, hint }) => {
      const at = span && lines[span.start.line - 1]?.slice(span.start.column - 1, span.end.column - 1);
      return `${code} ${severity} ${at}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function indented(text: string, by: number): string {
  return text === '' ? '' : `${text.replace(/^(?=.)/gm, ' '.repeat(by))}\n`;
}

/** A queue with these properties. */
function queue(properties: string): Promise<string[]> {
  return problemsOf(`resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n${indented(properties, 6)}`);
}

describe('checkTemplates', () => {
  it('says nothing of what is right', async () => {
    const stack = `
conditions:
  IsHome: !Equals [!Ref AWS::Region, us-east-1]
  IsAway: !Not [!Condition IsHome]
mappings:
  Sizes: { us-east-1: { seconds: 5 } }
resources:
  Jobs:
    Type: AWS::SQS::Queue
    Condition: IsHome
    DependsOn: NotesTable
    Properties:
      QueueName: !Sub '\${AWS::StackName}-\${Notes.tableName}-\${NotesTable.Arn}'
      DelaySeconds: !If [IsAway, !FindInMap [Sizes, !Ref AWS::Region, seconds], !Ref AWS::NoValue]
      Tags:
        - { Key: a, Value: !Select [1, !Split [',', 'a,b']] }
        - !If [IsHome, { Key: b, Value: !ImportValue x }, !Ref AWS::NoValue]
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://a/b } } } } }
  Own: { Type: Custom::Thing, Properties: { ServiceToken: x, Anything: { at: [all] } } }
  Other: { Type: Datadog::Monitors::Monitor, Properties: { Query: x } }
outputs:
  Url: !Ref Jobs
  Arn: { Value: !GetAtt Jobs.Arn, Description: of the jobs, Export: { Name: !Sub '\${AWS::Region}-jobs' }, Condition: IsHome }
  Table: \${Notes.tableName}`;
    expect(await problemsOf(stack)).to.deep.equal([]);
  });

  it('warns of what AWS may have learned since, and takes what can’t work for an error', async () => {
    expect(await queue('DelaySeconds: soon\nVisibilityTimeOut: 3\nEntanglement: 1')).to.deep.equal([
      'E3105 error soon: `DelaySeconds` must be a whole number, found `soon`',
      'E3102 warning VisibilityTimeOut: AWS::SQS::Queue has no property `VisibilityTimeOut` that `proj` knows (did you mean `VisibilityTimeout`?)',
      'E3102 warning Entanglement: AWS::SQS::Queue has no property `Entanglement` that `proj` knows (if it is new at AWS, it will work all the same)',
    ]);
  });

  it('says of a misspelt required property one thing', async () => {
    const stack =
      'resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      KeySchem: [{ AttributeName: a, KeyType: HASH }]';
    expect(await problemsOf(stack)).to.deep.equal([
      'E3104 error KeySchem: AWS::DynamoDB::Table has no property `KeySchem`, and needs `KeySchema` (did you mean `KeySchema`?)',
    ]);
  });

  it('finds what is missing, also in a custom resource', async () => {
    const stack = 'resources:\n  T: { Type: AWS::DynamoDB::Table }\n  C: { Type: Custom::Thing, Properties: { A: 1 } }';
    expect(await problemsOf(stack)).to.deep.equal([
      'E3104 error T: AWS::DynamoDB::Table needs `KeySchema` (should AWS have come to do without, say that it is left out: `KeySchema: !Ref AWS::NoValue`)',
      'E3104 error Properties: Custom::Thing needs `ServiceToken` (should AWS have come to do without, say that it is left out: `ServiceToken: !Ref AWS::NoValue`)',
    ]);
  });

  it('warns of unknown types, of their services too, and of properties that only AWS sets', async () => {
    const stack = `resources:
  A: { Type: AWS::SQS::Quue }
  B: { Type: AWS::Dynamodb::Table }
  C: { Type: AWS::Quantum::Entanglement, Properties: { A: 1 } }
  D: { Type: AWS::SQS::Queue, Properties: { Arn: x } }`;
    expect(await problemsOf(stack)).to.deep.equal([
      'E3101 warning AWS::SQS::Quue: AWS has no resource type `AWS::SQS::Quue` that `proj` knows (did you mean `AWS::SQS::Queue`?)',
      'E3101 warning AWS::Dynamodb::Table: AWS has no resource type `AWS::Dynamodb::Table` that `proj` knows (did you mean `AWS::DynamoDB::Table`?)',
      'E3101 warning AWS::Quantum::Entanglement: AWS has no resource type `AWS::Quantum::Entanglement` that `proj` knows (if it is new at AWS, it will work all the same)',
      "E3103 warning Arn: `Arn` of AWS::SQS::Queue can't be set: AWS gives it (drop it; it is read by `!GetAtt D.Arn`)",
    ]);
  });

  it('refuses what needs a macro', async () => {
    expect(await problemsOf('resources:\n  A: { Type: AWS::Serverless::Function, Properties: { Handler: x } }')).to.have.length(1);
    expect(await queue('DelaySeconds: !Length [a, b]')).to.deep.equal([
      'E3112 error !Length: `Fn::Length` only works in templates with the macro AWS::LanguageExtensions, and those of `proj` have none (write down what it would give)',
    ]);
  });

  it('judges each branch of Fn::If, and names the property', async () => {
    const stack = `conditions:
  Live: !Equals [a, b]
resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { DelaySeconds: !If [Live, soon, 3], Tags: [!If [Live, { Kee: a, Value: b }, !Ref AWS::NoValue]] } }`;
    expect(await problemsOf(stack)).to.deep.equal([
      'E3105 error soon: `DelaySeconds` must be a whole number, found `soon`',
      'E3104 error Kee: Tag has no property `Kee`, and needs `Key` (did you mean `Key`?)',
    ]);
  });

  it('finds references to nothing', async () => {
    const stack = `resources:
  Jobs:
    Type: AWS::SQS::Queue
    DependsOn: [NotesTabel]
    Condition: IsHome
    Properties:
      QueueName: !Ref Job
      KmsMasterKeyId: !GetAtt NotesTable.Arnn
      RedrivePolicy: { deadLetterTargetArn: !Sub 'x-\${AWS::Regoin}-\${Gone.Arn}' }
      DelaySeconds: !FindInMap [Sizes, a, b]
outputs:
  Url: !GetAtt Jobs.Url
  Arn: { Value: !Ref Nobody, Description: x }`;
    expect(await problemsOf(stack)).to.deep.equal([
      'E3025 error NotesTabel: there is no resource `NotesTabel` in this stack (did you mean `NotesTable`?)',
      'E3113 error IsHome: there is no condition `IsHome` in this stack (declare it in `conditions` of the stack; what differs by stage is simpler by `when`, `stages` or `${param:…}`)',
      'E3025 error Job: there is no resource `Job` in this stack (did you mean `Jobs`?)',
      'E3107 warning Arnn: AWS::DynamoDB::Table has no attribute `Arnn` that `proj` knows (did you mean `Arn`?)',
      'E3114 warning ${AWS::Regoin}: CloudFormation has no pseudo parameter `AWS::Regoin` that `proj` knows (did you mean `AWS::Region`?)',
      'E3025 error ${Gone.Arn}: there is no resource `Gone` in this stack (constructs of other stacks are reached by `${Id.attribute}`)',
      'E3113 error Sizes: there is no mapping `Sizes` in this stack (declare it in `mappings` of the stack; what differs by stage is simpler by `when`, `stages` or `${param:…}`)',
      'E3107 warning Url: AWS::SQS::Queue has no attribute `Url` that `proj` knows (it has Arn, QueueName, QueueUrl)',
      'E3025 error Nobody: there is no resource `Nobody` in this stack (constructs of other stacks are reached by `${Id.attribute}`)',
    ]);
  });

  it('judges only what the user wrote in overrides, where it stands there', async () => {
    const overrides = `overrides:
  Table:
    DependsOn: Nothing
    Properties:
      BillingMod: PROVISIONED
      KeySchema: null
      ContributorInsightsSpecification: { Enabled: true, Mode: THROTTLED_KEY }
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: maybe }`;
    expect(await problemsOf('', overrides)).to.deep.equal([
      'E3025 error Nothing: there is no resource `Nothing` in this stack (constructs of other stacks are reached by `${Id.attribute}`)',
      'E3102 warning BillingMod: AWS::DynamoDB::Table has no property `BillingMod` that `proj` knows (did you mean `BillingMode`?)',
      'E3104 error KeySchema: AWS::DynamoDB::Table needs `KeySchema` (should AWS have come to do without, say that it is left out: `KeySchema: !Ref AWS::NoValue`)',
      "E3106 warning THROTTLED_KEY: `Mode` can't be `THROTTLED_KEY`, as far as `proj` knows (did you mean `THROTTLED_KEYS`?)",
      'E3105 error maybe: `PointInTimeRecoveryEnabled` must be true or false, found `maybe`',
    ]);
  });

  it('never judges a value known only at deploy', async () => {
    expect(
      await queue('DelaySeconds: ${ssm:/delay}\nVisibilityTimeout: ${cfn:other.Seconds}\nFifoQueue: ${Notes.tableName}'),
    ).to.deep.equal([]);
  });

  it('warns where what is needed is left out on purpose, in a branch too', async () => {
    const stack = `conditions: { Live: !Equals [a, b] }
resources:
  T: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: !Ref AWS::NoValue } }
  M: { Type: AWS::SNS::Subscription, Properties: { Protocol: !If [Live, sms, !Ref AWS::NoValue], TopicArn: !If [Live, x, y] } }`;
    expect(await problemsOf(stack)).to.deep.equal([
      'E3116 warning !Ref AWS::NoValue: AWS::DynamoDB::Table needs `KeySchema`, as far as `proj` knows (with `AWS::NoValue` it is left out; if AWS has come to do without, it will work all the same)',
      'E3116 warning !Ref AWS::NoValue: AWS::SNS::Subscription needs `Protocol`, as far as `proj` knows (with `AWS::NoValue` it is left out; if AWS has come to do without, it will work all the same)',
    ]);
  });

  it('says how to reach a construct that is taken for a resource', async () => {
    const stack = 'resources:\n  T: { Type: AWS::SQS::Queue, DependsOn: Notes, Properties: { QueueName: !Sub "x-${ Notes }" } }';
    const help = '(`Notes` is a construct: write `${Notes.…}`, or the id of a resource of it, such as `NotesTable`)';
    expect(await problemsOf(stack)).to.deep.equal([
      `E3025 error Notes: there is no resource \`Notes\` in this stack ${help}`,
      `E3025 error \${ Notes }: there is no resource \`Notes\` in this stack ${help}`,
    ]);
  });

  it('warns of variables that nothing replaces', async () => {
    expect(await queue("QueueName: '${Other}-${AWS::Region}-${NotesTable}'\nKmsMasterKeyId: '$${AWS::StackName}'")).to.deep.equal([
      'E3115 warning ${AWS::Region}: `${AWS::Region}` stays as it is here: CloudFormation only replaces it in a `Fn::Sub` (write `!Sub` before the text; for the letters themselves `$${`)',
    ]);
  });
});
