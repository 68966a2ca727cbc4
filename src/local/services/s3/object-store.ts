/**
 * The objects of one bucket: each body is a file of its own, and an append-only log says which file a key stands for. The log
 * line is the commit: a kill before it leaves the old object and a file that the next start sweeps away.
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../state-file.ts';

export interface StoredObject {
  readonly key: string;
  /** Name of the file with the body. */
  readonly file: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modified: string;
  /** Headers that come back as they were sent: `content-type`, `cache-control`, `x-amz-meta-*` … */
  readonly headers: Readonly<Record<string, string>>;
  /** `x-amz-checksum-*` */
  readonly checksums: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ObjectStore {
  get(key: string): StoredObject | undefined;
  /** Keys in S3's order, that of their UTF-8 bytes. */
  keys(): readonly string[];
  /** Writes a body that nothing refers to yet. */
  writeBody(body: Buffer): Promise<string>;
  /** Makes a written body the object; the file of the object it replaces goes. */
  commit(object: StoredObject): void;
  delete(key: string): void;
  discardBody(file: string): void;
  bodyPath(file: string): string;
  /** Folder and all. */
  destroy(): void;
}

type LogLine = { readonly put: StoredObject } | { readonly delete: string };

export function openObjectStore(directory: string): ObjectStore {
  const log = join(directory, 'objects.log');
  const bodies = join(directory, 'bodies');
  mkdirSync(bodies, { recursive: true });
  const objects = readLog(log);
  let sorted: readonly string[] | undefined;
  sweep();

  const bodyPath = (file: string) => join(bodies, file);
  const append = (line: LogLine) => appendFileSync(log, `${JSON.stringify(line)}\n`);

  /** Rewrites the log without what was replaced since, and drops bodies that no object has. */
  function sweep(): void {
    writeWhole(log, [...objects.values()].map((object) => `${JSON.stringify({ put: object })}\n`).join(''));
    const used = new Set([...objects.values()].map(({ file }) => file));
    for (const file of readdirSync(bodies)) if (!used.has(file)) rmSync(join(bodies, file));
  }

  return {
    get: (key) => objects.get(key),
    keys() {
      sorted ??= [...objects.keys()].sort(byUtf8);
      return sorted;
    },
    async writeBody(body) {
      const file = randomUUID();
      await writeFile(bodyPath(file), body);
      return file;
    },
    commit(object) {
      const previous = objects.get(object.key);
      append({ put: object });
      objects.set(object.key, object);
      if (!previous) sorted = undefined;
      else if (previous.file !== object.file) rmSync(bodyPath(previous.file), { force: true });
    },
    delete(key) {
      const previous = objects.get(key);
      if (!previous) return;
      append({ delete: key });
      objects.delete(key);
      sorted = undefined;
      rmSync(bodyPath(previous.file), { force: true });
    },
    discardBody: (file) => rmSync(bodyPath(file), { force: true }),
    bodyPath,
    destroy: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function readLog(path: string): Map<string, StoredObject> {
  const objects = new Map<string, StoredObject>();
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // What stands after the last line break is a line whose write was cut off: never acknowledged.
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) {
    const entry = JSON.parse(line) as LogLine;
    if ('put' in entry) objects.set(entry.put.key, entry.put);
    else objects.delete(entry.delete);
  }
  return objects;
}

/** UTF-16 order differs from that of UTF-8 only where surrogates meet characters above U+E000. */
export function byUtf8(a: string, b: string): number {
  if (a === b) return 0;
  return /[\ud800-\uffff]/.test(a) && /[\ud800-\uffff]/.test(b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}
