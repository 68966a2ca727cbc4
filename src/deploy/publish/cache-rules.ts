/** `Cache-Control` by rules: of those that match a file the last one counts. */
import type { PublishStep } from '../../core/stages.ts';

/** Always asked again: safe for every file, and cheap with an ETag. */
const UNMATCHED = 'public, max-age=0, must-revalidate';

export function cacheControl(rules: PublishStep['cache']): (path: string) => string {
  const compiled = rules.map(({ files, cacheControl }) => ({ pattern: globPattern(files), cacheControl }));
  return (path) => compiled.findLast(({ pattern }) => pattern.test(path))?.cacheControl ?? UNMATCHED;
}

/**
 * `*` and `?` within a name, `**` over folders, `[a-f]`, `{js,css}`. A pattern without `/` is about the name, in whatever
 * folder; one with `/` about the whole path.
 */
export function globPattern(glob: string): RegExp {
  const text = glob.includes('/') ? glob.replace(/^\//, '') : `**/${glob}`;
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (text.startsWith('**/', at)) {
      pattern += '(?:.*/)?';
      at += 2;
    } else if (text.startsWith('**', at)) {
      pattern += '.*';
      at += 1;
    } else if (char === '*') {
      pattern += '[^/]*';
    } else if (char === '?') {
      pattern += '[^/]';
    } else if (char === '[' && text.indexOf(']', at + 2) > 0) {
      const end = text.indexOf(']', at + 2);
      // A range backwards is three characters.
      const members = text
        .slice(at + 1, end)
        .replace(/[\\[\]]/g, '\\$&')
        .replace(/([^\\])-(.)/g, (range, from, to) => (from > to ? `${from}\\-${to}` : range));
      pattern += `[${members.replace(/^[!^]/, '^/')}]`;
      at = end;
    } else if (char === '{' && text.indexOf('}', at) > 0) {
      pattern += '(?:';
      depth++;
    } else if (char === '}' && depth > 0) {
      pattern += ')';
      depth--;
    } else if (char === ',' && depth > 0) {
      pattern += '|';
    } else {
      pattern += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    }
  }
  // An unclosed inner brace is closed at the end rather than refused.
  return new RegExp(`^${pattern}${')'.repeat(depth)}$`, 's');
}
