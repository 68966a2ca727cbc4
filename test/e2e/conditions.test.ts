/** Raw resources with a condition, through their whole life. */
import { expect } from 'chai';
import { App } from './app.ts';

const table = 'AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }]';
const appYml = `version: 1
app: conditional
region: us-east-1
params: { audit: 'no' }
stacks:
  core:
    mappings:
      Classes: { us-east-1: { table: STANDARD } }
    conditions:
      IsAudited: !Equals ['\${param:audit}', 'yes']
    resources:
      Notes:
        Type: AWS::DynamoDB::Table
        Properties: { ${table}, BillingMode: PAY_PER_REQUEST, TableClass: !FindInMap [Classes, !Ref AWS::Region, table] }
      Audit:
        Type: AWS::DynamoDB::Table
        Condition: IsAudited
        DeletionPolicy: Retain
        UpdateReplacePolicy: Retain
        Properties: { TableName: conditional-audit, ${table}, BillingMode: PAY_PER_REQUEST }
    outputs:
      Notes: !Ref Notes
      Kind: !If [IsAudited, audited, plain]
      Audit: { Value: !Ref Audit, Condition: IsAudited }
`;

describe('raw resources with a condition', function () {
  this.timeout(60_000);
  let app: App;

  before(() => {
    app = App.make({ 'app.yml': appYml });
  });
  after(() => app.dispose());

  async function ok(words: string): Promise<string> {
    const run = await app.proj(`${words} --local`);
    expect(run.status, run.stdout + run.stderr).to.equal(0);
    return run.stdout;
  }

  it('are not made where it does not hold, and have no output', async () => {
    await ok('deploy');
    expect(await ok('outputs'))
      .to.contain('plain')
      .and.not.to.contain('conditional-audit');
    expect((await app.proj('diff --local --exit-code')).status).to.equal(0);
  });

  it('are made when it comes to hold', async () => {
    await ok('deploy --param audit=yes');
    expect(await ok('outputs'))
      .to.contain('audited')
      .and.to.contain('conditional-audit');
    expect((await app.proj('diff --local --exit-code --param audit=yes')).status).to.equal(0);
  });

  it('are let go when it no longer holds, and kept as their policy says', async () => {
    await ok('deploy');
    expect(await ok('outputs'))
      .to.contain('plain')
      .and.not.to.contain('conditional-audit');
    expect((await app.proj('diff --local --exit-code')).status).to.equal(0);
  });

  it('are taken up again when it holds once more', async () => {
    await ok('deploy');
    await ok('deploy --param audit=yes');
    expect(await ok('outputs')).to.contain('conditional-audit');
    expect((await app.proj('diff --local --exit-code --param audit=yes')).status).to.equal(0);
  });

  it('go with their stack', async () => {
    await ok('remove --yes');
    expect(await ok('outputs')).to.contain('Nothing is deployed');
  });
});
