import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { createFronts, type Fronts } from '../../../src/local/fronts.ts';
import type { LocalRequest } from '../../../src/local/types.ts';
import { clientOptions, startTestEndpoint, type TestEndpoint } from './endpoint.ts';

describe('the endpoint', () => {
  let local: TestEndpoint;
  before(async () => {
    local = await startTestEndpoint();
  });
  after(() => local.remove());

  it('logs who asked what, and whether it writes', async () => {
    const s3 = new S3Client(clientOptions(local.url));
    const sts = new STSClient(clientOptions(local.url));
    const dynamodb = new DynamoDBClient(clientOptions(local.url));
    await s3.send(new ListBucketsCommand({}));
    await sts.send(new GetCallerIdentityCommand({}));
    await dynamodb.send(new DescribeTableCommand({ TableName: 'none' })).catch(() => undefined);
    const logged = (await (await fetch(`${local.url}/_proj/requests`)).json()) as {
      service: string;
      operation: string;
      write: boolean;
      status: number;
    }[];
    expect(logged.map(({ service, operation, write, status }) => ({ service, operation, write, status }))).to.deep.equal([
      { service: 's3', operation: 'ListBuckets', write: false, status: 200 },
      { service: 'sts', operation: 'GetCallerIdentity', write: false, status: 200 },
      { service: 'dynamodb', operation: 'DescribeTable', write: false, status: 400 },
    ]);
    for (const client of [s3, sts, dynamodb]) client.destroy();
  });

  it('says aloud which service it has not', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0';
    const headers = { authorization, 'x-amz-target': 'Kinesis_20131202.ListStreams', 'content-type': 'application/x-amz-json-1.1' };
    const response = await fetch(local.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).to.equal(501);
    expect(await response.json()).to.include({ __type: 'NotImplemented', message: "The embedded endpoint has no service 'kinesis'." });
  });

  it('refuses a session of a role in the words of each protocol', async () => {
    const s3 = new S3Client(clientOptions(local.url, 'ASIALOCALNONE'));
    const error = await s3.send(new ListBucketsCommand({})).catch((thrown: Error) => thrown);
    const dynamodb = new DynamoDBClient(clientOptions(local.url, 'ASIALOCALNONE'));
    const other = await dynamodb.send(new DescribeTableCommand({ TableName: 'none' })).catch((thrown: Error) => thrown);
    for (const thrown of [error, other])
      expect(thrown).to.include({ name: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.' });
    s3.destroy();
    dynamodb.destroy();
  });
});

describe('fronts', () => {
  let local: TestEndpoint;
  let fronts: Fronts;
  const identify = (request: Omit<LocalRequest, 'principal'>): LocalRequest => ({ ...request, principal: { kind: 'anonymous' } });
  const text = (body: string) => async () => ({ status: 200, body });
  before(async () => {
    local = await startTestEndpoint();
    fronts = createFronts(join(local.directory, 'more'), identify);
  });
  after(async () => {
    await fronts.stop();
    await local.remove();
  });

  it('keep their port when they are opened again, and the newest handler', async () => {
    const url = await fronts.open('a', text('one'));
    expect(await fronts.open('a', text('two'))).to.equal(url);
    expect(await (await fetch(url)).text()).to.equal('two');
    await fronts.stop();
    fronts = createFronts(join(local.directory, 'more'), identify);
    expect(await fronts.open('a', text('three'))).to.equal(url);
    expect(fronts.has(url.slice('http://'.length))).to.equal(true);
    expect(fronts.has('127.0.0.1:1')).to.equal(false);
  });

  it('move to another port where somebody has taken theirs', async () => {
    const url = await fronts.open('b', text('b'));
    await fronts.stop();
    const squatter = createServer().listen(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    fronts = createFronts(join(local.directory, 'more'), identify);
    const moved = await fronts.open('b', text('b'));
    expect(moved).not.to.equal(url);
    expect(await (await fetch(moved)).text()).to.equal('b');
    squatter.close();
  });

  it('give their port up when they are closed', async () => {
    await fronts.open('c', text('c'));
    await fronts.close('c');
    const { readState } = await import('../../../src/local/state-file.ts');
    expect(readState<object>(join(local.directory, 'more', 'fronts.json'), {})).not.to.have.property('c');
    expect(existsSync(join(local.directory, 'more', 'fronts.json'))).to.equal(true);
  });
});
