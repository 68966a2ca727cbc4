/**
 * In: the app file as written. Out: the house rules that it extends, a file or an npm package, and what these extend.
 * Must never: take more from them than `defaults`, `tags` and `stages`, or read a file that is neither in the project nor
 * in the package that is named.
 */
import { dirname, join, relative, sep } from 'node:path';
import { join as joinNames } from 'node:path/posix';
import type { Diagnostics } from '../core/diagnostic.ts';
import { keyIn, PLACES } from './locate.ts';
import { mergeOver } from './merge.ts';
import { child, type MapNode, type Node, textOf, withoutEntries } from './node.ts';
import { onlyKeys } from './only-keys.ts';
import { normalisePath, type Reader } from './read-file.ts';
import { readMap } from './read-map.ts';
import { spanOf } from './source.ts';

const KEYS = { defaults: 'map', tags: 'map', stages: 'map', extends: 'text' } as const;
const HINT = 'house rules hold `defaults`, `tags`, `stages` and `extends`; the rest stands in the app file';
const CONFIGURATION = /\.(ya?ml|json)$/;
const PACKAGE = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/(.+))?$/i;

/** The most general first. What is malformed in the app file itself is left to validation. */
export function housesOf(app: MapNode, from: Reader, diagnostics: Diagnostics): readonly MapNode[] {
  const houses: MapNode[] = [];
  const { name } = app.place.file;
  const read = [name];
  let at: HouseFile = { home: { root: from.root, name: '.' }, inside: name, name };
  for (let extended = child(app, 'extends'); extended; ) {
    const found = houseAt(extended, at, from, diagnostics);
    if (!found) break;
    const span = spanOf(extended.place);
    const start = read.indexOf(found.name);
    if (start !== -1) {
      diagnostics.report('E1026', ['extends'], { cycle: [...read.slice(start), found.name] }, { span });
      break;
    }
    const what = `the house rules \`${found.name}\``;
    const within = found.home.root;
    const file = readMap({ name: found.name, key: keyIn(found.name), within, what, hint: HINT, span }, from, diagnostics);
    if (!file) break;
    const house = onlyKeys(file, KEYS, what, HINT, diagnostics);
    houses.unshift(withoutEntries(house, new Set(['extends'])));
    read.push(found.name);
    at = found;
    extended = child(house, 'extends');
  }
  return houses;
}

/** `over` with the defaults and tags of `house` below its own; both in long form. */
export function overHouse(over: MapNode, house: MapNode): MapNode {
  const entries = new Map(over.entries);
  for (const key of ['defaults', 'tags']) {
    const below = house.entries.get(key);
    const own = entries.get(key);
    if (below) entries.set(key, own ? { ...own, value: mergeOver(below.value, own.value) } : below);
  }
  return { ...over, entries };
}

/** The folder that a file's paths stay in: the project's, or that of a package. */
interface Home {
  /** Absolute, free of links. */
  readonly root: string;
  /** Relative to the project's root. */
  readonly name: string;
}

interface HouseFile {
  readonly home: Home;
  /** Relative to its home. */
  readonly inside: string;
  /** Relative to the project's root. */
  readonly name: string;
}

/** What `extended`, as it stands in `at`, names; `undefined`: nothing, which was reported. */
function houseAt(extended: Node, at: HouseFile, from: Reader, diagnostics: Diagnostics): HouseFile | undefined {
  const written = textOf(extended);
  if (written === undefined) return undefined;
  const refuse = { span: spanOf(extended.place) };
  if (written.includes('${')) {
    diagnostics.report('E1022', ['extends'], { key: 'extends' }, refuse);
    return undefined;
  }
  const [, name, path] = isFile(written) ? [] : (PACKAGE.exec(written) ?? [undefined, written]);
  const home = name === undefined ? at.home : packageHome(name, at.home, from);
  if (!home) {
    diagnostics.report('E1027', ['extends'], { name: name ?? written }, refuse);
    return undefined;
  }
  const inside = name === undefined ? normalisePath(written, { name: at.inside }) : fileOfPackage(path, home, from);
  if (inside !== undefined) return { home, inside, name: joinNames(home.name, inside) };
  diagnostics.report('E1019', ['extends'], { path: written }, refuse);
  return undefined;
}

function isFile(written: string): boolean {
  return /^\.{0,2}\//.test(written) || (!written.startsWith('@') && CONFIGURATION.test(written));
}

/** As Node.js finds packages: in `node_modules` of the folder, or of one above it, where workspaces have theirs. */
function packageHome(name: string, { root }: Home, { disk, root: project }: Reader): Home | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    // A link may lead out of the project; where it leads must be a package, or any folder could be read.
    const real = disk.kind(join(candidate, 'package.json')) === 'file' && disk.realPath(candidate);
    if (real) return { root: real, name: relative(project, candidate).split(sep).join('/') };
    if (dirname(folder) === folder) return undefined;
  }
}

/** Without a path what an app would be found by. */
function fileOfPackage(path: string | undefined, { root }: Home, { disk }: Reader): string | undefined {
  if (path !== undefined) return normalisePath(path, { name: '' });
  return PLACES.find((place) => disk.kind(join(root, place)) === 'file') ?? 'package.json';
}
