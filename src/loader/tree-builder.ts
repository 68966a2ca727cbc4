/** Puts the parser's events together: anchors, merge keys, duplicate keys, and a bound on what aliases multiply. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { type Entry, type MapNode, type Node, type ScalarNode, UNRESOLVED } from './node.ts';
import { LEADING_ZERO, plainScalarValue } from './scalar.ts';
import { type Place, type SourceFile, spanOf } from './source.ts';

/** Aliases counted as often as they are used: what every later step has to walk. */
const MAX_NODES = 250_000;

/** Paths of problems are made of keys. Of YAML's own, those without `?` are no longer. */
const MAX_KEY = 1024;

export interface Opening {
  readonly kind: 'map' | 'list';
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
}

export interface ScalarText {
  readonly text: string;
  readonly plain: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  /** Absent where nothing is written. */
  readonly start?: number;
  readonly end?: number;
}

/** A collection that is being read. */
interface Frame extends Opening {
  readonly entries: Map<string, Entry>;
  readonly items: Node[];
  /** Maps pulled in by `<<`; a map's own keys win, earlier maps before later ones. */
  readonly merged: MapNode[];
  key: Key | undefined;
  size: number;
  end: number;
}

interface Key {
  readonly text: string;
  readonly place: Place;
  /** `dropped`: can't be a key, which was reported. */
  readonly role: 'own' | 'merge' | 'dropped';
}

/** `size` counts the node and all below it, aliases in full. */
interface Sized {
  readonly node: Node;
  readonly size: number;
}

/** What a frame of the other kind never uses: there are many frames. */
const NO_ENTRIES = new Map<string, Entry>();
const NO_ITEMS: Node[] = [];
const NO_MERGED: MapNode[] = [];

export class TreeBuilder {
  readonly #anchors = new Map<string, Sized>();
  readonly #open: Frame[] = [];
  #documents = 0;
  #root: Node | undefined;
  #tooBig = false;

  constructor(
    readonly file: SourceFile,
    readonly diagnostics: Diagnostics,
  ) {}

  get root(): Node | undefined {
    return this.#root;
  }

  get isTooBig(): boolean {
    return this.#tooBig;
  }

  openDocument(): void {
    this.#documents += 1;
    this.open({ kind: 'list', start: 0, tag: undefined, anchor: undefined });
  }

  open({ kind, start, tag, anchor }: Opening): void {
    const entries = kind === 'map' ? new Map<string, Entry>() : NO_ENTRIES;
    const items = kind === 'list' ? [] : NO_ITEMS;
    this.#open.push({
      kind,
      start,
      tag,
      anchor,
      entries,
      items,
      merged: kind === 'map' ? [] : NO_MERGED,
      key: undefined,
      size: 0,
      end: start,
    });
  }

  scalar(written: ScalarText): void {
    const top = this.#open.at(-1);
    const nowhere = top?.end ?? 0;
    const place = this.#place(written.start ?? nowhere, written.end ?? nowhere);
    if (top && isAtKey(top)) {
      this.#key(top, written.text, place, written.text === '<<' && written.plain);
      return;
    }
    const sized = { node: this.#scalarNode(written, place, top?.key?.text), size: 1 };
    if (written.anchor !== undefined) this.#anchors.set(written.anchor, sized);
    this.#add(sized);
  }

  alias(name: string, start: number, end: number): void {
    const place = this.#place(start, end);
    const top = this.#open.at(-1);
    if (top && isAtKey(top)) {
      this.#badKey(top, `the alias \`*${name}\``, place);
      return;
    }
    const target = this.#anchors.get(name);
    if (!target) {
      this.diagnostics.report('E1017', [], { name, recursive: this.#open.some((one) => one.anchor === name) }, { span: spanOf(place) });
    }
    this.#add(target ?? { node: { kind: 'scalar', value: UNRESOLVED, place }, size: 1 }, end);
  }

  close(): void {
    const done = this.#open.pop() as Frame;
    const top = this.#open.at(-1);
    if (!top) {
      this.#closeDocument(done);
      return;
    }
    const place = this.#place(done.start, done.end);
    if (isAtKey(top)) {
      this.#badKey(top, `a ${done.kind}`, place);
      return;
    }
    const tag = done.tag === undefined || ['!', '!!map', '!!seq'].includes(done.tag) ? {} : { tag: done.tag };
    const node: Node =
      done.kind === 'map' ? { kind: 'map', entries: withMerged(done), place, ...tag } : { kind: 'list', items: done.items, place, ...tag };
    const sized = { node, size: done.size + 1 };
    if (done.anchor !== undefined) this.#anchors.set(done.anchor, sized);
    this.#add(sized);
  }

  #closeDocument(done: Frame): void {
    const [node] = done.items;
    if (this.#documents === 1) this.#root = node;
    else if (this.#documents === 2)
      this.diagnostics.report('E1015', [], {}, { span: spanOf(node?.place ?? this.#place(done.end, done.end)) });
  }

  #place(start: number, end: number): Place {
    return { file: this.file, start, end };
  }

  #key(top: Frame, text: string, place: Place, isMerge: boolean): void {
    if (text.length > MAX_KEY) {
      this.#badKey(top, `${text.length} characters of it`, place);
      return;
    }
    const forbidden = text === '__proto__';
    if (forbidden) this.diagnostics.report('E1016', [], { key: text }, { span: spanOf(place) });
    top.key = { text, place, role: forbidden ? 'dropped' : isMerge ? 'merge' : 'own' };
    top.end = place.end;
  }

  #badKey(top: Frame, what: string, place: Place): void {
    this.diagnostics.report('E1014', [], { what }, { span: spanOf({ ...place, end: place.start + 1 }) });
    top.key = { text: what, place, role: 'dropped' };
  }

  #scalarNode({ text, plain, tag }: ScalarText, place: Place, key: string | undefined): ScalarNode {
    if (tag === '!' || tag === '!!str' || (!plain && tag === undefined)) return { kind: 'scalar', value: text, place };
    if (tag !== undefined && !/^!!(int|float|bool|null)$/.test(tag)) {
      return { kind: 'scalar', value: plain ? plainScalarValue(text) : text, tag, place, ...(plain && { text }) };
    }
    // An account id is read as text, whether quoted or not.
    if (LEADING_ZERO.test(text) && key !== 'account')
      this.diagnostics.report('E1010', [], { text, key }, { span: spanOf(place), fix: () => `'${text}'` });
    const value = plainScalarValue(text);
    return typeof value === 'string' || value === null ? { kind: 'scalar', value, place } : { kind: 'scalar', value, text, place };
  }

  /** Puts a value where it belongs; `end` is given where its own place is elsewhere (an alias). */
  #add({ node, size }: Sized, end = node.place.end): void {
    const top = this.#open.at(-1) as Frame;
    top.size += size;
    top.end = Math.max(top.end, end);
    if (top.size > MAX_NODES) {
      this.#tooBig = true;
      this.diagnostics.report('E1012', [], { limit: MAX_NODES }, { span: spanOf(node.place) });
    } else if (top.kind === 'list') {
      top.items.push(node);
    } else if (top.key) {
      this.#addEntry(top, top.key, node);
      top.key = undefined;
    }
  }

  #addEntry(top: Frame, { text, place, role }: Key, value: Node): void {
    if (role === 'dropped') return;
    if (role === 'merge') {
      const maps = value.kind === 'list' ? value.items : [value];
      for (const one of maps) {
        if (one.kind === 'map') top.merged.push(one);
        else if (one.kind !== 'scalar' || one.value !== UNRESOLVED) this.diagnostics.report('E1018', [], {}, { span: spanOf(place) });
      }
      return;
    }
    const before = top.entries.get(text);
    if (!before) {
      top.entries.set(text, { key: place, value });
      return;
    }
    // What only the second one has is not missed elsewhere.
    if (before.value.kind === 'map' && value.kind === 'map') {
      const entries = new Map([...value.entries, ...before.value.entries]);
      top.entries.set(text, { ...before, value: { ...before.value, entries } });
    }
    const related = before.key ? [{ message: 'first here', span: spanOf(before.key) }] : [];
    this.diagnostics.report('E1011', [], { key: text }, { span: spanOf(place), related });
  }
}

function isAtKey(frame: Frame): boolean {
  return frame.kind === 'map' && frame.key === undefined;
}

function withMerged(done: Frame): ReadonlyMap<string, Entry> {
  if (done.merged.length === 0) return done.entries;
  const entries = new Map(done.entries);
  for (const source of done.merged) {
    for (const [key, one] of source.entries) if (!entries.has(key)) entries.set(key, one);
  }
  return entries;
}
