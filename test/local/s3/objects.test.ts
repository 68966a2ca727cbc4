import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { clientOptions, startTestEndpoint, type TestEndpoint } from '../server/endpoint.ts';

describe('s3 objects', () => {
  let local: TestEndpoint;
  let s3: S3Client;
  const Bucket = 'objects';
  before(async () => {
    local = await startTestEndpoint();
    s3 = client();
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  after(async () => {
    s3.destroy();
    await local.remove();
  });

  const client = (options: S3ClientConfig = {}) => new S3Client({ ...clientOptions(local.url), ...options });
  const put = (Key: string, Body: string | Buffer = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const get = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => ({ name: 'nothing', status: 200 }),
      (error: { name: string; $metadata: { httpStatusCode: number } }) => ({ name: error.name, status: error.$metadata.httpStatusCode }),
    );

  it('gives back bytes, type, cache control and metadata', async () => {
    const Body = Buffer.from([0, 255, 13, 10, 128]);
    const Metadata = { author: 'ann' };
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b.bin', Body, ContentType: 'text/x', CacheControl: 'no-cache', Metadata }));
    const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b.bin' }));
    expect(Buffer.from((await found.Body?.transformToByteArray()) ?? [])).to.deep.equal(Body);
    expect(found).to.include({
      ContentType: 'text/x',
      CacheControl: 'no-cache',
      ContentLength: 5,
      ETag: `"${createHash('md5').update(Body).digest('hex')}"`,
    });
    expect(found.Metadata).to.deep.equal(Metadata);
    expect(found.ContentEncoding).to.equal(undefined);
  });

  it('takes a body sent in signed chunks with a trailing checksum', async () => {
    const { PassThrough } = await import('node:stream');
    const Body = new PassThrough();
    Body.end('streamed');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body, ContentLength: 8, ChecksumAlgorithm: 'CRC32C' }));
    expect(await get('streamed')).to.equal('streamed');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'streamed', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumCRC32C).to.be.a('string');
  });

  it('refuses a body that does not fit its checksum', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'broken', Body: 'x', ChecksumSHA256: Buffer.alloc(32).toString('base64') });
    expect(await refusal(s3.send(command))).to.deep.equal({ name: 'BadDigest', status: 400 });
    expect(await refusal(get('broken'))).to.deep.equal({ name: 'NoSuchKey', status: 404 });
  });

  for (const Key of ['ü/ö ß+%.txt', 'a//b', '../up', './here', 'q?x=1&y#z', '😀', 'trailing/', "quote'<&>"]) {
    it(`keeps the key ${JSON.stringify(Key)} as it is`, async () => {
      await put(Key);
      expect(await get(Key)).to.equal(Key);
      const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(listed.Contents?.map((entry) => entry.Key)).to.deep.equal([Key]);
    });
  }

  describe('conditional writes', () => {
    it('creates with If-None-Match only where there is nothing: 412', async () => {
      const command = () => new PutObjectCommand({ Bucket, Key: 'lock', Body: 'mine', IfNoneMatch: '*' });
      await s3.send(command());
      expect(await refusal(s3.send(command()))).to.deep.equal({ name: 'PreconditionFailed', status: 412 });
    });

    it('lets exactly one of ten racing creators win', async () => {
      const racers = Array.from({ length: 10 }, (_, n) =>
        s3.send(new PutObjectCommand({ Bucket, Key: 'race', Body: `${n}`, IfNoneMatch: '*' })),
      );
      const results = await Promise.all(racers.map(refusal));
      expect(results.filter(({ status }) => status === 200)).to.have.length(1);
      expect(results.filter(({ status }) => status === 412 || status === 409)).to.have.length(9);
    });

    it('overwrites with If-Match only what the client has seen: 412, and 404 where there is nothing', async () => {
      const { ETag } = await put('matched', 'one');
      await s3.send(new PutObjectCommand({ Bucket, Key: 'matched', Body: 'two', IfMatch: ETag }));
      expect(await refusal(s3.send(new PutObjectCommand({ Bucket, Key: 'matched', Body: 'three', IfMatch: ETag })))).to.include({
        status: 412,
      });
      expect(await refusal(s3.send(new PutObjectCommand({ Bucket, Key: 'absent', Body: 'x', IfMatch: ETag })))).to.include({ status: 404 });
      expect(await get('matched')).to.equal('two');
    });

    it('deletes with If-Match only what the client has seen', async () => {
      const { ETag } = await put('doomed', 'one');
      await put('doomed', 'two');
      expect(await refusal(s3.send(new DeleteObjectCommand({ Bucket, Key: 'doomed', IfMatch: ETag })))).to.include({ status: 412 });
      expect(await get('doomed')).to.equal('two');
      const { ETag: current } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'doomed' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'doomed', IfMatch: current }));
      expect(await refusal(get('doomed'))).to.include({ status: 404 });
    });
  });

  it('answers 304 to a reader who has the object', async () => {
    const { ETag } = await put('cached');
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'cached', IfNoneMatch: ETag })))).to.include({ status: 304 });
  });

  it('sends ranges, from the front, the back and beyond the end', async () => {
    await put('digits', '0123456789');
    const range = async (Range: string) => {
      const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }));
      return [await part.Body?.transformToString(), part.ContentRange];
    };
    expect(await range('bytes=2-4')).to.deep.equal(['234', 'bytes 2-4/10']);
    expect(await range('bytes=-3')).to.deep.equal(['789', 'bytes 7-9/10']);
    expect(await range('bytes=8-99')).to.deep.equal(['89', 'bytes 8-9/10']);
    expect(await refusal(range('bytes=10-'))).to.deep.equal({ name: 'InvalidRange', status: 416 });
  });

  it('pages through keys in the order of their bytes, with prefixes rolled up', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'listing' }));
    const keys = ['a/1', 'a/2', 'b', 'c/1', 'c/2/3', 'd', '\uFF5E', '😀'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'listing', Key, Body: 'x' }));
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket: 'listing' })) {
      expect(page.Contents?.length).to.be.at.most(2);
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(seen).to.deep.equal(keys);

    const rolled: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket: 'listing', Delimiter: '/' })) {
      rolled.push(...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
    }
    expect(rolled).to.deep.equal(['a/', 'b', 'c/', 'd', '\uFF5E', '😀']);
    const inside = await s3.send(new ListObjectsV2Command({ Bucket: 'listing', Prefix: 'c/', Delimiter: '/' }));
    expect(inside.Contents?.map(({ Key }) => Key)).to.deep.equal(['c/1']);
    expect(inside.CommonPrefixes).to.deep.equal([{ Prefix: 'c/2/' }]);
  });

  it('copies with or without the metadata', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from me', Body: 'copied', ContentType: 'text/plain' }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/${encodeURIComponent('from me')}` }));
    const replaced = { MetadataDirective: 'REPLACE', ContentType: 'text/html' } as const;
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'changed', CopySource: `${Bucket}/from%20me`, ...replaced }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).to.include({ ContentType: 'text/plain' });
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'changed' }))).to.include({ ContentType: 'text/html' });
    expect(await get('changed')).to.equal('copied');
  });

  it('deletes many at once, those that are not there too', async () => {
    await put('many/1');
    await put('many/2');
    const Objects = [{ Key: 'many/1' }, { Key: 'many/2' }, { Key: 'many/none' }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).to.deep.equal(Objects);
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))).KeyCount).to.equal(0);
  });

  it('serves presigned URLs until they expire', async () => {
    await put('signed');
    const url = (signed: Date, more = '') => {
      const date = `${signed.toISOString().replace(/[-:]|\.\d+/g, '')}`;
      return `${local.url}/${Bucket}/signed?X-Amz-Credential=local%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=${date}&X-Amz-Expires=60${more}`;
    };
    const fresh = await fetch(url(new Date(), '&response-content-type=text%2Fcsv'));
    expect([fresh.status, await fresh.text(), fresh.headers.get('content-type')]).to.deep.equal([200, 'signed', 'text/csv']);
    const stale = await fetch(url(new Date(Date.now() - 61_000)));
    expect([stale.status, await stale.text()].join()).to.match(/403.*Request has expired/s);
  });

  it('refuses what it would have to ignore: versions, keys of the customer', async () => {
    await put('plain');
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'plain', VersionId: 'v1' })))).to.deep.equal({
      name: 'NotImplemented',
      status: 501,
    });
    const SSECustomerKey = Buffer.alloc(32).toString('base64');
    const secret = new PutObjectCommand({ Bucket, Key: 'plain', Body: 'x', SSECustomerAlgorithm: 'AES256', SSECustomerKey });
    expect(await refusal(s3.send(secret))).to.include({ name: 'NotImplemented' });
    expect(await get('plain')).to.equal('plain');
  });

  it('refuses a caller who expects another owner', async () => {
    await put('owned');
    const ExpectedBucketOwner = '111111111111';
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'owned', ExpectedBucketOwner })))).to.include({ status: 403 });
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key: 'owned', ExpectedBucketOwner: '000000000000' })))).to.include({
      status: 200,
    });
  });

  it('keeps everything over a restart, and what was being written when it was killed is gone', async () => {
    await put('lasting', 'still here');
    const { appendFile, readdir, writeFile } = await import('node:fs/promises');
    const { join } = await import('node:path');
    const folder = join(local.directory, 's3', Bucket);
    await local.endpoint().stop();
    await appendFile(join(folder, 'objects.log'), '{"put":{"key":"half-writ');
    await writeFile(join(folder, 'bodies', 'orphan'), 'x');
    await local.restart();
    expect(await get('lasting')).to.equal('still here');
    expect(await readdir(join(folder, 'bodies'))).not.to.include('orphan');
    await put('after');
    await local.restart();
    expect(await get('after')).to.equal('after');
  });
});
