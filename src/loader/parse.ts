/**
 * In: the text of a YAML or JSON file. Out: a tree of nodes, each with its place.
 * Must never: build more than MAX_NODES nodes, recurse on the user's nesting, or know what the keys mean.
 * The only importer of js-yaml.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent, YAMLException } from 'js-yaml';
import type { Diagnostics } from '../core/diagnostic.ts';
import { type Entry, type MapNode, type Node, type ScalarNode, withoutEntries } from './node.ts';
import { LEADING_ZERO, plainScalarValue } from './scalar.ts';
import { type Place, type SourceFile, spanOf } from './source.ts';
import { reportSyntax } from './syntax-error.ts';

export const MAX_DEPTH = 100;
/** Aliases counted as often as they are used: what every later step has to walk. */
export const MAX_NODES = 250_000;

/** A collection that is being read. */
interface Frame {
  readonly kind: 'map' | 'list';
  readonly start: number;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly entries: Map<string, Entry>;
  readonly items: Node[];
  /** Maps pulled in by `<<`; a map's own keys win, earlier maps before later ones. */
  readonly merged: MapNode[];
  key: { readonly text: string; readonly place: Place; readonly isMerge: boolean } | undefined;
  size: number;
  end: number;
}

/** `size` counts the node and all below it, aliases in full. */
interface Sized {
  readonly node: Node;
  readonly size: number;
}

/** `undefined`: not readable, and the problem was reported. Smaller problems are reported and read over. */
export function parse(file: SourceFile, diagnostics: Diagnostics): Node | undefined {
  let events: readonly Event[];
  try {
    events = parseEvents(file.text, { filename: file.name, maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    reportSyntax(file, error.reason, error.mark?.position ?? 0, diagnostics);
    return undefined;
  }
  return new TreeBuilder(file, diagnostics).build(events);
}

class TreeBuilder {
  readonly #anchors = new Map<string, Sized>();
  readonly #open: Frame[] = [];
  #root: Node | undefined;
  #tooBig = false;

  constructor(
    readonly file: SourceFile,
    readonly diagnostics: Diagnostics,
  ) {}

  build(events: readonly Event[]): Node | undefined {
    let documents = 0;
    for (const event of events) {
      if (this.#tooBig) return undefined;
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          documents += 1;
          // Its end has a POP like a collection's.
          this.#open.push(frame('list', 0, undefined, undefined));
          break;
        case EVENT_ID.MAPPING:
        case EVENT_ID.SEQUENCE:
          this.#open.push(
            frame(
              event.type === EVENT_ID.MAPPING ? 'map' : 'list',
              event.start,
              this.#slice(event.tagStart, event.tagEnd),
              this.#slice(event.anchorStart, event.anchorEnd),
            ),
          );
          break;
        case EVENT_ID.SCALAR:
          this.#scalar(event);
          break;
        case EVENT_ID.ALIAS:
          this.#alias(event.anchorStart, event.anchorEnd);
          break;
        case EVENT_ID.POP:
          this.#close(documents);
          break;
      }
    }
    return this.#root;
  }

  #slice(start: number, end: number): string | undefined {
    return start < 0 ? undefined : this.file.text.slice(start, end);
  }

  #place(start: number, end: number): Place {
    return { file: this.file, start, end };
  }

  #scalar(event: ScalarEvent): void {
    const text = getScalarValue(this.file.text, event);
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const lastEnd = this.#open.at(-1)?.end ?? 0;
    const place =
      event.valueStart < 0
        ? this.#place(lastEnd, lastEnd)
        : this.#place(event.valueStart - (quoted ? 1 : 0), event.valueEnd + (quoted ? 1 : 0));
    const top = this.#open.at(-1);
    const tag = this.#slice(event.tagStart, event.tagEnd);
    if (top?.kind === 'map' && !top.key) {
      const isMerge = text === '<<' && event.style === SCALAR_STYLE.PLAIN;
      if (text === '__proto__') this.diagnostics.report('E1016', [], { key: text }, { span: spanOf(place) });
      top.key = { text, place, isMerge };
      top.end = place.end;
      return;
    }
    const node = this.#scalarNode(text, event.style === SCALAR_STYLE.PLAIN, tag, place);
    this.#anchor(this.#slice(event.anchorStart, event.anchorEnd), { node, size: 1 });
    this.#add({ node, size: 1 });
  }

  #scalarNode(text: string, plain: boolean, tag: string | undefined, place: Place): ScalarNode {
    if (tag === '!' || tag === '!!str' || (!plain && tag === undefined)) return { kind: 'scalar', value: text, place };
    if (tag !== undefined && !/^!!(int|float|bool|null)$/.test(tag)) {
      return { kind: 'scalar', value: plain ? plainScalarValue(text) : text, tag, place, ...(plain && { text }) };
    }
    // An account id is read as text, whether quoted or not.
    if (LEADING_ZERO.test(text) && this.#open.at(-1)?.key?.text !== 'account') {
      this.diagnostics.report('E1010', [], { text, key: this.#open.at(-1)?.key?.text }, { span: spanOf(place) });
    }
    const value = plainScalarValue(text);
    return typeof value === 'string' || value === null ? { kind: 'scalar', value, place } : { kind: 'scalar', value, text, place };
  }

  #alias(start: number, end: number): void {
    const name = this.file.text.slice(start, end);
    const place = this.#place(start - 1, end);
    const target = this.#anchors.get(name);
    const top = this.#open.at(-1);
    if (top?.kind === 'map' && !top.key) {
      this.diagnostics.report('E1014', [], { what: `the alias \`*${name}\`` }, { span: spanOf(place) });
      top.key = { text: `*${name}`, place, isMerge: false };
      return;
    }
    if (!target) {
      const recursive = this.#open.some((one) => one.anchor === name);
      this.diagnostics.report('E1017', [], { name, recursive }, { span: spanOf(place) });
      this.#add({ node: { kind: 'scalar', value: null, place }, size: 1 });
      return;
    }
    this.#add(target, place.end);
  }

  #anchor(name: string | undefined, target: Sized): void {
    if (name !== undefined) this.#anchors.set(name, target);
  }

  #close(documents: number): void {
    const done = this.#open.pop() as Frame;
    const isDocument = this.#open.length === 0;
    if (isDocument) {
      if (documents === 1) this.#root = done.items[0];
      else
        this.diagnostics.report(
          'E1015',
          [],
          {},
          { span: spanOf(done.items[0]?.place ?? this.#place(this.file.text.length, this.file.text.length)) },
        );
      return;
    }
    const place = this.#place(done.start, Math.max(done.end, done.start));
    const tag = done.tag === '!!map' || done.tag === '!!seq' || done.tag === '!' ? undefined : done.tag;
    const node: Node =
      done.kind === 'map'
        ? { kind: 'map', entries: withMerged(done), place, ...(tag !== undefined && { tag }) }
        : { kind: 'list', items: done.items, place, ...(tag !== undefined && { tag }) };
    const sized = { node, size: done.size + 1 };
    const top = this.#open.at(-1);
    if (top?.kind === 'map' && !top.key) {
      this.diagnostics.report('E1014', [], { what: `a ${done.kind}` }, { span: spanOf(place) });
      top.key = { text: '', place, isMerge: false };
      return;
    }
    this.#anchor(done.anchor, sized);
    this.#add(sized);
  }

  /** Puts a value where it belongs; `end` is given where its own place is elsewhere (an alias). */
  #add({ node, size }: Sized, end = node.place.end): void {
    const top = this.#open.at(-1) as Frame;
    top.size += size;
    if (node.place.file === this.file) top.end = Math.max(top.end, end);
    if (top.size > MAX_NODES) {
      this.#tooBig = true;
      this.diagnostics.report('E1012', [], { limit: MAX_NODES }, { span: spanOf(node.place) });
      return;
    }
    if (top.kind === 'list') {
      top.items.push(node);
      return;
    }
    const key = top.key;
    top.key = undefined;
    if (!key) return;
    if (key.isMerge) {
      this.#merge(top, key.place, node);
      return;
    }
    const before = top.entries.get(key.text);
    if (before) {
      const related = before.key ? [{ message: 'first here', span: spanOf(before.key) }] : [];
      this.diagnostics.report('E1011', [], { key: key.text }, { span: spanOf(key.place), related });
    }
    top.entries.set(key.text, { key: key.place, value: node });
  }

  #merge(top: Frame, place: Place, node: Node): void {
    const maps = node.kind === 'list' ? node.items : [node];
    for (const one of maps) {
      if (one.kind === 'map') top.merged.push(one);
      else this.diagnostics.report('E1018', [], {}, { span: spanOf(place) });
    }
  }
}

function frame(kind: 'map' | 'list', start: number, tag: string | undefined, anchor: string | undefined): Frame {
  return { kind, start, tag, anchor, entries: new Map(), items: [], merged: [], key: undefined, size: 0, end: start };
}

function withMerged(done: Frame): ReadonlyMap<string, Entry> {
  if (done.merged.length === 0) return done.entries;
  const entries = new Map(done.entries);
  for (const source of done.merged) {
    for (const [key, one] of withoutEntries(source, new Set(entries.keys())).entries) entries.set(key, one);
  }
  return entries;
}
