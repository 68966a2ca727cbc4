/** Files that were read, and the way from a place in them to line and column. */
import type { JsonPath, Position, SourceIndex, Span } from '../core/span.ts';
import type { Entry, Node } from './node.ts';

export interface SourceFile {
  /** Relative to the project's root, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** Offsets into a file's text; `end` is exclusive. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Every file read in this run, by name: what code frames are cut from. */
export type SourceFiles = Map<string, SourceFile>;

export function sourceFile(name: string, text: string): SourceFile {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { name, text, lineStarts };
}

function positionAt(file: SourceFile, offset: number): Position {
  let low = 0;
  let high = file.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (file.lineStarts[low] ?? 0) + 1 };
}

export function spanOf(place: Place): Span {
  return { file: place.file.name, start: positionAt(place.file, place.start), end: positionAt(place.file, place.end) };
}

/** The text of the line that holds `offset`, without its line break. */
export function lineAt(file: SourceFile, offset: number): string {
  return lineOf(file, positionAt(file, offset).line);
}

function lineOf({ text, lineStarts }: SourceFile, number: number): string {
  const next = lineStarts[number];
  const line = text.slice(lineStarts[number - 1], next === undefined ? undefined : next - 1);
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The texts of `files` alone, while nothing of them is understood yet. */
export function textIndex(files: SourceFiles): SourceIndex {
  return {
    locate: () => undefined,
    text: (file) => files.get(file)?.text,
    line(name, number) {
      const file = files.get(name);
      return file && number <= file.lineStarts.length ? lineOf(file, number) : undefined;
    },
  };
}

/** Finds the place of a path in `tree`: its own, or that of the nearest parent that was written down. */
export function sourceIndex(files: SourceFiles, tree: Node | undefined): SourceIndex {
  return {
    ...textIndex(files),
    locate(path, part = 'key') {
      if (!tree) return undefined;
      const { node, entry, whole } = walkTo(tree, path);
      const useKey = entry?.key && (part === 'key' || !whole);
      return spanOf(useKey ? (entry.key as Place) : node.place);
    },
  };
}

function walkTo(tree: Node, path: JsonPath): { node: Node; entry: Entry | undefined; whole: boolean } {
  let node = tree;
  let entry: Entry | undefined;
  for (const step of path) {
    if (node.kind === 'map') {
      const next = node.entries.get(String(step));
      if (!next) return { node, entry, whole: false };
      entry = next;
      node = next.value;
    } else if (node.kind === 'list') {
      const next = node.items[Number(step)];
      if (!next) return { node, entry, whole: false };
      entry = undefined;
      node = next;
    } else {
      return { node, entry, whole: false };
    }
  }
  return { node, entry, whole: true };
}
