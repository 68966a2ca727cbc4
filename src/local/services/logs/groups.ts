/** Log groups, their settings and their events. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import { EventFiles, type StoredEvent, type StreamInfo } from './event-files.ts';

export interface LogGroup {
  readonly region: string;
  readonly name: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
  readonly logGroupClass: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogGroupSettings {
  readonly retentionInDays?: number | undefined;
  readonly logGroupClass?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface LogGroups {
  load(): void;
  create(region: string, name: string, settings: LogGroupSettings): LogGroup;
  /** Replaces all settings. */
  update(region: string, name: string, settings: LogGroupSettings): void;
  remove(region: string, name: string): void;
  find(region: string, name: string): LogGroup | undefined;
  /** Throws what AWS says of a group that isn't there. */
  get(region: string, name: string): LogGroup;
  list(region: string): LogGroup[];
  streams(group: LogGroup): ReadonlyMap<string, StreamInfo>;
  stream(group: LogGroup, name: string): StreamInfo;
  createStream(group: LogGroup, name: string): void;
  append(group: LogGroup, stream: string, events: readonly { readonly timestamp: number; readonly message: string }[]): void;
  /** Events that are kept, from a time on, in order. */
  read(group: LogGroup, from: number): StoredEvent[];
}

/** As AWS lists them. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const DAY_MS = 86_400_000;

export function createLogGroups(directory: string): LogGroups {
  const file = join(directory, 'groups.json');
  let groups = new Map<string, LogGroup>();
  const files = new Map<string, EventFiles>();
  const save = () => writeState(file, [...groups.values()]);
  const keyOf = (region: string, name: string) => `${region}/${name}`;

  function filesOf({ region, name, creationTime }: LogGroup): EventFiles {
    const key = keyOf(region, name);
    // The time is in it so that a group never shows what one of its name held before.
    const folder = createHash('sha256').update(`${key} ${creationTime}`).digest('hex').slice(0, 20);
    const found = files.get(key) ?? new EventFiles(join(directory, folder));
    files.set(key, found);
    return found;
  }

  function put(group: LogGroup): LogGroup {
    groups.set(keyOf(group.region, group.name), group);
    save();
    return group;
  }

  const service: LogGroups = {
    load() {
      const stored = readState<LogGroup[]>(file, []);
      groups = new Map(stored.map((group) => [keyOf(group.region, group.name), group]));
      for (const group of stored) filesOf(group).deleteBefore(keptFrom(group));
    },
    create(region, name, settings) {
      checkName(name);
      if (service.find(region, name)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      return put({ region, name, creationTime: Date.now(), ...checked(settings) });
    },
    update(region, name, settings) {
      const { creationTime } = service.get(region, name);
      put({ region, name, creationTime, ...checked(settings) });
    },
    remove(region, name) {
      const group = service.get(region, name);
      groups.delete(keyOf(region, name));
      save();
      filesOf(group).remove();
      files.delete(keyOf(region, name));
    },
    find: (region, name) => groups.get(keyOf(region, name)),
    get(region, name) {
      const group = service.find(region, name);
      if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      return group;
    },
    list: (region) => [...groups.values()].filter((group) => group.region === region).sort((a, b) => compare(a.name, b.name)),
    streams: (group) => filesOf(group).streams(),
    stream(group, name) {
      const stream = filesOf(group).streams().get(name);
      if (!stream) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      return stream;
    },
    createStream(group, name) {
      if (!/^[^:*]{1,512}$/.test(name)) {
        throw new AwsError(
          'InvalidParameterException',
          `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
        );
      }
      if (filesOf(group).streams().has(name)) {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      }
      filesOf(group).createStream(name);
    },
    append: (group, stream, events) => filesOf(group).append(stream, events),
    read(group, from) {
      filesOf(group).deleteBefore(keptFrom(group));
      return filesOf(group).read(Math.max(from, keptFrom(group)));
    },
  };
  return service;
}

function keptFrom(group: LogGroup): number {
  return group.retentionInDays === undefined ? 0 : Date.now() - group.retentionInDays * DAY_MS;
}

function checkName(name: string): void {
  if (/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) return;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
  );
}

function checked(settings: LogGroupSettings): Pick<LogGroup, 'retentionInDays' | 'logGroupClass' | 'tags'> {
  const { retentionInDays, logGroupClass = 'STANDARD', tags = {} } = settings;
  if (retentionInDays !== undefined && !RETENTION_DAYS.includes(retentionInDays)) {
    throw new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
    );
  }
  return { logGroupClass, tags, ...(retentionInDays === undefined ? {} : { retentionInDays }) };
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
