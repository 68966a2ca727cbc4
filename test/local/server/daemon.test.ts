import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { build } from 'esbuild';
import { isAlive, TAKEN } from '../../../src/local/endpoint-file.ts';
import { clientOptions } from './endpoint.ts';

type Client = typeof import('../../../src/local/client.ts');

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Below node_modules, so that what stays outside the bundle is found. */
const bundle = join(root, 'node_modules/.cache/endpoint-test');
const daemon = join(bundle, 'daemon.js');

describe('the endpoint as a process', () => {
  let directory: string;
  let endpointStatus: Client['endpointStatus'];
  let ensureEndpoint: Client['ensureEndpoint'];
  let stopEndpoint: Client['stopEndpoint'];
  before(async () => {
    // Bundled as it is published: a process of its own starts several times faster than from the sources.
    await build({
      absWorkingDir: root,
      entryPoints: { client: 'src/local/client.ts', daemon: 'src/local/daemon.ts' },
      outdir: bundle,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      external: ['esbuild', 'dynalite'],
      banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
    });
    ({ endpointStatus, ensureEndpoint, stopEndpoint } = (await import(join(bundle, 'client.js'))) as Client);
  });
  after(() => rm(bundle, { recursive: true, force: true }));
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'daemon-'));
  });
  afterEach(async () => {
    await stopEndpoint(directory);
    await rm(directory, { recursive: true, force: true });
  });

  const gone = async (pid: number) => {
    for (let n = 0; n < 500 && isAlive(pid); n++) await sleep(20);
    return !isAlive(pid);
  };
  const pidOf = async () => (await endpointStatus(directory))?.pid ?? 0;

  it('is started once, found again, stopped, and started on the same address', async () => {
    const url = await ensureEndpoint(directory);
    const pid = await pidOf();
    expect(await ensureEndpoint(directory)).to.equal(url);
    expect(await pidOf()).to.equal(pid);
    expect(await stopEndpoint(directory)).to.equal(true);
    expect(isAlive(pid)).to.equal(false);
    expect(await stopEndpoint(directory)).to.equal(false);
    expect(await ensureEndpoint(directory)).to.equal(url);
  });

  it('is one even if two commands start it at once', async () => {
    const [first, second] = await Promise.all([ensureEndpoint(directory), ensureEndpoint(directory)]);
    expect(first).to.equal(second);
  });

  it('refuses a second one on the same folder, and takes over the lock of a dead one', async () => {
    await ensureEndpoint(directory);
    const second = spawn(process.execPath, [daemon, directory, 'other']);
    expect(await once(second, 'exit')).to.deep.equal([TAKEN, null]);
    const pid = await pidOf();
    process.kill(pid, 'SIGKILL');
    expect(await gone(pid)).to.equal(true);
    expect(existsSync(join(directory, 'endpoint.lock'))).to.equal(true);
    await ensureEndpoint(directory);
    expect(await pidOf()).not.to.equal(pid);
  });

  it('counts as ended even if its parent never collects it', async function () {
    if (process.platform !== 'linux') this.skip();
    // The shell becomes a program that knows nothing of its child.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
    const [output] = await once(parent.stdout, 'data');
    const pid = Number(output);
    try {
      expect(isAlive(pid)).to.equal(true);
      process.kill(pid, 'SIGKILL');
      expect(await gone(pid)).to.equal(true);
    } finally {
      parent.kill();
    }
  });

  it('names the file of its state that is damaged, at once', async () => {
    await mkdir(join(directory, 'iam'));
    await writeFile(join(directory, 'iam/state.json'), '{"roles');
    const began = Date.now();
    const error = await ensureEndpoint(directory).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.match(/iam.state\.json is damaged/);
    expect(Date.now() - began).to.be.below(4000);
  });

  it('does not take a file that an endpoint left behind for a running one', async () => {
    await writeFile(join(directory, 'endpoint.json'), JSON.stringify({ url: 'http://127.0.0.1:9', pid: process.pid, version: 'x' }));
    expect(await endpointStatus(directory)).to.equal(undefined);
    expect(await stopEndpoint(directory)).to.equal(false);
  });

  it('ends by itself when nobody asks it anything, and when its folder vanishes', async () => {
    const idle = spawn(process.execPath, [daemon, directory, 'x', '--idle', '0.0001']);
    expect(await once(idle, 'exit')).to.deep.equal([0, null]);
    expect(existsSync(join(directory, 'endpoint.json'))).to.equal(false);
    await ensureEndpoint(directory);
    const pid = await pidOf();
    await rm(directory, { recursive: true });
    expect(await gone(pid)).to.equal(true);
    expect(existsSync(directory)).to.equal(false);
  });

  it('is not stopped by a page in a browser, nor reached under a foreign name', async () => {
    const url = await ensureEndpoint(directory);
    const page = await fetch(`${url}/_proj/stop`, { method: 'POST', headers: { origin: 'http://evil.test' } });
    expect(page.status).to.equal(403);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(`${url}/_proj/health`, { headers: { host: 'evil.test' } }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).to.equal(403);
    expect(await ensureEndpoint(directory)).to.equal(url);
  });

  it('loses nothing that it acknowledged when it is killed while it writes', async () => {
    const url = await ensureEndpoint(directory);
    const s3 = new S3Client(clientOptions(url));
    const dynamodb = new DynamoDBClient(clientOptions(url));
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'kept',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['id', 'group'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          { IndexName: 'byGroup', KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      }),
    );
    const acknowledged = { objects: new Set<string>(), items: new Set<string>() };
    let running = true;
    const write = async (worker: number) => {
      for (let n = 0; running; n++) {
        const id = `${worker}-${n}`;
        try {
          await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: id, Body: id }));
          acknowledged.objects.add(id);
          await dynamodb.send(new PutItemCommand({ TableName: 'kept', Item: { id: { S: id }, group: { S: 'all' } } }));
          acknowledged.items.add(id);
        } catch {
          return;
        }
      }
    };
    const workers = [1, 2, 3].map(write);
    while (acknowledged.items.size < 20) await sleep(5);
    process.kill(await pidOf(), 'SIGKILL');
    running = false;
    await Promise.all(workers);

    expect(await ensureEndpoint(directory)).to.equal(url);
    const objects = (await s3.send(new ListObjectsV2Command({ Bucket: 'kept' }))).Contents?.map(({ Key }) => Key) ?? [];
    expect(objects).to.include.members([...acknowledged.objects]);
    for (const Key of objects) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key }));
      expect(await Body?.transformToString()).to.equal(Key);
    }
    const items = (await dynamodb.send(new ScanCommand({ TableName: 'kept' }))).Items?.map(({ id }) => id?.S) ?? [];
    expect(items).to.include.members([...acknowledged.items]);
    const indexed = await dynamodb.send(
      new QueryCommand({
        TableName: 'kept',
        IndexName: 'byGroup',
        KeyConditionExpression: '#g = :g',
        ExpressionAttributeNames: { '#g': 'group' },
        ExpressionAttributeValues: { ':g': { S: 'all' } },
      }),
    );
    expect(indexed.Items?.map(({ id }) => id?.S)).to.have.members(items);
    expect((await readdir(join(directory, 's3', 'kept', 'bodies'))).length).to.equal(objects.length);
    s3.destroy();
    dynamodb.destroy();
  });
});
