import { request } from 'node:http';
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetDistributionCommand,
  GetInvalidationCommand,
  ListDistributionsCommand,
} from '@aws-sdk/client-cloudfront';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { createProviders } from '../../../src/local/resources/index.ts';
import type { ProvidedResource, ProviderContext } from '../../../src/local/types.ts';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
const context = (logicalId: string): ProviderContext => ({
  region: 'us-east-1',
  account: '000000000000',
  stackName: 'dev-notes-web',
  stackId: 'arn:stack',
  logicalId,
  tags: {},
  generatedName: () => 'generated',
});

describe('cloudfront', () => {
  let local: TestEndpoint;
  let s3: S3Client;
  let cloudfront: CloudFrontClient;
  beforeEach(async () => {
    local = await startTestEndpoint();
    s3 = new S3Client(clientOptions(local.url));
    cloudfront = new CloudFrontClient(clientOptions(local.url));
  });
  afterEach(async () => {
    s3.destroy();
    cloudfront.destroy();
    await local.remove();
  });

  const provider = (type: string) => {
    const found = createProviders(local.endpoint().services).find((candidate) => candidate.type === type);
    if (!found) throw new Error(`no provider for ${type}`);
    return found;
  };
  const behavior = {
    TargetOriginId: 'bucket',
    ViewerProtocolPolicy: 'redirect-to-https',
    Compress: true,
    CachePolicyId: CACHING_OPTIMIZED,
  };

  /** The resources of a static site, as the construct declares them. */
  async function site(change: object = {}): Promise<{ distribution: ProvidedResource; bucket: string; url: string }> {
    const bucket = await provider('AWS::S3::Bucket').create(
      { BucketNamePrefix: 'dev-notes-site', BucketNamespace: 'account-regional' },
      context('Bucket'),
    );
    const control = await provider('AWS::CloudFront::OriginAccessControl').create(
      {
        OriginAccessControlConfig: {
          Name: 'site',
          OriginAccessControlOriginType: 's3',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
      context('OriginAccessControl'),
    );
    const distribution = await provider('AWS::CloudFront::Distribution').create(
      {
        DistributionConfig: {
          Enabled: true,
          DefaultRootObject: 'index.html',
          Origins: [
            {
              Id: 'bucket',
              DomainName: bucket.attributes.RegionalDomainName,
              OriginAccessControlId: control.physicalId,
              S3OriginConfig: { OriginAccessIdentity: '' },
            },
          ],
          DefaultCacheBehavior: { ...behavior, AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] },
          ...change,
        },
      },
      context('Distribution'),
    );
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudfront.amazonaws.com' },
          Action: 's3:GetObject',
          Resource: `${bucket.attributes.Arn}/*`,
          Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::000000000000:distribution/${distribution.physicalId}` } },
        },
      ],
    };
    await provider('AWS::S3::BucketPolicy').create({ Bucket: bucket.physicalId, PolicyDocument: policy }, context('BucketPolicy'));
    return { distribution, bucket: bucket.physicalId, url: `http://${distribution.attributes.DomainName}` };
  }

  const upload = (Bucket: string, Key: string, Body: string, ContentType = 'text/html', CacheControl = 'no-cache') =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, CacheControl }));
  const shown = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };

  it('serves the private bucket, its root object, types and cache headers', async () => {
    const { bucket, url } = await site();
    await upload(bucket, 'index.html', '<h1>home</h1>');
    await upload(bucket, 'assets/app.js', 'run()', 'text/javascript', 'public, max-age=31536000, immutable');
    const home = await shown(`${url}/`);
    expect(home).to.include({ status: 200, text: '<h1>home</h1>' });
    expect(home.headers.get('content-type')).to.equal('text/html');
    expect(home.headers.get('cache-control')).to.equal('no-cache');
    const script = await shown(`${url}/assets/app.js?v=1`);
    expect(script.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
    expect((await shown(`${local.url}/${bucket}/index.html`)).status).to.equal(403);
    expect((await shown(`${url}/index.html?tagging`)).text).to.equal('<h1>home</h1>');
  });

  it('shows the error page with its status where S3 says 403, and the bare refusal without one', async () => {
    const { bucket, url, distribution } = await site();
    await upload(bucket, 'index.html', 'home');
    expect((await shown(`${url}/some/route`)).status).to.equal(403);
    const update = async (CustomErrorResponses: object[]) => {
      const { config } = local.endpoint().services.cloudfront.distributions.need(distribution.physicalId);
      await provider('AWS::CloudFront::Distribution').update(
        distribution.physicalId,
        { DistributionConfig: { ...config, CustomErrorResponses } },
        {},
        context('Distribution'),
      );
    };
    await update([{ ErrorCode: 403, ResponseCode: 200, ResponsePagePath: '/index.html' }]);
    expect(await shown(`${url}/some/route`)).to.include({ status: 200, text: 'home' });
    await update([{ ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/index.html' }]);
    expect(await shown(`${url}/some/route`)).to.include({ status: 404, text: 'home' });
    expect(await shown(`${url}/some/route`, { method: 'HEAD' })).to.include({ status: 404, text: '' });
  });

  it('compresses text for who accepts it, answers conditions and ranges, and refuses other methods', async () => {
    const { bucket, url } = await site();
    const text = 'x'.repeat(5000);
    await upload(bucket, 'large.html', text);
    const encoding = await new Promise((resolve, reject) => {
      const sent = request(`${url}/large.html`, { headers: { 'accept-encoding': 'gzip, br' } }, (response) => {
        response.resume();
        resolve(response.headers['content-encoding']);
      });
      sent.once('error', reject).end();
    });
    expect(encoding).to.equal('br');
    const plain = await shown(`${url}/large.html`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.text).to.equal(text);
    const etag = plain.headers.get('etag') ?? '';
    expect((await shown(`${url}/large.html`, { headers: { 'if-none-match': etag } })).status).to.equal(304);
    expect(await shown(`${url}/large.html`, { headers: { range: 'bytes=0-2' } })).to.include({ status: 206, text: 'xxx' });
    expect((await shown(`${url}/large.html`, { method: 'DELETE' })).status).to.equal(403);
  });

  it('loses access with the policy', async () => {
    const { bucket, url } = await site();
    await upload(bucket, 'index.html', 'home');
    expect((await shown(url)).status).to.equal(200);
    await provider('AWS::S3::BucketPolicy').delete(bucket, {}, context('BucketPolicy'));
    expect((await shown(url)).status).to.equal(403);
  });

  it('sends paths of another behavior to an HTTP origin, with what its policy forwards', async () => {
    const api = await site();
    await upload(api.bucket, 'api/hello', 'from the other site', 'text/plain');
    const { url } = await site2(String(api.distribution.attributes.DomainName));
    expect(await shown(`${url}/api/hello?x=1`)).to.include({ status: 200, text: 'from the other site' });
    expect((await shown(`${url}/api/hello`, { method: 'PUT', body: 'x' })).status).to.equal(403);
  });

  async function site2(origin: string) {
    const distribution = await provider('AWS::CloudFront::Distribution').create(
      {
        DistributionConfig: {
          Enabled: true,
          Origins: [
            { Id: 'bucket', DomainName: 'none.s3.amazonaws.com', S3OriginConfig: {} },
            { Id: 'api', DomainName: origin, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
          ],
          DefaultCacheBehavior: behavior,
          CacheBehaviors: [
            {
              ...behavior,
              PathPattern: '/api/*',
              TargetOriginId: 'api',
              OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
              AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
            },
          ],
        },
      },
      context('Second'),
    );
    return { url: `http://${distribution.attributes.DomainName}` };
  }

  it('keeps its address over a restart, and gives it up when it is deleted', async () => {
    const { bucket, url, distribution } = await site();
    await upload(bucket, 'index.html', 'home');
    await local.restart();
    expect((await shown(url)).text).to.equal('home');
    await provider('AWS::CloudFront::Distribution').delete(distribution.physicalId, {}, context('Distribution'));
    expect(await shown(url).catch(() => 'refused')).to.equal('refused');
  });

  it('creates a distribution once, however often it is asked by the same resource', async () => {
    const config = {
      DistributionConfig: {
        Enabled: true,
        Origins: [{ Id: 'bucket', DomainName: 'b.s3.amazonaws.com', S3OriginConfig: {} }],
        DefaultCacheBehavior: behavior,
      },
    };
    const first = await provider('AWS::CloudFront::Distribution').create(config, context('Same'));
    const second = await provider('AWS::CloudFront::Distribution').create(config, context('Same'));
    expect(second).to.deep.equal(first);
  });

  it('answers the API: reads and invalidations', async () => {
    const { distribution } = await site();
    const Id = distribution.physicalId;
    const found = await cloudfront.send(new GetDistributionCommand({ Id }));
    expect(found.Distribution).to.include({ Id, Status: 'Deployed', DomainName: distribution.attributes.DomainName });
    expect(found.Distribution?.DistributionConfig?.Origins?.Items?.[0]).to.include({ Id: 'bucket' });
    expect((await cloudfront.send(new ListDistributionsCommand({}))).DistributionList?.Quantity).to.equal(1);

    const batch = (Items: string[]) => ({ CallerReference: 'one', Paths: { Quantity: Items.length, Items } });
    const { Invalidation } = await cloudfront.send(
      new CreateInvalidationCommand({ DistributionId: Id, InvalidationBatch: batch(['/*', '/a b']) }),
    );
    const again = await cloudfront.send(new GetInvalidationCommand({ DistributionId: Id, Id: Invalidation?.Id ?? '' }));
    expect(again.Invalidation).to.deep.include({ Status: 'Completed', InvalidationBatch: batch(['/*', '/a b']) });
    const missing = await cloudfront.send(new GetDistributionCommand({ Id: 'ENONE' })).catch((error: Error) => error);
    expect(missing).to.have.property('name', 'NoSuchDistribution');
    const operations = local
      .endpoint()
      .requests()
      .filter(({ service }) => service === 'cloudfront');
    expect(operations.map(({ operation, write }) => [operation, write]))
      .to.deep.include(['CreateInvalidation', true])
      .and.deep.include(['GetDistribution', false]);
  });

  describe('refuses', () => {
    const origins = [{ Id: 'bucket', DomainName: 'b.s3.amazonaws.com', S3OriginConfig: {} }];
    const cases: readonly [string, object, RegExp][] = [
      [
        'an origin that is not there',
        { DefaultCacheBehavior: { ...behavior, TargetOriginId: 'none' } },
        /origins or origin groups do not exist/,
      ],
      ['an unknown cache policy', { DefaultCacheBehavior: { ...behavior, CachePolicyId: 'none' } }, /cache policy does not exist/],
      [
        'an unknown origin access control',
        { Origins: [{ ...origins[0], OriginAccessControlId: 'E0' }] },
        /origin access control does not exist/,
      ],
      ['a root object with a slash', { DefaultRootObject: '/index.html' }, /DefaultRootObject is invalid/],
      ['what it does not emulate', { WebACLId: 'x' }, /The embedded endpoint has no WebACLId/],
    ];
    for (const [what, change, expected] of cases) {
      it(what, async () => {
        const DistributionConfig = { Enabled: true, Origins: origins, DefaultCacheBehavior: behavior, ...change };
        const error = await provider('AWS::CloudFront::Distribution')
          .create({ DistributionConfig }, context('Bad'))
          .catch((thrown: Error) => thrown);
        expect(error).to.have.property('message').that.matches(expected);
      });
    }
  });
});
