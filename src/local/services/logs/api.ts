/** The operations of CloudWatch Logs over its JSON protocol. */
import { AwsError } from '../../protocols/aws-error.ts';
import type { JsonObject } from '../../protocols/json.ts';
import { LATEST_AHEAD_MS, type StoredEvent, type StreamInfo } from './event-files.ts';
import { compileFilterPattern } from './filter-pattern.ts';
import { compare, type LogGroup, type LogGroups } from './groups.ts';

type Operation = (input: JsonObject, region: string) => unknown;

const OLDEST_EVENT_MS = 14 * 86_400_000;
const LARGEST_BATCH = 1_048_576;
const LONGEST_ANSWER = 1_048_576;
/** AWS counts this for each event beside its text. */
const EVENT_OVERHEAD = 26;

export function createLogsApi(groups: LogGroups, groupArn: (region: string, name: string) => string): Readonly<Record<string, Operation>> {
  const groupOf = (input: JsonObject, region: string) => groups.get(region, groupName(input));
  const settingsOf = ({ retentionInDays, logGroupClass, tags }: LogGroup) => ({ retentionInDays, logGroupClass, tags });
  const byArn = (input: JsonObject, region: string) =>
    groups.get(region, String(input.resourceArn).split(':log-group:')[1]?.replace(/:\*$/, '') ?? '');

  return {
    CreateLogGroup(input, region) {
      const { logGroupClass, tags } = input as { logGroupClass?: string; tags?: Record<string, string> };
      groups.create(region, groupName(input), { logGroupClass, tags });
    },
    DeleteLogGroup: (input, region) => groups.remove(region, groupName(input)),
    PutRetentionPolicy(input, region) {
      const group = groupOf(input, region);
      groups.update(region, group.name, { ...settingsOf(group), retentionInDays: Number(input.retentionInDays) });
    },
    DeleteRetentionPolicy(input, region) {
      const group = groupOf(input, region);
      groups.update(region, group.name, { ...settingsOf(group), retentionInDays: undefined });
    },
    DescribeLogGroups(input, region) {
      const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = input as Record<string, string | undefined>;
      const found = groups
        .list(region)
        .filter(({ name }) => name.startsWith(prefix ?? '') && name.toLowerCase().includes((pattern ?? '').toLowerCase()));
      const { page, nextToken } = paged(found, ({ name }) => name, input, 50);
      return { logGroups: page.map(describeGroup), nextToken };
    },
    CreateLogStream: (input, region) => groups.createStream(groupOf(input, region), String(input.logStreamName)),
    DescribeLogStreams(input, region) {
      const group = groupOf(input, region);
      const prefix = (input.logStreamNamePrefix as string | undefined) ?? '';
      const byTime = input.orderBy === 'LastEventTime';
      if (byTime && prefix) throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
      const order = byTime
        ? (a: StreamInfo, b: StreamInfo) => (a.lastEvent ?? 0) - (b.lastEvent ?? 0) || compare(a.name, b.name)
        : (a: StreamInfo, b: StreamInfo) => compare(a.name, b.name);
      const found = [...groups.streams(group).values()].filter(({ name }) => name.startsWith(prefix)).sort(order);
      if (input.descending === true) found.reverse();
      const { page, nextToken } = paged(found, ({ name }) => name, input, 50);
      return { logStreams: page.map((stream) => describeStream(group, stream)), nextToken };
    },
    PutLogEvents(input, region) {
      const group = groupOf(input, region);
      const stream = groups.stream(group, String(input.logStreamName));
      return putEvents(groups, group, stream.name, (input.logEvents ?? []) as { timestamp: number; message: string }[]);
    },
    FilterLogEvents: (input, region) => filterEvents(groups, groupOf(input, region), input),
    GetLogEvents: (input, region) => getEvents(groups, groupOf(input, region), input),
    ListTagsForResource: (input, region) => ({ tags: byArn(input, region).tags }),
    TagResource(input, region) {
      const group = byArn(input, region);
      groups.update(region, group.name, { ...settingsOf(group), tags: { ...group.tags, ...(input.tags as object) } });
    },
    UntagResource(input, region) {
      const group = byArn(input, region);
      const gone = new Set(input.tagKeys as string[]);
      const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !gone.has(key)));
      groups.update(region, group.name, { ...settingsOf(group), tags });
    },
  };

  function describeGroup(group: LogGroup) {
    const arn = groupArn(group.region, group.name);
    return {
      logGroupName: group.name,
      creationTime: group.creationTime,
      retentionInDays: group.retentionInDays,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      logGroupArn: arn,
      storedBytes: 0,
      logGroupClass: group.logGroupClass,
    };
  }

  function describeStream(group: LogGroup, stream: StreamInfo) {
    return {
      logStreamName: stream.name,
      creationTime: stream.creationTime,
      firstEventTimestamp: stream.firstEvent,
      lastEventTimestamp: stream.lastEvent,
      lastIngestionTime: stream.lastIngestion,
      arn: `${groupArn(group.region, group.name)}:log-stream:${stream.name}`,
      storedBytes: 0,
    };
  }
}

function groupName(input: JsonObject): string {
  const identifier = input.logGroupName ?? input.logGroupIdentifier;
  if (typeof identifier !== 'string') {
    throw new AwsError('InvalidParameterException', 'Exactly one of logGroupName or logGroupIdentifier must be specified.');
  }
  return identifier.replace(/^arn:.*?:log-group:/, '').replace(/:\*$/, '');
}

/** A page of a list that is sorted; the token is the last key given. */
function paged<T>(items: readonly T[], keyOf: (item: T) => string, input: JsonObject, most: number) {
  const limit = Math.min(Number(input.limit ?? most), most);
  const start = typeof input.nextToken === 'string' ? items.findIndex((item) => keyOf(item) === input.nextToken) + 1 : 0;
  if (typeof input.nextToken === 'string' && start === 0) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return { page, nextToken: last !== undefined && start + limit < items.length ? keyOf(last) : undefined };
}

function putEvents(groups: LogGroups, group: LogGroup, stream: string, events: readonly { timestamp: number; message: string }[]) {
  if (events.length === 0 || events.length > 10_000) {
    throw new AwsError('InvalidParameterException', 'Log events in a single PutLogEvents request must number between 1 and 10000.');
  }
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw new AwsError('InvalidParameterException', 'Log events in a single PutLogEvents request must be in chronological order.');
  }
  const size = events.reduce((total, { message }) => total + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);
  if (size > LARGEST_BATCH) {
    throw new AwsError('InvalidParameterException', `Upload too large: ${size} bytes exceeds limit of ${LARGEST_BATCH}`);
  }
  const now = Date.now();
  const tooOld = events.filter(({ timestamp }) => timestamp < now - OLDEST_EVENT_MS).length;
  const firstTooNew = events.findIndex(({ timestamp }) => timestamp > now + LATEST_AHEAD_MS);
  const end = firstTooNew < 0 ? events.length : firstTooNew;
  if (end > tooOld) groups.append(group, stream, events.slice(tooOld, end));
  const rejected = {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(firstTooNew < 0 ? {} : { tooNewLogEventStartIndex: firstTooNew }),
  };
  return { nextSequenceToken: '0', ...(Object.keys(rejected).length > 0 ? { rejectedLogEventsInfo: rejected } : {}) };
}

const tokenOf = (event: StoredEvent) => `${event.timestamp}:${event.sequence}`;

/** Where an event stands relative to one that a token names. */
function isAfter(event: StoredEvent, token: string): boolean {
  const [timestamp = 0, sequence = 0] = token.split(':').map(Number);
  return event.timestamp > timestamp || (event.timestamp === timestamp && event.sequence > sequence);
}

function filterEvents(groups: LogGroups, group: LogGroup, input: JsonObject) {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input as { startTime?: number; endTime?: number };
  const { logStreamNames, logStreamNamePrefix, nextToken } = input as {
    logStreamNames?: string[];
    logStreamNamePrefix?: string;
    nextToken?: string;
  };
  const matches = compileFilterPattern(input.filterPattern as string | undefined);
  const limit = Math.min(Number(input.limit ?? 10_000), 10_000);
  const found = groups
    .read(group, startTime)
    .filter(
      (event) =>
        event.timestamp <= endTime &&
        (logStreamNames === undefined || logStreamNames.includes(event.stream)) &&
        event.stream.startsWith(logStreamNamePrefix ?? '') &&
        (nextToken === undefined || isAfter(event, nextToken)) &&
        matches(event.message),
    );
  const page = firstThatFit(found, limit);
  const last = page.at(-1);
  return {
    events: page.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestionTime,
      eventId: `${String(event.timestamp).padStart(20, '0')}${String(event.sequence).padStart(36, '0')}`,
    })),
    searchedLogStreams: [],
    nextToken: last !== undefined && page.length < found.length ? tokenOf(last) : undefined,
  };
}

/** AWS gives at most 1 MiB at once. */
function firstThatFit(events: readonly StoredEvent[], limit: number): readonly StoredEvent[] {
  let size = 0;
  let count = 0;
  for (const event of events) {
    size += Buffer.byteLength(event.message) + EVENT_OVERHEAD;
    if (count === limit || (size > LONGEST_ANSWER && count > 0)) break;
    count += 1;
  }
  return events.slice(0, count);
}

function getEvents(groups: LogGroups, group: LogGroup, input: JsonObject) {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input as { startTime?: number; endTime?: number };
  const stream = groups.stream(group, String(input.logStreamName));
  const limit = Math.min(Number(input.limit ?? 10_000), 10_000);
  const [direction, position] = splitToken(input.nextToken);
  const all = groups.read(group, startTime).filter((event) => event.stream === stream.name && event.timestamp < endTime);
  const forward = direction === undefined ? input.startFromHead === true : direction === 'f';
  const candidates =
    position === undefined ? all : all.filter((event) => isAfter(event, position) === forward && tokenOf(event) !== position);
  const page = forward ? firstThatFit(candidates, limit) : [...firstThatFit([...candidates].reverse(), limit)].reverse();
  const first = page[0];
  const last = page.at(-1);
  return {
    events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    // At an end the token stays the same: that is how a client knows.
    nextForwardToken: `f/${last ? tokenOf(last) : (position ?? '0:0')}`,
    nextBackwardToken: `b/${first ? tokenOf(first) : (position ?? '0:0')}`,
  };
}

function splitToken(token: unknown): readonly ['f' | 'b' | undefined, string | undefined] {
  if (token === undefined) return [undefined, undefined];
  const [, direction, position] = /^([fb])\/(\d+:\d+)$/.exec(String(token)) ?? [];
  if (!direction) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  return [direction as 'f' | 'b', position];
}
