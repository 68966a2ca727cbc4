import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { AwsError } from '../../../src/local/protocols/aws-error.ts';
import type { IamService } from '../../../src/local/services/iam/index.ts';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

const trust = (principal: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});
const LAMBDA = { Service: 'lambda.amazonaws.com' };

describe('iam', () => {
  let local: TestEndpoint;
  let iam: IamService;
  beforeEach(async () => {
    local = await startTestEndpoint();
    iam = local.endpoint().services.iam;
  });
  afterEach(() => local.remove());

  const refusal = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
    return 'nothing';
  };

  it('lets only those assume a role whom its trust policy names', () => {
    const { arn } = iam.createRole({ name: 'fn', trust: trust(LAMBDA) });
    expect(iam.mayAssume(arn, { service: 'lambda.amazonaws.com' })).to.equal(true);
    expect(iam.mayAssume(arn, { service: 'scheduler.amazonaws.com' })).to.equal(false);
    expect(iam.mayAssume(arn, { kind: 'root' })).to.equal(false);
    expect(iam.mayAssume(`${arn}x`, { service: 'lambda.amazonaws.com' })).to.equal(false);
    expect(refusal(() => iam.assumeRole(arn, { service: 'scheduler.amazonaws.com' }, 's'))).to.equal('AccessDenied');
  });

  it('holds a function to its policies, over the wire and in the words of AWS', async () => {
    const s3 = new S3Client(clientOptions(local.url));
    await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'a', Body: 'a' }));
    const allowed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/a' }] };
    const { arn } = iam.createRole({ name: 'reader', trust: trust(LAMBDA), inline: { read: allowed } });
    const { accessKeyId } = iam.assumeRole(arn, { service: 'lambda.amazonaws.com' }, 'my-function');

    const asRole = new S3Client(clientOptions(local.url, accessKeyId));
    const found = await asRole.send(new GetObjectCommand({ Bucket: 'data', Key: 'a' }));
    expect(await found.Body?.transformToString()).to.equal('a');
    const error = await asRole.send(new PutObjectCommand({ Bucket: 'data', Key: 'a', Body: 'b' })).catch((thrown: Error) => thrown);
    expect(error).to.include({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/reader/my-function is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::data/a" because no identity-based policy allows the s3:PutObject action',
    });
    const sts = new STSClient(clientOptions(local.url, accessKeyId));
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).to.equal('arn:aws:sts::000000000000:assumed-role/reader/my-function');

    iam.deleteInlinePolicy('reader', 'read');
    const gone = await asRole.send(new GetObjectCommand({ Bucket: 'data', Key: 'a' })).catch((thrown: Error) => thrown);
    expect(gone).to.have.property('name', 'AccessDenied');
    for (const client of [s3, asRole, sts]) client.destroy();
  });

  it('gives sessions of roles that trust the account', async () => {
    const { arn } = iam.createRole({ name: 'deployer', trust: trust({ AWS: 'arn:aws:iam::000000000000:root' }) });
    const sts = new STSClient(clientOptions(local.url));
    const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'me' }));
    expect(AssumedRoleUser?.Arn).to.equal('arn:aws:sts::000000000000:assumed-role/deployer/me');
    expect(iam.principalOf(Credentials?.AccessKeyId ?? '')).to.deep.equal({ kind: 'role', roleArn: arn, sessionName: 'me' });
    sts.destroy();
  });

  it('stops at the permissions boundary', () => {
    const everything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const { arn: boundary } = iam.putManagedPolicy({
      name: 'limit',
      document: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    });
    const { arn } = iam.createRole({ name: 'bounded', trust: trust(LAMBDA), inline: { all: everything }, permissionsBoundary: boundary });
    const principal = { kind: 'role', roleArn: arn } as const;
    expect(iam.authorize(principal, 's3:GetObject', 'arn:aws:s3:::a/b').allowed).to.equal(true);
    expect(iam.authorize(principal, 'dynamodb:GetItem', '*').allowed).to.equal(false);
  });

  it('refuses documents that are none', () => {
    const create = (document: unknown) => refusal(() => iam.createRole({ name: 'bad', trust: trust(LAMBDA), inline: { p: document } }));
    expect(create({ Statement: [{ Effect: 'Permit', Action: 's3:*', Resource: '*' }] })).to.equal('MalformedPolicyDocument');
    expect(create({ Statement: [{ Effect: 'Allow', Action: 's3', Resource: '*' }] })).to.equal('MalformedPolicyDocument');
    expect(create({ Statement: [{ Effect: 'Allow', Action: 's3:*' }] })).to.equal('MalformedPolicyDocument');
    expect(create({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'bucket' }] })).to.equal('MalformedPolicyDocument');
    expect(create({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }] })).to.equal('MalformedPolicyDocument');
    expect(iam.role('bad')).to.equal(undefined);
    expect(refusal(() => iam.createRole({ name: 'bad', trust: {}, attached: [] }))).to.equal('MalformedPolicyDocument');
    expect(refusal(() => iam.createRole({ name: 'bad', trust: trust(LAMBDA), attached: ['arn:aws:iam::aws:policy/Unheard'] }))).to.equal(
      'NoSuchEntity',
    );
  });

  it('does not delete a role that others still gave policies to, and keeps roles over a restart', async () => {
    iam.createRole({ name: 'held', trust: trust(LAMBDA) });
    iam.putInlinePolicy('held', 'extra', { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
    expect(refusal(() => iam.deleteRole('held'))).to.equal('DeleteConflict');
    expect(refusal(() => iam.createRole({ name: 'held', trust: trust(LAMBDA) }))).to.equal('EntityAlreadyExists');
    await local.restart();
    const again = local.endpoint().services.iam;
    expect(Object.keys(again.role('held')?.inline ?? {})).to.deep.equal(['extra']);
  });
});
