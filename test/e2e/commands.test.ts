import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { App } from './app.ts';

const appYml = `version: 1
app: small
region: us-east-1
stacks:
  core:
    constructs:
      Items: { type: Table, fields: { id: string }, primaryIndex: { partitionKey: id } }
      Hello: { type: Function, handler: src/hello.main, environment: { WHO: world } }
`;

const hello = `export const main = async (event: { fail?: boolean }) => {
  console.log('called');
  if (event.fail) throw new Error('as asked');
  return { hello: process.env.WHO };
};
`;

describe('the command', function () {
  this.timeout(60_000);
  let app: App;

  before(() => {
    app = App.make({ 'app.yml': appYml, 'src/hello.ts': hello });
  });
  after(() => app.dispose());

  it('prints its version and help on stdout', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await app.proj('--version')).to.include({ status: 0, stdout: `${version}\n`, stderr: '' });
    const help = await app.proj('--help');
    expect(help).to.include({ status: 0, stderr: '' });
    expect(help.stdout).to.contain('deploy [stacks…]');
  });

  it('refuses a wrong command line with status 1 and a hint', async () => {
    expect(await app.proj('deplyo')).to.include({
      status: 1,
      stdout: '',
      stderr: 'proj: unknown command `deplyo`\n  help: did you mean `proj deploy`?\n',
    });
  });

  it('says so in JSON where JSON is asked for', async () => {
    const { status, lines } = await app.proj('validate --json --stge dev');
    expect(status).to.equal(1);
    expect(lines).to.deep.equal([
      {
        version: 1,
        type: 'failure',
        code: 'wrong-command-line',
        message: '`proj validate` has no flag `--stge`',
        hint: 'did you mean `--stage`?',
      },
      { version: 1, type: 'end', command: 'validate', exitStatus: 1 },
    ]);
  });

  it('validates: 0 and a sentence, or 1 and every problem', async () => {
    expect(await app.proj('validate')).to.include({ status: 0, stdout: 'small on dev is valid: 1 stack, 2 constructs\n', stderr: '' });
    app.edit('app.yml', 'partitionKey: id', 'partitionKy: id');
    app.edit('app.yml', 'handler: src/hello.main', 'handler: src/hello.main, timout: 3');
    const run = await app.proj('validate');
    expect(run.status).to.equal(1);
    expect(run.stdout).to.equal('');
    expect(run.stderr).to.contain('did you mean `partitionKey`?').and.to.contain('did you mean `timeout`?').and.to.contain('app.yml:');
    const { lines } = await app.proj('validate --json');
    expect(lines.filter(({ type }) => type === 'problem')).to.have.length.of.at.least(2);
    expect(lines.at(-1)).to.deep.equal({ version: 1, type: 'end', command: 'validate', exitStatus: 1 });
    app.write('app.yml', appYml);
  });

  it('prints templates that hold no key of its own', async () => {
    const run = await app.proj('synth --stage dev --print');
    expect(run.status).to.equal(0);
    const { Resources } = JSON.parse(run.stdout) as { Resources: Record<string, { Properties: { Code: { S3Key: string } } }> };
    expect(Object.keys(Resources)).to.have.members(['HelloFunction', 'HelloLogs', 'HelloRole', 'ItemsTable']);
    expect(Resources.HelloFunction?.Properties.Code.S3Key).to.match(/^small\/dev\/[0-9a-f]{64}\.zip$/);
  });

  it('shows what a deploy would do, and says so by its status when asked', async () => {
    const run = await app.proj('diff --local --exit-code');
    expect(run.status, run.stderr).to.equal(5);
    expect(run.stdout).to.contain('core create').and.to.contain('+ Items: ItemsTable AWS::DynamoDB::Table');
  });

  it('deploys, calls a function, shows its log, its state and the outputs', async () => {
    const outputs = app.path('outputs.json');
    const deployed = await app.proj(`deploy --local --outputs ${outputs}`);
    expect(deployed.status, deployed.stderr).to.equal(0);
    expect(JSON.parse(readFileSync(outputs, 'utf8'))).to.deep.equal({ core: { Items: { tableName: 'dev-small-Items' } } });
    expect((await app.proj('diff --local --exit-code')).status).to.equal(0);
    const called = await app.proj('invoke Hello --local');
    expect(called).to.include({ status: 0, stdout: '{"hello":"world"}\n' });
    expect(called.stderr).to.contain('called');
    const failed = await app.proj('invoke Hello --local --payload {"fail":true}');
    expect(failed.status).to.equal(2);
    expect(failed.stdout).to.contain('as asked');
    expect((await app.proj('logs Hello --local')).stdout).to.contain('called');
    expect((await app.proj('status --local')).stdout)
      .to.contain('dev-small-core')
      .and.to.contain('CREATE_COMPLETE');
    expect((await app.proj('outputs --local')).stdout).to.contain('dev-small-Items');
    expect((await app.proj('outputs nowhere --local')).stderr).to.contain('the app has no stack `nowhere`');
    expect((await app.proj('outputs --local --stage other')).stdout).to.equal('Nothing is deployed to stage other.\n');
    expect((await app.proj('remove --local --stage other --yes')).stdout).to.contain('there is nothing deployed');
  });

  it('says before a deploy that a file for the outputs cannot be written', async () => {
    for (const file of ['missing/outputs.json', 'src']) {
      const { status, stderr } = await app.proj(`deploy --local --stage unwritten --outputs ${file}`);
      expect(status, stderr).to.equal(1);
      expect(stderr).to.contain(`\`--outputs ${file}\` can't be written`);
    }
    expect((await app.proj('status --local --stage unwritten')).stdout).to.contain('not deployed');
  });

  it('takes one endpoint, not two', async () => {
    const { status, stderr } = await app.proj('diff --local --endpoint-url http://127.0.0.1:1');
    expect({ status, stderr }).to.deep.include({ status: 1 });
    expect(stderr).to.contain('two endpoints');
  });

  it('goes on where nobody reads to the end', async () => {
    for (const words of ['--help', 'validate --json', 'synth --print', 'logs --local --follow']) {
      const { status, stderr } = await app.unheard(words);
      expect(stderr, words).to.equal('');
      expect(status, words).to.be.oneOf([0, 130]);
    }
  });

  it('asks before it removes: without an answer nothing goes', async () => {
    expect((await app.proj('remove --local')).status).to.equal(4);
    expect((await app.proj('status --local')).stdout).to.contain('CREATE_COMPLETE');
    expect((await app.proj('remove --local --yes')).status).to.equal(0);
    expect((await app.proj('status --local')).stdout).to.contain('not deployed');
  });

  it('starts, shows, stops and resets the endpoint', async () => {
    expect((await app.proj('local start')).stdout).to.match(/http:\/\/127\.0\.0\.1:\d+/);
    expect((await app.proj('local status')).stdout).to.contain('Running on');
    expect((await app.proj('local stop')).stdout).to.contain('Stopped');
    expect((await app.proj('local status')).stdout).to.contain('Not running');
    expect((await app.proj('local reset')).status).to.equal(4);
    expect((await app.proj('local reset --yes')).status).to.equal(0);
  });

  it('explains a code and prints the schema', async () => {
    expect((await app.proj('explain e1001')).stdout).to.contain('E1001: No app file');
    expect((await app.proj('explain E1')).status).to.equal(1);
    expect(JSON.parse((await app.proj('schema')).stdout)).to.have.property('properties');
  });

  it('makes a new app that is valid, and never writes over one', async () => {
    const made = await app.proj('init fresh/my-shop');
    expect(made.status, made.stderr).to.equal(0);
    expect(app.read('fresh/my-shop/app.yml')).to.contain('app: my-shop');
    expect(app.read('fresh/my-shop/.gitignore')).to.contain('.proj/');
    expect(JSON.parse(app.read('fresh/my-shop/.proj/app.schema.json'))).to.have.property('properties');
    expect((await app.proj('validate --config fresh/my-shop/app.yml')).status).to.equal(0);
    expect((await app.proj('init fresh/my-shop')).status).to.equal(1);
    expect((await app.proj('init fresh/Café')).stdout).to.contain('Made cafe in');
  });

  it('makes an app that uses the clone it was made from', async () => {
    expect((await app.proj('init from-clone')).status).to.equal(0);
    const { devDependencies } = JSON.parse(app.read('from-clone/package.json')) as { devDependencies: Record<string, string> };
    const from = devDependencies.projctl?.replace('file:', '') ?? '';
    expect(JSON.parse(app.read(`from-clone/${from}/package.json`))).to.include({ name: 'projctl' });
  });
});
