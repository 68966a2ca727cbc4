/** A place in a text file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a source file; `file` is relative to the project's root, with `/` separators. */
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** Where `text` first stands, on one line, within `span` of its file. */
export function textIn(span: Span, file: string, text: string): Span | undefined {
  const lines = file.split('\n').slice(span.start.line - 1, span.end.line);
  for (const [index, written] of lines.entries()) {
    const line = span.start.line + index;
    const start = written.indexOf(text, index === 0 ? span.start.column - 1 : 0);
    const column = start + 1;
    const isBeyond = line === span.end.line && column + text.length > span.end.column;
    if (start !== -1 && !isBeyond) return { file: span.file, start: { line, column }, end: { line, column: column + text.length } };
  }
  return undefined;
}

/** A place inside the app's configuration: what every stage speaks in. Only the source index turns it into a span. */
export type JsonPath = readonly (string | number)[];

/** Turns a path of the merged configuration into the place the user wrote it. Made by the loader. */
export interface SourceIndex {
  /** The span of the key (default) or value at `path`; of the nearest parent that has one where `path` itself has none. */
  locate(path: JsonPath, part?: 'key' | 'value'): Span | undefined;
  /** Text of a file that was read. */
  text(file: string): string | undefined;
  /** One line of it, from 1, for code frames; without its line break. */
  line(file: string, number: number): string | undefined;
}

/** One that can be kept: the loader makes it again from the text. */
export interface KeepableSource extends SourceIndex {
  save(): string;
}
