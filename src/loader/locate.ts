/**
 * In: the working directory or a file's name. Out: where the app file is, and the project's root.
 * Must never: run anything that it finds. The only importer of cosmiconfig.
 */
import { basename, dirname, join, resolve } from 'node:path';
// The package's entry runs a `.config/config.js` of the working directory; its explorer alone does not.
import { Explorer } from 'cosmiconfig/dist/Explorer.js';
import type { Disk } from './disk.ts';

export interface AppFile {
  /** Absolute. */
  readonly root: string;
  /** Relative to the root. */
  readonly name: string;
  /** The app is the value of this key: `proj` of a package.json. */
  readonly key: string | undefined;
}

/** Names of app files, the first counts. */
export const PLACES = ['app.yml', 'app.yaml', 'app.json', 'package.json'];
const PACKAGE_KEY = 'proj';

/** Walks up to the repository's root; without a repository to the nearest package.json. */
export async function locate(workingDirectory: string, file: string | undefined, disk: Disk): Promise<AppFile | undefined> {
  if (file !== undefined) {
    const absolute = resolve(workingDirectory, file);
    return disk.kind(absolute) === 'none' ? undefined : found(absolute);
  }
  for (const folder of foldersUp(resolve(workingDirectory), disk)) {
    const there = PLACES.map((place) => join(folder, place)).filter((file) => disk.kind(file) === 'file');
    // The explorer has its own way to the disk, on which it would read a pipe, or a file of any size.
    const readable = there.filter((file) => typeof disk.read(file) !== 'string');
    const [first] = there;
    // Who reads it says what is wrong with it; a package.json may be none of ours.
    if (first !== undefined && first !== readable[0] && keyIn(first) === undefined) return found(first);
    const result = readable.length > 0 && (await explorerOf(readable).search(folder));
    if (result) return found(result.filepath);
  }
  return undefined;
}

function found(absolute: string): AppFile {
  return { root: dirname(absolute), name: basename(absolute), key: keyIn(absolute) };
}

/** The key that an app is the value of in a package.json. */
export function keyIn(file: string): string | undefined {
  return basename(file) === 'package.json' ? PACKAGE_KEY : undefined;
}

/** From `start` to the folder where the search stops. */
function foldersUp(start: string, disk: Disk): readonly string[] {
  const folders: string[] = [];
  let nearestPackage: number | undefined;
  for (let folder = start; ; folder = dirname(folder)) {
    folders.push(folder);
    if (disk.kind(join(folder, '.git')) !== 'none') return folders;
    if (nearestPackage === undefined && disk.kind(join(folder, 'package.json')) === 'file') nearestPackage = folders.length;
    if (dirname(folder) === folder) return folders.slice(0, nearestPackage ?? 1);
  }
}

function explorerOf(files: readonly string[]): Explorer {
  // Files are only found here; they are read and parsed where their lines are kept.
  const present = (file: string) => ({ file });
  const loaders = {
    '.yml': present,
    '.yaml': present,
    '.json': (file: string, text: string) => (basename(file) === 'package.json' ? packageKey(file, text) : present(file)),
  };
  return new Explorer({
    moduleName: PACKAGE_KEY,
    packageProp: PACKAGE_KEY,
    searchPlaces: files.map((file) => basename(file)),
    loaders,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    applyPackagePropertyPathToConfiguration: false,
    metaConfigFilePath: null,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    transform: (result) => result,
    cache: false,
  });
}

/** Without the key, a package.json is none of ours: cosmiconfig looks on. */
function packageKey(file: string, text: string): object {
  try {
    const content = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
    return typeof content === 'object' && content !== null && Object.hasOwn(content, PACKAGE_KEY) ? { [PACKAGE_KEY]: { file } } : {};
  } catch {
    return {};
  }
}
