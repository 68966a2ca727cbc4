/** A file that must be a map of keys: the app file, what it includes, what it extends. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Span } from '../core/span.ts';
import { child, describeKind, type MapNode } from './node.ts';
import { parsed } from './parsed.ts';
import { type Reader, readText } from './read-file.ts';
import { spanOf } from './source.ts';
import { reportUnreadable } from './unreadable.ts';

export interface MapFile {
  /** Relative to the root. */
  readonly name: string;
  /** Absolute; the root where it is absent. */
  readonly within?: string | undefined;
  /** The map is the value of this key: `proj` of a package.json. */
  readonly key?: string | undefined;
  /** The file in words: `the app file`. */
  readonly what: string;
  /** What to do where it isn't a map. */
  readonly hint: string;
  /** Where it is asked for. */
  readonly span?: Span | undefined;
}

/** `undefined`: it can't be had, which was reported. */
export function readMap({ name, within, key, what, hint, span }: MapFile, from: Reader, diagnostics: Diagnostics): MapNode | undefined {
  const text = readText(from, name, within);
  if (typeof text === 'string') {
    reportUnreadable(name, text, diagnostics, span);
    return undefined;
  }
  const whole = parsed(text, from, diagnostics);
  if (!whole) return undefined;
  const tree = key === undefined ? whole : child(whole, key);
  if (tree?.kind === 'map') return tree;
  const { place } = tree ?? whole;
  const found = tree ? describeKind(tree) : 'nothing';
  diagnostics.report('E1020', [], { what, found, hint }, { span: spanOf({ ...place, end: place.start }) });
  return undefined;
}
