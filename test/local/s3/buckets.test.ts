import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { providers } from '../../../src/local/resources/s3.ts';
import type { ProviderContext, ResourceProvider } from '../../../src/local/types.ts';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

describe('s3 buckets', () => {
  let local: TestEndpoint;
  let s3: S3Client;
  before(async () => {
    local = await startTestEndpoint();
    s3 = new S3Client(clientOptions(local.url));
  });
  after(async () => {
    s3.destroy();
    await local.remove();
  });

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'nothing',
      (error: Error) => error.name,
    );
  const anonymous = async (path: string, init: RequestInit = {}) => fetch(`${local.url}/${path}`, init);

  for (const Bucket of ['ab', 'Upper', 'a..b', '10.0.0.1', '-begins', 'under_score', 'xn--a', `long-${'x'.repeat(60)}`]) {
    it(`refuses the name ${Bucket}`, async () => {
      const name = await refusal(s3.send(new CreateBucketCommand({ Bucket })));
      // The client refuses some of them by itself.
      expect(name).to.match(/InvalidBucketName|Error/);
      expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? []).not.to.include(Bucket);
    });
  }

  it('answers a second creation as AWS does: fine in us-east-1, already owned elsewhere', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'twice' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'twice' }));
    const west = new S3Client({ ...clientOptions(local.url), region: 'us-west-2' });
    const again = new CreateBucketCommand({ Bucket: 'twice', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } });
    expect(await refusal(west.send(again))).to.equal('BucketAlreadyOwnedByYou');
    west.destroy();
  });

  it('redirects a client of another region', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'eastern' }));
    const west = new S3Client({ ...clientOptions(local.url), region: 'us-west-2' });
    expect(await refusal(west.send(new GetObjectCommand({ Bucket: 'eastern', Key: 'x' })))).to.equal('PermanentRedirect');
    west.destroy();
    expect((await s3.send(new HeadBucketCommand({ Bucket: 'eastern' }))).BucketRegion).to.equal('us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'eastern' }))).LocationConstraint).to.equal(undefined);
  });

  it('does not delete a bucket that holds something', async () => {
    const Bucket = 'holding';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket })))).to.equal('BucketNotEmpty');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'x' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).to.equal('NotFound');
  });

  it('keeps settings, over a restart too', async () => {
    const Bucket = 'settings';
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await local.restart();
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).to.equal('Enabled');
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).to.equal('AES256');
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).to.equal('NoSuchBucketPolicy');
  });

  describe('access', () => {
    const Bucket = 'private';
    const readable = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/open/*` }],
    };
    before(async () => {
      await s3.send(new CreateBucketCommand({ Bucket }));
      for (const Key of ['open/a', 'closed']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    });

    it('shows nothing to strangers', async () => {
      for (const path of [`${Bucket}/closed`, `${Bucket}/none`, `${Bucket}`, '']) expect((await anonymous(path)).status).to.equal(403);
      expect((await anonymous(`${Bucket}/closed`, { method: 'PUT', body: 'x' })).status).to.equal(403);
    });

    it('refuses a public policy while public access is blocked, then follows it to the letter', async () => {
      const policy = new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(readable) });
      expect(await refusal(s3.send(policy))).to.equal('AccessDenied');
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }));
      await s3.send(policy);
      expect(await (await anonymous(`${Bucket}/open/a`)).text()).to.equal('open/a');
      expect((await anonymous(`${Bucket}/open/none`)).status).to.equal(403);
      expect((await anonymous(`${Bucket}/closed`)).status).to.equal(403);
    });

    it('refuses a policy about another bucket', async () => {
      const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::other/*' }];
      expect(await refusal(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Statement }) })))).to.equal(
        'MalformedPolicy',
      );
    });

    it('answers preflights by its CORS rules', async () => {
      const preflight = () =>
        anonymous(`${Bucket}/open/a`, {
          method: 'OPTIONS',
          headers: { origin: 'http://page.test', 'access-control-request-method': 'PUT' },
        });
      expect((await preflight()).status).to.equal(403);
      const CORSRules = [{ AllowedOrigins: ['http://*.test'], AllowedMethods: ['PUT', 'GET'], AllowedHeaders: ['*'] }];
      await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
      expect((await preflight()).headers.get('access-control-allow-origin')).to.equal('http://page.test');
      const read = await anonymous(`${Bucket}/open/a`, { headers: { origin: 'http://page.test' } });
      expect(read.headers.get('access-control-allow-origin')).to.equal('http://page.test');
    });
  });

  it('puts parts together, and refuses those that are too small, unknown or out of order', async () => {
    const Bucket = 'parts';
    const Key = 'whole';
    await s3.send(new CreateBucketCommand({ Bucket }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'text/plain' }));
    const big = Buffer.alloc(5 * 1024 ** 2, 'a');
    const part = async (PartNumber: number, Body: Buffer) => {
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const [first, second, small] = [await part(1, big), await part(2, Buffer.from('end')), await part(3, Buffer.from('x'))];
    const complete = (...Parts: object[]) =>
      s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    expect(await refusal(complete(second, first))).to.equal('InvalidPartOrder');
    expect(await refusal(complete(first, { PartNumber: 2, ETag: 'f00d' }))).to.equal('InvalidPart');
    expect(await refusal(complete(first, second, small))).to.equal('EntityTooSmall');
    await local.restart();
    const { ETag } = await complete(first, second);
    expect(ETag).to.match(/-2"$/);
    const found = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(found.ContentLength).to.equal(big.length + 3);
    expect(found.ContentType).to.equal('text/plain');
    expect(await refusal(complete(first, second))).to.equal('NoSuchUpload');
  });

  describe('as CloudFormation resources', () => {
    const context: ProviderContext = {
      region: 'eu-west-1',
      account: '000000000000',
      stackName: 'dev-notes-web',
      stackId: 'stack',
      logicalId: 'SiteBucket',
      tags: { 'proj:app': 'notes' },
      generatedName: () => 'dev-notes-web-sitebucket-abcdefghijkl',
    };
    const provider = (type: string): ResourceProvider => {
      // The service behind the endpoint's back: CloudFormation calls it in process, too.
      const found = providers(local.endpoint().services).find((candidate) => candidate.type === type);
      if (!found) throw new Error(`no provider for ${type}`);
      return found;
    };

    it('names a bucket of the account-regional namespace', async () => {
      const made = await provider('AWS::S3::Bucket').create(
        { BucketNamePrefix: 'dev-notes-site', BucketNamespace: 'account-regional' },
        context,
      );
      expect(made.physicalId).to.equal('dev-notes-site-000000000000-eu-west-1-an');
      expect(made.attributes).to.include({
        Arn: `arn:aws:s3:::${made.physicalId}`,
        RegionalDomainName: `${made.physicalId}.s3.eu-west-1.amazonaws.com`,
      });
    });

    it('refuses a name that is taken, a bucket that is not empty and what is not emulated', async () => {
      const bucket = provider('AWS::S3::Bucket');
      const { physicalId } = await bucket.create({ BucketName: 'given' }, context);
      const code = (promise: Promise<unknown>) =>
        promise.then(
          () => 'nothing',
          (error: { handlerErrorCode?: string }) => error.handlerErrorCode,
        );
      expect(await code(bucket.create({ BucketName: 'given' }, context))).to.equal('AlreadyExists');
      expect(await code(bucket.create({ BucketName: 'web', WebsiteConfiguration: {} }, context))).to.equal('InvalidRequest');
      local.endpoint().services.s3.buckets.objects('given').commit({
        key: 'x',
        file: 'none',
        size: 0,
        etag: '',
        modified: new Date().toISOString(),
        headers: {},
        checksums: {},
        tags: {},
      });
      expect(await code(bucket.delete(physicalId, {}, context))).to.equal('GeneralServiceException');
      local.endpoint().services.s3.buckets.objects('given').delete('x');
      await bucket.delete(physicalId, {}, context);
      await bucket.delete(physicalId, {}, context);
      expect(await bucket.read(physicalId, 'eu-west-1')).to.equal(undefined);
    });
  });
});
