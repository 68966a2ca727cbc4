/** `proj validate --online`, the built command, against an endpoint of this process that knows what it was asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Endpoint, startEndpoint } from '../../src/local/index.ts';
import { App, type Run } from '../e2e/app.ts';

const appYml = `app: notes
region: us-east-1
stacks:
  core:
    constructs:
      Notes:
        type: Table
        name: shared-notes
        fields: { noteId: string }
        primaryIndex: { partitionKey: noteId }
      Hello:
        type: Function
        handler: src/hello.main
        environment:
          LEVEL: info
`;

describe('proj validate --online', function () {
  this.timeout(60_000);
  let directory: string;
  let endpoint: Endpoint;
  let app: App;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'proj-online-'));
    endpoint = await startEndpoint({ directory, port: 0 });
    // Another app that has the name of the table.
    app = App.make({ 'app.yml': appYml.replace('app: notes', 'app: other'), 'src/hello.ts': 'export const main = async () => ({});\n' });
    const { status, stderr } = await app.proj(`deploy --stage dev --yes --endpoint-url ${endpoint.url}`);
    expect(status, stderr).to.equal(0);
  });
  after(async () => {
    await app.dispose();
    await endpoint.stop();
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => app.write('app.yml', appYml));

  /** Fails where anything was written. */
  async function online(more = '', environment: Readonly<Record<string, string>> = {}): Promise<Run> {
    const before = endpoint.requests().length;
    const run = await app.proj(`validate --online --stage dev --endpoint-url ${endpoint.url}${more}`, { environment });
    const writes = endpoint
      .requests()
      .slice(before)
      .filter(({ write }) => write);
    expect(writes).to.deep.equal([]);
    return run;
  }

  it('points at the line of a name that is taken', async () => {
    const { status, stderr } = await online();
    expect(status).to.equal(1);
    expect(stderr).to.equal(`error[E5042] there is already a DynamoDB table \`shared-notes\` in us-east-1 that is not of this app and stage
  app.yml:8:15
  8 |         name: shared-notes
    |               ^^^^^^^^^^^^
  help: give this one another \`name:\`, or delete that one if nobody needs it

1 error; \`proj explain E5042\` says more
`);
  });

  it('says the same to machines', async () => {
    const { lines } = await online(' --json');
    expect(lines.find(({ type }) => type === 'problem')).to.deep.include({ code: 'E5042', file: 'app.yml', line: 8, column: 15 });
    const { stdout } = await online(' --format sarif');
    expect(JSON.parse(stdout).runs[0].results).to.have.length(1).and.to.have.nested.property('[0].ruleId', 'E5042');
  });

  it('says which account it has asked, where nothing is in the way', async () => {
    app.edit('app.yml', '        name: shared-notes\n', '');
    expect((await online()).stdout).to.equal('notes on dev is valid, also in the account 000000000000: 1 stack, 2 constructs\n');
    expect((await online(' --json')).result()).to.include({ stage: 'dev', account: '000000000000' });
  });

  it('tells all values that are missing, at their lines', async () => {
    app.edit('app.yml', '        name: shared-notes\n', '');
    app.edit('app.yml', 'LEVEL: info', "LEVEL: '${cfn:nowhere.Level}'\n          TABLE: '${cfn:dev-other-core.Table}'");
    const { status, stderr } = await online();
    expect(status).to.equal(1);
    expect(stderr)
      .to.include('error[E5024] ${cfn:nowhere.Level} names a stack that does not exist in us-east-1\n  app.yml:14:18')
      .and.to.include('error[E5024] ${cfn:dev-other-core.Table} names an output that the stack does not have');
  });

  it('asks nothing where the file alone has errors', async () => {
    app.edit('app.yml', 'handler: src/hello.main', 'handler: src/hallo.main');
    const before = endpoint.requests().length;
    expect((await online()).stderr)
      .to.include('error[E4001]')
      .and.not.to.include('E5042');
    expect(endpoint.requests()).to.have.length(before);
  });

  it('stops at credentials of another account, and at an endpoint that does not answer, after the warnings of the file', async () => {
    app.edit('app.yml', 'region: us-east-1', "region: us-east-1\naccount: '123456789012'\nparams: { unused: 1 }");
    const wrong = await online();
    expect(wrong.status).to.equal(4);
    expect(wrong.stderr).to.match(/warning\[E\d+\][\s\S]*error\[E5010\] .*account 000000000000.*\n {2}app\.yml:3:/);
    const silent = await app.proj('validate --online --stage dev --endpoint-url http://127.0.0.1:1');
    expect(silent.status).to.equal(2);
    expect(silent.stderr).to.include('error[E5004]');
  });

  it('needs a stage, as deploy does', async () => {
    const { status, stderr } = await app.proj(`validate --online --endpoint-url ${endpoint.url}`);
    expect(status).to.equal(1);
    expect(stderr).to.include('error[E1201]');
  });

  it('has flags that mean nothing without it, and some that it does not go with', async () => {
    expect((await app.proj('validate --profile work')).stderr).to.include('add `--online`');
    expect((await app.proj('validate --watch --online')).stderr).to.include('`--watch` looks at files');
  });

  describe('as a role that may not do everything', () => {
    function keysOf(...actions: readonly string[]): Readonly<Record<string, string>> {
      const { iam } = endpoint.services;
      const allow = (Action: readonly string[], more: object) => ({
        Version: '2012-10-17' as const,
        Statement: [{ Effect: 'Allow' as const, Action: [...Action], ...more }],
      });
      const { arn } = iam.createRole({
        name: `reader-${actions.length}`,
        trust: allow(['sts:AssumeRole'], { Principal: { AWS: '000000000000' } }),
        inline: { rights: allow(actions, { Resource: '*' }) },
      });
      const keys = iam.assumeRole(arn, { kind: 'root' }, 'reader', 3600);
      return { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey, AWS_SESSION_TOKEN: keys.sessionToken };
    }

    it('says once for each check what it needs, and makes the others', async () => {
      const { status, stderr } = await online(
        '',
        keysOf('s3:GetObject', 's3:ListBucket', 'dynamodb:DescribeTable', 'logs:DescribeLogGroups'),
      );
      expect(status).to.equal(1);
      expect(stderr)
        .to.include('error[E5042]')
        .and.to.include('warning[E5041] which names of a Lambda function are taken could not be checked: needs lambda:GetFunction\n')
        .and.to.include('warning[E5041] the quotas of Lambda could not be checked: needs lambda:GetAccountSettings\n')
        .and.to.include('1 error, 2 warnings');
    });

    it('does not ask again what was denied', async () => {
      const tables = Array.from(
        { length: 30 },
        (_, n) => `      T${n}: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }\n`,
      );
      app.write('app.yml', `${appYml}${tables.join('')}`);
      const before = endpoint.requests().length;
      await online('', keysOf('s3:GetObject', 's3:ListBucket'));
      const asked = endpoint
        .requests()
        .slice(before)
        .filter(({ operation }) => operation === 'DescribeTable');
      // Those that were under way when the first was denied.
      expect(asked.length).to.be.within(1, 16);
    });

    it('takes no name for taken where it can not know what an earlier deploy kept', async () => {
      const { status, stderr } = await online('', keysOf('dynamodb:DescribeTable', 'lambda:GetFunction', 'lambda:GetAccountSettings'));
      expect(status).to.equal(0);
      expect(stderr)
        .to.include('warning[E5041] which names are taken could not be checked: needs s3:GetObject\n')
        .and.to.include('1 warning');
    });
  });
});
