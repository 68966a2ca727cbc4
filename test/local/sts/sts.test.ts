import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

describe('sts', () => {
  let local: TestEndpoint;
  before(async () => {
    local = await startTestEndpoint();
  });
  after(() => local.remove());

  it('says that any key is the root of account 000000000000', async () => {
    const identity = await new STSClient(clientOptions(local.url)).send(new GetCallerIdentityCommand({}));
    expect(identity.Account).to.equal('000000000000');
    expect(identity.Arn).to.equal('arn:aws:iam::000000000000:root');
  });

  it('refuses a role that does not exist', async () => {
    const command = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/none', RoleSessionName: 'test' });
    const error = await new STSClient(clientOptions(local.url)).send(command).catch((thrown: Error) => thrown);
    expect(error).to.have.property('name', 'AccessDenied');
  });

  it('refuses a session that it never gave', async () => {
    const client = new STSClient(clientOptions(local.url, 'ASIALOCAL00000000000'));
    const error = await client.send(new GetCallerIdentityCommand({})).catch((thrown: Error) => thrown);
    expect(error).to.have.property('name', 'InvalidClientTokenId');
  });
});
