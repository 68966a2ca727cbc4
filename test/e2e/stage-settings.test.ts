/** What a stage says about its deploys, seen on the stacks that came of them. */
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { App } from './app.ts';

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
const boundary = 'arn:aws:iam::aws:policy/AdministratorAccess';

const appYml = `app: staged
region: us-east-1
deploy: { notificationArns: ['${topic('all')}'], cloudFormationRole: '${role('everyday')}' }
stages:
  prod: { deploy: { cloudFormationRole: '${role('prod')}', permissionsBoundary: '${boundary}', notificationArns: ['${topic('prod')}'] } }
  pr-*: { ttl: 2 hours, deploy: { notificationArns: null } }
stacks:
  core:
    constructs:
      Hello: { type: Function, handler: src/hello.main }
`;

interface Status {
  readonly release?: { readonly time: string; readonly expires?: string };
}

describe('the settings of a stage', function () {
  this.timeout(60_000);
  let app: App;
  before(() => {
    app = App.make({ 'app.yml': appYml, 'src/hello.ts': 'export const main = async () => 1;\n' });
  });
  after(() => app.dispose());

  async function deploy(stage: string): Promise<void> {
    const run = await app.proj(`deploy --local --stage ${stage}`);
    expect(run.status, run.stderr).to.equal(0);
  }

  async function status(stage: string): Promise<Status> {
    return (await app.local(`status --stage ${stage}`)).result<Status>();
  }

  it('reach CloudFormation: the role it acts as, whom it notifies, the boundary of the roles it makes', async () => {
    for (const stage of ['dev', 'prod', 'pr-1']) await deploy(stage);
    const { url } = JSON.parse(app.read('.proj/local/endpoint.json')) as { readonly url: string };
    const client = new CloudFormationClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const found = async (stage: string) => {
      const StackName = `${stage}-staged-core`;
      const [stack] = (await client.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];
      const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
      const { Resources } = JSON.parse(TemplateBody) as { Resources: Record<string, { Properties: { PermissionsBoundary?: string } }> };
      return [stack?.RoleARN, stack?.NotificationARNs ?? [], Resources.HelloRole?.Properties.PermissionsBoundary];
    };
    expect(await found('dev')).to.deep.equal([role('everyday'), [topic('all')], undefined]);
    expect(await found('prod')).to.deep.equal([role('prod'), [topic('prod')], boundary]);
    expect(await found('pr-1')).to.deep.equal([role('everyday'), [], undefined]);
    client.destroy();
  });

  it('tell until when a deploy is meant to last, from the last one that changed something', async () => {
    const { release } = await status('pr-1');
    expect(Date.parse(release?.expires ?? '') - Date.parse(release?.time ?? '')).to.equal(2 * 3600 * 1000);
    expect((await app.proj('status --local --stage pr-1')).stdout).to.contain(`Meant to last until ${release?.expires}`);
    await deploy('pr-1');
    expect((await status('pr-1')).release).to.deep.equal(release);
    app.edit('src/hello.ts', '=> 1', '=> 2');
    await deploy('pr-1');
    expect(Date.parse((await status('pr-1')).release?.expires ?? '')).to.be.greaterThan(Date.parse(release?.expires ?? ''));
    expect((await status('dev')).release).not.to.have.property('expires');
    expect((await app.proj('status --local --stage dev')).stdout).not.to.contain('Meant to last');
  });
});
