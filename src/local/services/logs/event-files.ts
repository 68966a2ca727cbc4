/** The events of a log group: one append-only file per day of arrival, so that old ones go away file by file. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredEvent {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly stream: string;
  readonly message: string;
  /** Order of arrival within the group. */
  readonly sequence: number;
}

/** `[timestamp, ingestionTime, stream, message]`; a stream without events yet has no timestamp and message. */
type Line = readonly [number | null, number, string, string?];

export interface StreamInfo {
  readonly name: string;
  readonly creationTime: number;
  firstEvent?: number;
  lastEvent?: number;
  lastIngestion?: number;
}

/** Events may say that they happened up to two hours after they arrive. */
export const LATEST_AHEAD_MS = 2 * 3600_000;
const DAY_MS = 86_400_000;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

export class EventFiles {
  readonly #folder: string;
  #streams: Map<string, StreamInfo> | undefined;
  #written: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  streams(): ReadonlyMap<string, StreamInfo> {
    return this.#known();
  }

  createStream(name: string): void {
    this.#write([[null, Date.now(), name]]);
  }

  append(stream: string, events: readonly { readonly timestamp: number; readonly message: string }[]): void {
    const now = Date.now();
    this.#write(events.map(({ timestamp, message }) => [timestamp, now, stream, message]));
  }

  /** Events whose time is not before `from`, in order of time and, where that is equal, of arrival. */
  read(from: number): StoredEvent[] {
    const events: StoredEvent[] = [];
    for (const file of this.#files()) {
      if (endOf(file) < from - LATEST_AHEAD_MS) continue;
      for (const [index, [timestamp, ingestionTime, stream, message]] of this.#lines(file).entries()) {
        if (timestamp === null || timestamp < from) continue;
        // Days come in order, and no day has a thousand million events.
        const sequence = Date.parse(file.slice(0, 10)) * 10 + index;
        events.push({ timestamp, ingestionTime, stream, message: message ?? '', sequence });
      }
    }
    return events.sort((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
  }

  /** Deletes the files whose events are all older. */
  deleteBefore(time: number): void {
    for (const file of this.#files()) if (endOf(file) + LATEST_AHEAD_MS < time) rmSync(join(this.#folder, file));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    this.#streams = new Map();
  }

  #write(lines: readonly Line[]): void {
    const streams = this.#known();
    mkdirSync(this.#folder, { recursive: true });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const file = join(this.#folder, `${day(Date.now())}.jsonl`);
    appendFileSync(file, this.#written !== file && isCut(file) ? `\n${text}` : text);
    this.#written = file;
    for (const line of lines) note(streams, line);
  }

  #known(): Map<string, StreamInfo> {
    if (!this.#streams) {
      this.#streams = new Map();
      for (const file of this.#files()) for (const line of this.#lines(file)) note(this.#streams, line);
    }
    return this.#streams;
  }

  #files(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
  }

  #lines(file: string): Line[] {
    return readFileSync(join(this.#folder, file), 'utf8').split('\n').flatMap(parseLine);
  }
}

/** A kill in the middle of a write leaves the beginning of a line, of which nothing was acknowledged. */
function parseLine(text: string): Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

function isCut(file: string): boolean {
  return existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n');
}

function endOf(file: string): number {
  return Date.parse(file.slice(0, 10)) + DAY_MS;
}

function note(streams: Map<string, StreamInfo>, [timestamp, ingestionTime, name]: Line): void {
  const info = streams.get(name) ?? { name, creationTime: ingestionTime };
  streams.set(name, info);
  if (timestamp === null) return;
  info.firstEvent = Math.min(info.firstEvent ?? timestamp, timestamp);
  info.lastEvent = Math.max(info.lastEvent ?? timestamp, timestamp);
  info.lastIngestion = ingestionTime;
}
