/** Where everything was written, as text: a run that reuses what an earlier one read still tells the lines. */
import type { SourceIndex } from '../core/span.ts';
import { openDisk } from './disk.ts';
import type { Entry, Node } from './node.ts';
import { reader, readText } from './read-file.ts';
import { type Place, type SourceFile, sourceFile, sourceIndex } from './source.ts';

/** Number of the file, start, end. */
type SavedPlace = readonly [number, number, number];
/** Of a list its items; of a map keys, where they stand, and values. */
type SavedNode = readonly [SavedPlace, (readonly SavedNode[] | readonly SavedEntry[])?, 'map'?];
type SavedEntry = readonly [string, SavedPlace | null, SavedNode];

/** Offsets only, no text: a file may hold secrets. */
export function saveSource(tree: Node): string {
  const numbers = new Map<string, number>();
  const place = ({ file, start, end }: Place): SavedPlace => {
    const number = numbers.get(file.name) ?? numbers.size;
    numbers.set(file.name, number);
    return [number, start, end];
  };
  const node = (one: Node): SavedNode => {
    if (one.kind === 'scalar') return [place(one.place)];
    if (one.kind === 'list') return [place(one.place), one.items.map(node)];
    const entries = [...one.entries].map(([key, entry]): SavedEntry => [key, entry.key ? place(entry.key) : null, node(entry.value)]);
    return [place(one.place), entries, 'map'];
  };
  const saved = node(tree);
  return JSON.stringify({ files: [...numbers.keys()], tree: saved });
}

/** Reads the files, which are as they were when the text was made, when a line is first asked for. */
export function restoreSource(text: string, root: string): SourceIndex {
  let index: SourceIndex | undefined;
  const restored = (): SourceIndex => {
    index ??= restore(text, root);
    return index;
  };
  return {
    locate: (path, part) => restored().locate(path, part),
    text: (file) => restored().text(file),
    line: (file, number) => restored().line(file, number),
  };
}

function restore(text: string, root: string): SourceIndex {
  const saved = JSON.parse(text) as { readonly files: readonly string[]; readonly tree: SavedNode };
  const from = reader(root, openDisk({}));
  const files = saved.files.map((name): SourceFile => {
    const found = readText(from, name);
    return typeof found === 'string' ? sourceFile(name, '') : found;
  });
  const place = ([number, start, end]: SavedPlace): Place => ({ file: files[number] as SourceFile, start, end });
  const node = ([at, inner, map]: SavedNode): Node => {
    if (!inner) return { kind: 'scalar', value: null, place: place(at) };
    if (!map) return { kind: 'list', items: (inner as readonly SavedNode[]).map(node), place: place(at) };
    const entries = (inner as readonly SavedEntry[]).map(
      ([key, keyAt, value]) => [key, { ...(keyAt && { key: place(keyAt) }), value: node(value) }] as const,
    );
    return { kind: 'map', entries: new Map<string, Entry>(entries), place: place(at) };
  };
  return sourceIndex(from.files, node(saved.tree));
}
