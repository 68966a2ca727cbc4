import { expect } from 'chai';
import type { ProgressEvent } from '../../src/core/event.ts';
import type { Objects } from '../../src/deploy/cloud.ts';
import { acquireLock, isAbandoned, type LockRequest } from '../../src/deploy/lock.ts';
import { testContext } from './support/context.ts';
import { startCloud, type TestCloud } from './support/endpoint.ts';

const KEY = 'shop/dev/lock.json';

describe('the lock', () => {
  let cloud: TestCloud;
  let objects: Objects;
  before(async () => {
    cloud = await startCloud();
    const { stacks } = cloud.cloud.in('us-east-1');
    const template = JSON.stringify({ Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'locks' } } } });
    await stacks.create({ stackName: 'locks', template, tags: {}, token: 'a' });
    objects = cloud.cloud.in('us-east-1').objects('locks');
    while (!(await objects.exists())) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  after(() => cloud.stop());
  afterEach(() => objects.delete([KEY]));

  const request = (run: string, more: Partial<LockRequest> = {}): LockRequest => ({
    objects,
    key: KEY,
    run,
    stacks: [{ name: `stack-of-${run}`, region: 'us-east-1' }],
    loopback: false,
    context: testContext(),
    ...more,
  });

  it('is there while it is held and gone afterwards', async () => {
    const lock = await acquireLock(request('a'));
    expect(await objects.has(KEY)).to.equal(true);
    await lock?.assertHeld();
    await lock?.release();
    expect(await objects.has(KEY)).to.equal(false);
  });

  it('is waited for, which is said once, and then had', async () => {
    const first = await acquireLock(request('a'));
    const context = testContext();
    let had = false;
    const second = acquireLock(request('b', { loopback: true, context })).then((lock) => {
      had = true;
      return lock;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(had).to.equal(false);
    expect(context.events.map(({ type }) => type)).to.deep.equal(['lock.waiting']);
    await first?.release();
    await (await second)?.release();
  });

  it('of two that come at once has only one', async () => {
    const contexts = [testContext(), testContext()];
    const tries = contexts.map((context, index) => acquireLock(request(`r${index}`, { context, loopback: true })));
    const winner = await Promise.race(tries);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(contexts.filter(({ events }) => events.some(({ type }) => type === 'lock.waiting'))).to.have.length(1);
    await winner?.release();
    for (const lock of await Promise.all(tries)) if (lock !== winner) await lock?.release();
  });

  it('is renewed, so that a long run keeps it', async function () {
    this.timeout(10_000);
    const first = await acquireLock(request('a', { lease: 2000 }));
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(await isAbandoned({ objects, key: KEY, loopback: false, lease: 2000 })).to.equal(false);
    await first?.assertHeld();
    await first?.release();
  });

  it('that is no longer renewed is taken over, with what its holder was about', async function () {
    this.timeout(10_000);
    await objects.put(
      KEY,
      JSON.stringify({ run: 'dead', owner: 'x@y', host: 'elsewhere', pid: 1, since: 'then', stacks: [{ name: 's', region: 'r' }] }),
    );
    const events: ProgressEvent[] = [];
    const context = {
      ...testContext(),
      emit: (event: ProgressEvent) => void events.push(event),
      clock: { now: Date.now, sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 200)) },
    };
    const lock = await acquireLock(request('b', { lease: 1000, context }));
    expect(lock?.predecessor).to.deep.include({ run: 'dead', stacks: [{ name: 's', region: 'r' }] });
    expect(events.map((event) => (event.type === 'notice' ? event.code : event.type))).to.deep.equal(['lock.waiting', 'lock.taken-over']);
    await lock?.release();
  });

  it('of a dead process of this machine is taken over at once', async () => {
    const { hostname } = await import('node:os');
    await objects.put(KEY, JSON.stringify({ run: 'dead', owner: 'x@y', host: hostname(), pid: 2 ** 22 + 1, since: 'then', stacks: [] }));
    expect(await isAbandoned({ objects, key: KEY, loopback: true })).to.equal(true);
    const lock = await acquireLock(request('b', { loopback: true }));
    expect(lock?.predecessor?.run).to.equal('dead');
    await lock?.release();
  });

  it('that somebody took over stops its old holder before its next write', async () => {
    const first = await acquireLock(request('a'));
    await objects.put(KEY, JSON.stringify({ run: 'b', owner: 'other@host', host: 'h', pid: 1, since: 'now', stacks: [] }));
    const error = await first?.assertHeld().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).to.have.nested.property('failure.code', 'E5028');
    await first?.release();
    expect(await objects.has(KEY), 'the new holder keeps it').to.equal(true);
  });

  it('is no longer waited for after Ctrl-C', async () => {
    const first = await acquireLock(request('a'));
    const context = testContext();
    const waiting = acquireLock(request('b', { loopback: true, context }));
    context.interrupt();
    expect(await waiting).to.equal(undefined);
    await first?.release();
  });

  it('that is unreadable goes stale like any other', async () => {
    await objects.put(KEY, 'not json');
    expect(await isAbandoned({ objects, key: KEY, loopback: true })).to.equal(false);
  });
});
