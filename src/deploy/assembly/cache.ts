/** `.proj/cache`: which bundles were made from what. A hint, never a truth: whatever can't be verified is made again. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from 'esbuild';
import { type Looks, type Observer, observer, type Subject } from './observer.ts';
import { isIntact, linkOrCopy, makeFolder, sweep, writeWhole, type ZipRecord } from './output.ts';

export interface CachedBundle {
  readonly zip: ZipRecord;
  /** `null`: not known before it runs. */
  readonly exports: readonly string[] | null;
  readonly warnings: readonly Message[];
}

export interface BundleCache {
  /** The bundle of that key, if all it was made from looks as it did and its zip is whole, placed in `directory`. */
  find(key: string, directory: string): CachedBundle | undefined;
  add(key: string, bundle: CachedBundle, subjects: readonly Subject[], directory: string): void;
  /** Writes what was added; a run that added nothing writes nothing. */
  save(now: number): void;
}

interface Index {
  /** Each distinct pair of a subject and how it looked, once: functions share most of theirs. */
  readonly facts: readonly (readonly [Subject, string])[];
  readonly bundles: Readonly<Record<string, IndexedBundle>>;
  readonly looks: Looks;
}

interface IndexedBundle extends CachedBundle {
  /** Numbers of facts. */
  readonly facts: readonly number[];
  /** When it was last made or found by a run that wrote the index. */
  readonly used: number;
}

const EMPTY: Index = { facts: [], bundles: {}, looks: {} };
const FILE = 'bundles.json';
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;
/** Times of files may lag behind the clock by a tick. */
const TICK = 20;

/** `root`: the folder that subjects are relative to; `started`: when the run began. */
export function openCache(folder: string, root: string, started: number): BundleCache {
  const file = join(folder, FILE);
  const zips = join(folder, 'zips');
  const index = readIndex(file);
  const seen = observer(root, index.looks);
  const { observe } = seen;
  const made = new Map<string, CachedBundle & { readonly subjects: readonly Subject[] }>();
  const found = new Set<string>();
  attempt(() => makeFolder(zips));

  return {
    find(key, directory) {
      const bundle = Object.hasOwn(index.bundles, key) ? index.bundles[key] : undefined;
      const holds = bundle?.facts.every((number) => {
        const [subject, value] = index.facts[number] as Index['facts'][number];
        return observe(subject).value === value;
      });
      if (!bundle || !holds) return undefined;
      const name = zipName(bundle.zip);
      if (!isIntact(join(directory, name), bundle.zip)) {
        if (!isIntact(join(zips, name), bundle.zip)) return undefined;
        linkOrCopy(join(zips, name), join(directory, name));
      }
      found.add(key);
      return bundle;
    },
    add(key, bundle, subjects, directory) {
      // A file that changed while esbuild read it may not be what esbuild saw.
      if (subjects.some((subject) => observe(subject).changed() > started - TICK)) return;
      made.set(key, { ...bundle, subjects });
      attempt(() => linkOrCopy(join(directory, zipName(bundle.zip)), join(zips, zipName(bundle.zip))));
    },
    save(now) {
      if (made.size === 0) return;
      const next = merged(index, made, found, seen, now, started);
      const text = JSON.stringify(next);
      attempt(() => {
        writeWhole(file, `${checksum(text)}\n${text}`);
        sweep(zips, new Set(Object.values(next.bundles).map(({ zip }) => zipName(zip))), now);
      });
    },
  };
}

/** A cache that can't be written is one that is not there: the assembly is whole without it. */
function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function zipName({ hash }: ZipRecord): string {
  return `${hash}.zip`;
}

/** Empty where there is none, or where it is not as it was written. */
function readIndex(file: string): Index {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) === checksum(body)) return { ...EMPTY, ...JSON.parse(body) };
  } catch {
    // No cache is no problem.
  }
  return EMPTY;
}

function merged(
  index: Index,
  made: ReadonlyMap<string, CachedBundle & { readonly subjects: readonly Subject[] }>,
  found: ReadonlySet<string>,
  { observe, looksBefore }: Observer,
  now: number,
  started: number,
): Index {
  const numbers = new Map<string, number>();
  const facts: (readonly [Subject, string])[] = [];
  const numberOf = (subject: Subject, value: string): number => {
    const key = `${subject}\n${value}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = facts.push([subject, value]) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  const bundles: Record<string, IndexedBundle> = {};
  for (const [key, bundle] of Object.entries(index.bundles)) {
    if (made.has(key) || (!found.has(key) && bundle.used < now - KEPT_FOR)) continue;
    const own = bundle.facts.map((number) => numberOf(...(index.facts[number] as Index['facts'][number])));
    bundles[key] = { ...bundle, facts: own, used: found.has(key) ? now : bundle.used };
  }
  for (const [key, { subjects, zip, exports, warnings }] of made) {
    bundles[key] = { zip, exports, warnings, facts: subjects.map((subject) => numberOf(subject, observe(subject).value)), used: now };
  }
  // Of bundles that this run did not ask for, only what they were made from.
  const files = facts.flatMap(([subject]) => (subject.startsWith('file:') ? [subject.slice('file:'.length)] : []));
  const before = Object.fromEntries(files.flatMap((path) => (index.looks[path] ? [[path, index.looks[path]]] : [])));
  return { facts, bundles, looks: { ...before, ...looksBefore(started - TICK) } };
}

function checksum(text: string): string {
  return hash('sha256', text);
}
