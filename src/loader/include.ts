/**
 * In: the app file as written. Out: the same with the stacks of the files that it includes.
 * Must never: take anything else from them, or follow what they include.
 */
import type { Diagnostics } from '../core/diagnostic.ts';
import { filesMatching, isPattern, isSimple } from './files-matching.ts';
import { child, type Entry, type MapNode, type Node, textOf, withEntry } from './node.ts';
import { onlyKeys } from './only-keys.ts';
import { normalisePath, type Reader } from './read-file.ts';
import { readMap } from './read-map.ts';
import { type Place, spanOf } from './source.ts';

const HINT = 'an included file holds `stacks` and nothing else; the rest stands in the app file';

/** What is malformed in the app file itself is left to validation. */
export async function withIncludes(app: MapNode, from: Reader, diagnostics: Diagnostics): Promise<MapNode> {
  const include = child(app, 'include');
  const own = child(app, 'stacks');
  if (!include || (own && own.kind !== 'map')) return app;
  const stacks = new Map(own?.entries);
  for (const [name, asked] of await includedFiles(include, from, diagnostics)) {
    for (const [id, entry] of stacksOf(name, asked, from, diagnostics)) addStack(stacks, id, entry, diagnostics);
  }
  return withEntry(app, 'stacks', { kind: 'map', entries: stacks, place: own?.place ?? include.place });
}

/** Names below the root, each once, with the place where it is asked for. */
async function includedFiles(include: Node, from: Reader, diagnostics: Diagnostics): Promise<ReadonlyMap<string, Place>> {
  const files = new Map<string, Place>();
  for (const item of include.kind === 'list' ? include.items : [include]) {
    const written = item.kind === 'scalar' ? (item.text ?? textOf(item)) : undefined;
    const names = written === undefined ? [] : await filesNamed(written, item.place, from, diagnostics);
    for (const name of names) files.set(name, item.place);
  }
  return files;
}

async function filesNamed(written: string, place: Place, from: Reader, diagnostics: Diagnostics): Promise<readonly string[]> {
  const at = { span: spanOf(place) };
  const path = normalisePath(written, place.file);
  const app = place.file.name;
  if (written.includes('${')) diagnostics.report('E1022', ['include'], { key: 'include' }, at);
  else if (path === undefined) diagnostics.report('E1019', ['include'], { path: written }, at);
  else if (path === app) diagnostics.report('E1023', ['include'], { file: written }, at);
  else if (!isPattern(path)) return [path];
  else if (!isSimple(path)) diagnostics.report('E1030', ['include'], { pattern: written }, at);
  else {
    const found = (await filesMatching(path, from)).filter((name) => name !== app);
    if (found.length === 0) diagnostics.report('E1021', ['include'], { pattern: written }, at);
    return found;
  }
  return [];
}

function stacksOf(name: string, asked: Place, from: Reader, diagnostics: Diagnostics): Iterable<[string, Entry]> {
  const what = `the included file \`${name}\``;
  const file = readMap({ name, what, hint: HINT, span: spanOf(asked) }, from, diagnostics);
  if (!file) return [];
  const stacks = child(onlyKeys(file, { stacks: 'map' }, what, HINT, diagnostics), 'stacks');
  return stacks?.kind === 'map' ? stacks.entries : [];
}

function addStack(stacks: Map<string, Entry>, id: string, entry: Entry, diagnostics: Diagnostics): void {
  const before = stacks.get(id);
  if (!before) {
    stacks.set(id, entry);
    return;
  }
  const related = [{ message: 'the other one', span: spanOf(before.key ?? before.value.place) }];
  diagnostics.report('E1024', ['stacks', id], { id }, { span: spanOf(entry.key ?? entry.value.place), related });
}
