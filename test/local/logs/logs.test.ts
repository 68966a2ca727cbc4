import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { expect } from 'chai';
import { createRole, REGION, startTestEndpoint, type TestEndpoint } from '../lambda/endpoint.ts';
import { refusalOf } from '../lambda/functions.ts';

describe('local CloudWatch Logs', () => {
  let endpoint: TestEndpoint;
  let client: CloudWatchLogsClient;
  let count = 0;
  before(async () => {
    endpoint = await startTestEndpoint();
    client = new CloudWatchLogsClient(endpoint.client);
  });
  after(() => endpoint.destroy());

  const now = Date.now();

  /** A group with events in its streams, `[stream, milliseconds before now, message]`. */
  async function groupWith(events: readonly (readonly [string, number, string])[]): Promise<string> {
    count += 1;
    const logGroupName = `/group/${count}`;
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    for (const logStreamName of new Set(events.map(([stream]) => stream))) {
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = events
        .filter(([stream]) => stream === logStreamName)
        .map(([, before, message]) => ({ timestamp: now - before, message }));
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }
    return logGroupName;
  }

  async function messages(logGroupName: string, filter: object = {}): Promise<(string | undefined)[]> {
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName, ...filter }));
    return (events ?? []).map(({ message }) => message);
  }

  it('gives the events of all streams in the order of time', async () => {
    const group = await groupWith([
      ['a', 30, 'first'],
      ['a', 10, 'third'],
      ['b', 20, 'second'],
    ]);
    expect(await messages(group)).to.deep.equal(['first', 'second', 'third']);
    expect(await messages(group, { logStreamNames: ['a'] })).to.deep.equal(['first', 'third']);
    expect(await messages(group, { startTime: now - 20 })).to.deep.equal(['second', 'third']);
    expect(await messages(group, { endTime: now - 20 })).to.deep.equal(['first', 'second']);
  });

  it('gives pages that lose and repeat nothing, also where new events come in between', async () => {
    const group = await groupWith(Array.from({ length: 7 }, (_, i) => ['s', 100, `${i}`] as const));
    const seen: (string | undefined)[] = [];
    for await (const { events } of paginateFilterLogEvents({ client, pageSize: 3 }, { logGroupName: group })) {
      seen.push(...(events ?? []).map(({ message }) => message));
      if (seen.length === 3) {
        await client.send(
          new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents: [{ timestamp: now, message: 'new' }] }),
        );
      }
    }
    expect(seen).to.deep.equal(['0', '1', '2', '3', '4', '5', '6', 'new']);
  });

  it('gives at most a mebibyte at once', async () => {
    const group = await groupWith(Array.from({ length: 3 }, (_, i) => [`s${i}`, 100, 'x'.repeat(400_000)] as const));
    const { events, nextToken } = await client.send(new FilterLogEventsCommand({ logGroupName: group }));
    expect(events).to.have.length(2);
    expect(await client.send(new FilterLogEventsCommand({ logGroupName: group, nextToken })).then((page) => page.events)).to.have.length(1);
  });

  for (const [filterPattern, expected] of [
    ['ERROR', ['ERROR one', 'ERROR two words']],
    ['ERROR two', ['ERROR two words']],
    ['"two words"', ['ERROR two words', 'INFO two words']],
    ['?one ?INFO', ['ERROR one', 'INFO two words']],
    ['words -ERROR', ['INFO two words']],
    ['error', []],
  ] as const) {
    it(`filters by ${filterPattern}`, async () => {
      const group = await groupWith([
        ['s', 3, 'ERROR one'],
        ['s', 2, 'ERROR two words'],
        ['s', 1, 'INFO two words'],
      ]);
      expect(await messages(group, { filterPattern })).to.deep.equal(expected);
    });
  }

  it('refuses patterns that it does not know', async () => {
    const group = await groupWith([]);
    expect(await refusalOf(messages(group, { filterPattern: '{ $.a = 1 }' }))).to.match(
      /^InvalidParameterException: Invalid filter pattern/,
    );
  });

  it('goes through a stream forwards and backwards, with the same token at the end', async () => {
    const group = await groupWith(Array.from({ length: 5 }, (_, i) => ['s', 10 - i, `${i}`] as const));
    const get = async (options: object) => {
      const page = await client.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: 's', limit: 2, ...options }));
      return { ...page, messages: (page.events ?? []).map(({ message }) => message) };
    };
    const first = await get({ startFromHead: true });
    const second = await get({ nextToken: first.nextForwardToken });
    const third = await get({ nextToken: second.nextForwardToken });
    const end = await get({ nextToken: third.nextForwardToken });
    expect([first, second, third, end].map((page) => page.messages)).to.deep.equal([['0', '1'], ['2', '3'], ['4'], []]);
    expect(end.nextForwardToken).to.equal(third.nextForwardToken);
    const last = await get({});
    expect(last.messages).to.deep.equal(['3', '4']);
    expect((await get({ nextToken: last.nextBackwardToken })).messages).to.deep.equal(['1', '2']);
  });

  it('describes groups and streams', async () => {
    const group = await groupWith([
      ['b', 20, 'x'],
      ['a', 10, 'y'],
    ]);
    await client.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 7 }));
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }));
    const arn = `arn:aws:logs:${REGION}:000000000000:log-group:${group}`;
    expect(logGroups?.[0]).to.include({ logGroupName: group, retentionInDays: 7, arn: `${arn}:*`, logGroupArn: arn });
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp])).to.deep.equal([
      ['a', now - 10],
      ['b', now - 20],
    ]);
    const pages = await client.send(new DescribeLogStreamsCommand({ logGroupName: group, limit: 1 }));
    expect(pages.logStreams?.map(({ logStreamName }) => logStreamName)).to.deep.equal(['a']);
    const rest = await client.send(new DescribeLogStreamsCommand({ logGroupName: group, limit: 1, nextToken: pages.nextToken }));
    expect([rest.logStreams?.map(({ logStreamName }) => logStreamName), rest.nextToken]).to.deep.equal([['b'], undefined]);
  });

  it('keeps tags', async () => {
    await client.send(new CreateLogGroupCommand({ logGroupName: 'tagged', tags: { a: 'b' } }));
    const resourceArn = endpoint.logs.groupArn(REGION, 'tagged');
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).to.deep.equal({ a: 'b' });
  });

  it('forgets what is older than the group keeps', async () => {
    const day = 86_400_000;
    const group = await groupWith([
      ['s', 4 * day, 'old'],
      ['s', 2 * day, 'new'],
    ]);
    await client.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 3 }));
    expect(await messages(group)).to.deep.equal(['new']);
  });

  it('takes of a batch what is neither too old nor too new', async () => {
    const group = await groupWith([['s', 0, 'x']]);
    const result = await client.send(
      new PutLogEventsCommand({
        logGroupName: group,
        logStreamName: 's',
        logEvents: [
          { timestamp: now - 15 * 86_400_000, message: 'too old' },
          { timestamp: now, message: 'y' },
          { timestamp: now + 3 * 3_600_000, message: 'too new' },
        ],
      }),
    );
    expect(result.rejectedLogEventsInfo).to.include({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
    expect(await messages(group)).to.deep.equal(['x', 'y']);
  });

  it('refuses what AWS refuses', async () => {
    const group = await groupWith([['s', 0, 'x']]);
    const put = (logStreamName: string, timestamps: number[]) =>
      refusalOf(
        client.send(
          new PutLogEventsCommand({
            logGroupName: group,
            logStreamName,
            logEvents: timestamps.map((timestamp) => ({ timestamp, message: 'm' })),
          }),
        ),
      );
    expect(await put('s', [now, now - 1])).to.contain('must be in chronological order');
    expect(await put('gone', [now])).to.equal('ResourceNotFoundException: The specified log stream does not exist.');
    expect(await refusalOf(messages('gone'))).to.equal('ResourceNotFoundException: The specified log group does not exist.');
    expect(await refusalOf(client.send(new CreateLogGroupCommand({ logGroupName: group })))).to.equal(
      'ResourceAlreadyExistsException: The specified log group already exists',
    );
    expect(await refusalOf(client.send(new CreateLogGroupCommand({ logGroupName: 'a b' })))).to.match(/^InvalidParameterException/);
    expect(await refusalOf(client.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: 2 })))).to.match(
      /^InvalidParameterException.*'retentionInDays'/,
    );
  });

  it('lets a role do what its policies allow', async () => {
    const group = await groupWith([['s', 0, 'x']]);
    const session = endpoint.iam.assumeRole(createRole(endpoint), { service: 'lambda.amazonaws.com' }, 'f');
    const asRole = new CloudWatchLogsClient({ ...endpoint.client, credentials: session });
    await asRole.send(new PutLogEventsCommand({ logGroupName: group, logStreamName: 's', logEvents: [{ timestamp: now, message: 'y' }] }));
    expect(await refusalOf(asRole.send(new FilterLogEventsCommand({ logGroupName: group })))).to.match(
      /^AccessDeniedException: User: .* is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:/,
    );
  });

  it('shows a group of the same name nothing of the one before', async () => {
    const group = await groupWith([['s', 0, 'x']]);
    await client.send(new DeleteLogGroupCommand({ logGroupName: group }));
    await client.send(new CreateLogGroupCommand({ logGroupName: group }));
    expect(await messages(group)).to.deep.equal([]);
  });

  it('has everything again after a kill in the middle of a write', async () => {
    const first = await startTestEndpoint();
    const { groups } = first.logs;
    const group = groups.create(REGION, 'kept', {});
    groups.createStream(group, 's');
    groups.append(group, 's', [{ timestamp: now, message: 'before' }]);
    await first.stop();
    const folder = readdirSync(join(first.directory, 'logs'), { withFileTypes: true }).find((entry) => entry.isDirectory());
    const [file = ''] = readdirSync(join(first.directory, 'logs', folder?.name ?? ''));
    appendFileSync(join(first.directory, 'logs', folder?.name ?? '', file), '[17639,"cut');

    const second = await startTestEndpoint({ directory: first.directory });
    second.logs.groups.append(second.logs.groups.get(REGION, 'kept'), 's', [{ timestamp: now, message: 'after' }]);
    expect(second.logs.groups.read(second.logs.groups.get(REGION, 'kept'), 0).map(({ message }) => message)).to.deep.equal([
      'before',
      'after',
    ]);
    await second.destroy();
  });
});
