/**
 * What a bundle depended on, seen again at every run: contents of its sources, and of everything that decided which
 * files those are. A bundle whose subjects all look as they did is still right.
 */
import { hash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { readFiles } from './files.ts';
import { EXTENSIONS } from './handler.ts';
import { tsconfigInputs } from './tsconfig.ts';
import { byPath, contentHash } from './zip.ts';

export interface Observation {
  readonly value: string;
  /** When the newest of what was read last changed, in milliseconds since the epoch; looked at when first asked, which most runs never do. */
  changed(): number;
}

/** A kind, a colon and a path relative to the root: `file:src/list.ts`, `folder:src`, `copy:assets`. */
export type Subject = `${'file' | 'folder' | 'copy'}:${string}`;

export type Observe = (subject: Subject) => Observation;

/**
 * By path: how a file looked from outside (its times, size and number) and the hash of what was in it then. What looks the
 * same is not read again: the time of a file's last change, unlike that of its content, can't be set.
 */
export type Looks = Readonly<Record<string, readonly [look: string, content: string]>>;

export interface Observer {
  readonly observe: Observe;
  /** Of all files of bundles that were observed, but those that changed after `time`. */
  looksBefore(time: number): Looks;
}

/** Files that change what a name resolves to, or how a file compiles, in their folder and all below it. */
const DECIDING = [
  'package.json',
  'tsconfig.json',
  'jsconfig.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  '.pnp.cjs',
  '.pnp.js',
  '.pnp.data.json',
];

/**
 * The subjects of a bundle: its sources and every folder above one, up to the top of the file system: packages are looked
 * for in each. One per run.
 */
export function subjectsIn(root: string): (sources: readonly string[], copied: readonly string[]) => readonly Subject[] {
  const above = new Map<string, readonly Subject[]>();
  const foldersAbove = (folder: string): readonly Subject[] => {
    let folders = above.get(folder);
    if (!folders) {
      const path = join(root, folder);
      const parent = dirname(path);
      folders = [`folder:${folder}`, ...(parent === path ? [] : foldersAbove(relative(root, parent).split(sep).join('/') || '.'))];
      above.set(folder, folders);
    }
    return folders;
  };
  return (sources, copied) => {
    const folders = new Set(sources.map((source) => posix.dirname(source)));
    const subjects = new Set([...folders].flatMap(foldersAbove));
    for (const source of sources) subjects.add(`file:${source}`);
    for (const from of copied) subjects.add(`copy:${from}`);
    return [...subjects];
  };
}

/** One per run: each subject is looked at once. */
export function observer(root: string, known: Looks): Observer {
  const seen = new Map<Subject, Observation>();
  const listings = new Map<string, Listing>();
  const looks = new Map<string, { readonly look: string; readonly content: string; readonly changed: number }>();

  const observe: Observe = (subject) => {
    let found = seen.get(subject);
    if (!found) {
      const at = subject.indexOf(':');
      const path = subject.slice(at + 1);
      if (subject.startsWith('copy:')) found = observeCopy(path);
      else found = subject.startsWith('file:') ? observeFile(path) : observeFolder(join(root, path));
      seen.set(subject, found);
    }
    return found;
  };
  return {
    observe,
    looksBefore: (time) =>
      Object.fromEntries([...looks].flatMap(([path, { look, content, changed }]) => (changed < time ? [[path, [look, content]]] : []))),
  };

  function observeFile(path: string): Observation {
    const file = join(root, path);
    const content = contentOf(path, file);
    const rivals = rivalsOf(file);
    // Mostly there is no rival, and nothing to put together.
    if (rivals.text === basename(file)) return { value: content, changed: () => changeTime(file) };
    return summary([{ text: content, files: [file] }, rivals]);
  }

  /** The hash of the file's content. */
  function contentOf(path: string, file: string): string {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return 'absent';
    const look = [found.ctimeMs, found.mtimeMs, found.size, found.ino].join(' ');
    const before = Object.hasOwn(known, path) ? known[path] : undefined;
    const content = before?.[0] === look ? before[1] : hash('sha256', read(file).text, 'base64url');
    looks.set(path, { look, content, changed: found.ctimeMs });
    return content;
  }

  /** Content of the deciding files, packages that can be imported, links, and what a path through this folder could mean. */
  function observeFolder(folder: string): Observation {
    const { entries } = list(folder);
    const parts: Part[] = [rivalsOf(folder)];
    for (const entry of entries) {
      if (entry.isSymbolicLink()) parts.push({ text: `${entry.name} -> ${target(join(folder, entry.name))}` });
      if (DECIDING.includes(entry.name)) parts.push({ text: entry.name }, deciding(join(folder, entry.name)));
      if (entry.name === 'tsconfig.json' || entry.name === 'jsconfig.json') parts.push(...tsconfig(join(folder, entry.name)));
      if (entry.name === 'node_modules') parts.push({ text: packages(join(folder, entry.name)) });
    }
    return summary(parts);
  }

  function deciding(file: string): Part {
    return { text: contentOf(relative(root, file), file), files: [file] };
  }

  function tsconfig(file: string): readonly Part[] {
    const { files, folders, trees } = tsconfigInputs(file);
    const names = (folder: string) => list(folder).entries.map((entry) => entry.name);
    return [
      ...files.map(read),
      ...folders.map((folder) => ({ text: names(folder).join('\n') })),
      ...trees.map((tree) => ({ text: namesBelow(tree).join('\n') })),
    ];
  }

  function observeCopy(path: string): Observation {
    const found = readFiles(root, path, '');
    if (found.kind !== 'files') return { value: found.kind, changed: () => 0 };
    return { value: contentHash([...found.entries].sort(byPath)), changed: () => found.changed };
  }

  /** Names beside it that an import could mean as well: `list.js` and the folder `list` beside `list.ts`. */
  function rivalsOf(path: string): Part {
    const folder = dirname(path);
    const rivals = list(folder).byStem.get(stemOf(posix.basename(path.split(sep).join('/')))) ?? [];
    return { text: rivals.join('\n'), files: rivals.map((rival) => join(folder, rival)).filter((rival) => rival !== path) };
  }

  function list(folder: string): Listing {
    let listing = listings.get(folder);
    if (!listing) {
      listing = listingOf(folder);
      listings.set(folder, listing);
    }
    return listing;
  }

  /** Names of packages, those of scopes too, and where links among them lead. */
  function packages(folder: string): string {
    return list(folder)
      .entries.flatMap((entry) => {
        const link = entry.isSymbolicLink() ? [`${entry.name} -> ${target(join(folder, entry.name))}`] : [entry.name];
        return entry.name.startsWith('@') ? [...link, packages(join(folder, entry.name))] : link;
      })
      .join('\n');
  }

  function namesBelow(folder: string): readonly string[] {
    return list(folder).entries.flatMap((entry) => {
      if (!entry.isDirectory() || entry.name === 'node_modules' || entry.name.startsWith('.')) return [entry.name];
      return [entry.name, ...namesBelow(join(folder, entry.name)), '..'];
    });
  }
}

interface Listing {
  /** Sorted by name. */
  readonly entries: readonly Dirent[];
  readonly byStem: ReadonlyMap<string, readonly string[]>;
}

interface Part {
  readonly text: string | Buffer;
  /** Those that it was read from. */
  readonly files?: readonly string[];
}

function summary(parts: readonly Part[]): Observation {
  const files = parts.flatMap((part) => part.files ?? []);
  const bytes = parts.flatMap(({ text }) => [Buffer.from(`${text.length}:`), typeof text === 'string' ? Buffer.from(text) : text]);
  let changed: number | undefined;
  return {
    value: hash('sha256', Buffer.concat(bytes), 'base64url'),
    changed() {
      changed ??= Math.max(0, ...files.map(changeTime));
      return changed;
    },
  };
}

function listingOf(folder: string): Listing {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Not there, or not ours to read: esbuild finds nothing in it either.
    entries = [];
  }
  const byStem = new Map<string, string[]>();
  for (const entry of entries) {
    const stem = stemOf(entry.name);
    const names = byStem.get(stem);
    if (names) names.push(entry.name);
    else byStem.set(stem, [entry.name]);
  }
  return { entries, byStem };
}

/** `list.js.ts` → `list`: an import may leave out an extension, or name that of the compiled file. */
function stemOf(file: string): string {
  const extension = RESOLVED.find((one) => file.endsWith(one) && file.length > one.length);
  return extension === undefined ? file : stemOf(file.slice(0, -extension.length));
}

const RESOLVED = [...EXTENSIONS, '.json', '.css'];

function read(file: string): Part {
  try {
    return { text: readFileSync(file), files: [file] };
  } catch {
    return { text: 'absent' };
  }
}

/** What is gone since it was read has just changed. */
function changeTime(path: string): number {
  try {
    return statSync(path).ctimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
