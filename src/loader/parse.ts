/**
 * In: the text of a YAML or JSON file. Out: a tree of nodes, each with its place.
 * Must never: build a tree without bounds, or know what the keys mean.
 * The only importer of js-yaml.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, type ScalarEvent, YAMLException } from 'js-yaml';
import type { Diagnostics } from '../core/diagnostic.ts';
import { type Node, scalar } from './node.ts';
import type { SourceFile } from './source.ts';
import { reportSyntax } from './syntax-error.ts';
import { TreeBuilder } from './tree-builder.ts';

const MAX_DEPTH = 100;

/** An empty file is a null. `undefined`: not readable, and the problem was reported. Smaller problems are reported and read over. */
export function parse(file: SourceFile, diagnostics: Diagnostics): Node | undefined {
  let events: readonly Event[];
  try {
    events = parseEvents(file.text, { filename: file.name, maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    reportSyntax(file, error.reason, error.mark?.position ?? 0, diagnostics);
    return undefined;
  }
  const builder = new TreeBuilder(file, diagnostics);
  const slice = (start: number, end: number) => (start < 0 ? undefined : file.text.slice(start, end));
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        builder.openDocument();
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list';
        const tag = slice(event.tagStart, event.tagEnd);
        builder.open({
          kind,
          start: tag === undefined ? event.start : event.tagStart,
          tag,
          anchor: slice(event.anchorStart, event.anchorEnd),
        });
        break;
      }
      case EVENT_ID.SCALAR:
        builder.scalar({
          text: getScalarValue(file.text, event),
          plain: event.style === SCALAR_STYLE.PLAIN,
          tag: slice(event.tagStart, event.tagEnd),
          anchor: slice(event.anchorStart, event.anchorEnd),
          ...rangeOf(event),
        });
        break;
      case EVENT_ID.ALIAS:
        builder.alias(file.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1, event.anchorEnd);
        break;
      case EVENT_ID.POP:
        builder.close();
        break;
    }
    if (builder.isTooBig) return undefined;
  }
  return builder.root ?? scalar(null, { file, start: 0, end: 0 });
}

/** With its tag and quotes; nothing where nothing is written. */
function rangeOf({ valueStart, valueEnd, tagStart, tagEnd, style }: ScalarEvent): { readonly start?: number; readonly end?: number } {
  if (valueStart < 0) return tagStart < 0 ? {} : { start: tagStart, end: tagEnd };
  const quotes = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  return { start: tagStart < 0 ? valueStart - quotes : tagStart, end: valueEnd + quotes };
}
