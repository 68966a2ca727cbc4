/** A parser's complaint turned into ours: the usual traps of YAML get their own message with the corrected line. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Fix } from '../core/fix.ts';
import type { Span } from '../core/span.ts';
import { lineAt, type SourceFile, spanOf } from './source.ts';

/** An unquoted value with `${…}` inside, as it stands between the separators of flow style. */
const UNQUOTED_VARIABLE = /(?<=[[{,:]\s*)(?!['"])[^\s,{}[\]'"]*\$\{[^}]*\}[^\s,{}[\]'"]*/g;
/** `* * * * *`: a schedule of cron. */
const STARS = /(?<=: +)\*( +[*?\d,/-]+)+(?=\s*$)/;
/** Nobody writes longer ones by hand, and what is looked for here takes their length squared. */
const MAX_LINE = 1000;
/** `*:` or `*-test:`, a stage of any name: to YAML the colon is a part of the alias. */
const STAR_KEY = /(?<=^\s*)\*[^\s,:{}[\]]*(?=:(\s|$))/;
const LONE_STAR = /(?<=(^|[\s[,:-])\s*)\*(?=\s*($|[\],}#]))/;

interface Complaint {
  /** The parser's words. */
  readonly reason: string;
  /** The line it stopped at, and the last one before that has text. */
  readonly line: string;
  readonly before: string;
  readonly span: Span;
  /** Columns from 0 to `to` of the line; of the one before with `above`. */
  at(from: number, to: number, above?: 'above'): Span;
  readonly file: SourceFile;
}

const GLUED = /^\s*(?:- )?([A-Za-z][\w-]*):(?=[^\s:/])(.*)$/;

export function reportSyntax(file: SourceFile, reason: string, position: number, diagnostics: Diagnostics): void {
  const offset = Math.min(position, file.text.length);
  const line = lineAt(file, offset);
  const span = spanOf({ file, start: offset, end: offset });
  const lineStart = offset - span.start.column + 1;
  const beforeEnd = file.text.slice(0, lineStart).trimEnd().length;
  const before = lineAt(file, beforeEnd);
  const beforeStart = file.text.lastIndexOf('\n', beforeEnd - 1) + 1;
  const at = (from: number, to: number, above?: 'above') => {
    const start = above ? beforeStart : lineStart;
    return spanOf({ file, start: start + from, end: start + to });
  };
  explain({ reason, line, before, span, at, file }, diagnostics);
}

function explain({ reason, line, before, span, at, file }: Complaint, diagnostics: Diagnostics): void {
  if (reason.includes('maxDepth')) {
    diagnostics.report('E1013', [], {}, { span });
    return;
  }
  if (Math.max(line.length, before.length) > MAX_LINE) {
    diagnostics.report('E1005', [], inOurWords(reason), { span });
    return;
  }
  if (/\btab/.test(reason) || /^\s*\t/.test(line)) {
    diagnostics.report('E1009', [], { corrected: line.trim() }, { span: at(line.search(/\S|$/), line.length), fix: spacesForTabs(file) });
    return;
  }
  const stars = reason.includes('alias node must contain') ? STARS.exec(line) : null;
  if (stars) {
    const [text] = stars;
    const corrected = line.replace(text, `'${text}'`).trim();
    diagnostics.report('E1008', [], { corrected }, { span: at(stars.index, stars.index + text.length), fix: () => `'${text}'` });
    return;
  }
  const star = reason.includes('alias node must contain') ? line.search(LONE_STAR) : -1;
  if (star !== -1) {
    diagnostics.report('E1008', [], { corrected: line.replace(LONE_STAR, "'*'").trim() }, { span: at(star, star + 1), fix: () => "'*'" });
    return;
  }
  const starKey = STAR_KEY.exec(line) ?? STAR_KEY.exec(before);
  if (starKey) {
    const { 0: key, index, input } = starKey;
    const span = at(index, index + key.length, input === line ? undefined : 'above');
    diagnostics.report('E1008', [], { corrected: input.replace(key, `'${key}'`).trim() }, { span, fix: () => `'${key}'` });
    return;
  }
  const [variable] = line.matchAll(UNQUOTED_VARIABLE);
  if (variable && /[{[]/.test(line.slice(0, variable.index))) {
    const corrected = line.replace(UNQUOTED_VARIABLE, (value) => `'${value}'`).trim();
    diagnostics.report(
      'E1007',
      [],
      { text: variable[0], corrected },
      { span: at(variable.index, variable.index + variable[0].length), fix: variablesInQuotes(line, at) },
    );
    return;
  }
  const open = reason.includes('indentation') ? unclosed(before) : undefined;
  if (open) {
    const what = { reason: `this \`${open.character}\` is never closed`, hint: undefined };
    diagnostics.report('E1005', [], what, { span: at(open.index, open.index + 1, 'above') });
    return;
  }
  const noColon = lineWithoutColon(before);
  if (noColon) {
    diagnostics.report('E1005', [], noColon, { span: at(indentOf(before), before.trimEnd().length, 'above') });
    return;
  }
  const key = /^\s*[^\s:#'"{[|>-][^:#'"]*$/.test(before) && indentOf(line) > indentOf(before) ? before.trim() : undefined;
  if (key !== undefined && reason.includes('mapping entry')) {
    const what = { reason: `a key without \`:\` after it`, hint: `write \`${key}:\`` };
    const fix = (written: string) => `${written}:`;
    diagnostics.report('E1005', [], what, { span: at(indentOf(before), before.trimEnd().length, 'above'), fix });
    return;
  }
  const isHere = /expected ':'|multiline key/.test(reason) && GLUED.test(line);
  const glued = GLUED.exec(isHere ? line : before);
  if (glued) {
    const [text, key, value] = glued;
    const what = { reason: 'after a key, `:` needs a space', hint: `write \`${key}: ${value}\`` };
    const fix = (written: string) => written.replace(':', ': ');
    diagnostics.report('E1005', [], what, { span: at(indentOf(text), text.trimEnd().length, isHere ? undefined : 'above'), fix });
    return;
  }
  const quotes = needsQuotes(line);
  const value = quotes && { span: at(quotes.from, quotes.to), text: inQuotes(line.slice(quotes.from, quotes.to)) };
  // What follows ` #` may be a comment, or may have been meant as text.
  const fix = value?.text === undefined || line.includes(' #') ? undefined : { span: value.span, text: value.text };
  diagnostics.report('E1005', [], quotes ?? inOurWords(reason), { span, fix });
}

/** What other languages write, seen where the parser gave up one line later. */
function lineWithoutColon(line: string): Explanation | undefined {
  if (/^\s*\/\//.test(line)) return { reason: 'a comment begins with `#`', hint: `write \`${line.trim().replace(/^\/\/\s*/, '# ')}\`` };
  const [, name, value] = /^\s*([A-Za-z]\w*) += +(\S.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { reason: 'between a key and its value stands `:`', hint: `write \`${name}: ${value}\`` };
}

/** All of the line at once: the parser would stop at each. */
function variablesInQuotes(line: string, at: Complaint['at']): Fix {
  const code = line.replace(/\s#.*$/, '');
  const all = [...code.matchAll(UNQUOTED_VARIABLE)];
  const from = all[0]?.index ?? 0;
  const rest = code.length - (all.at(-1)?.index ?? 0) - (all.at(-1)?.[0].length ?? 0);
  const text = code.replace(UNQUOTED_VARIABLE, (value) => `'${value}'`);
  return { span: at(from, code.length - rest), text: text.slice(from, text.length - rest) };
}

function inQuotes(written: string): string | undefined {
  return /['\\]/.test(written) ? undefined : `'${written}'`;
}

/** Where all lines are indented by tabs alone it is plain how deep each one is. */
function spacesForTabs(file: SourceFile): Fix | undefined {
  const indents = file.text.match(/^[\t ]+(?=\S)/gm) ?? [];
  if (indents.some((indent) => indent.includes(' '))) return undefined;
  const text = file.text.replace(/^\t+/gm, (tabs) => '  '.repeat(tabs.length));
  return { span: spanOf({ file, start: 0, end: file.text.length }), text };
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}

/** The quote or bracket that `line` opens and doesn't close. */
function unclosed(line: string): { readonly character: string; readonly index: number } | undefined {
  const open: { readonly character: string; readonly index: number }[] = [];
  for (let index = 0; index < line.length; index++) {
    const character = line[index] as string;
    const quote = open.at(-1)?.character;
    if (quote === '"' || quote === "'") {
      if (character === '\\' && quote === '"') index += 1;
      else if (character === quote) open.pop();
    } else if (character === '#' && /\s/.test(line[index - 1] ?? ' ')) {
      break;
    } else if ('{['.includes(character) || ('"\''.includes(character) && /[\s{[,:]/.test(line[index - 1] ?? ' '))) {
      open.push({ character, index });
    } else if ('}]'.includes(character)) {
      open.pop();
    }
  }
  return open.at(-1);
}

interface Explanation {
  readonly reason: string;
  readonly hint: string | undefined;
}

/** A plain value that YAML reads as something else. */
function needsQuotes(line: string): (Explanation & { readonly from: number; readonly to: number }) | undefined {
  const quoted = (text: string) => `'${text.trimEnd().replaceAll("'", "''")}'`;
  const place = (value: string) => ({ from: line.trimEnd().length - value.trimEnd().length, to: line.trimEnd().length });
  const special = line.match(/^\s*(- |[^\s'"][^:]*: +)([@`%].*)$/);
  if (special) {
    const [, key = '', value = ''] = special;
    return {
      reason: `a string can't start with \`${value[0]}\` unless it stands in quotes`,
      hint: `write \`${key.trim()} ${quoted(value)}\``,
      ...place(value),
    };
  }
  const colon = line.match(/^\s*(?:- )?([^\s:'"][^:]*): +([^\s'"[{|>].*: .*)$/);
  if (colon) {
    const [, key = '', value = ''] = colon;
    return { reason: 'a string with `: ` inside needs quotes', hint: `write \`${key.trim()}: ${quoted(value)}\``, ...place(value) };
  }
  return undefined;
}

const WORDS: readonly (readonly [string, string, string?])[] = [
  ['bad indentation of a mapping entry', 'this line does not line up with the keys before it'],
  ['bad indentation of a sequence entry', 'this line does not line up with the list before it'],
  ['deficient indentation', 'this line is indented less than the value it belongs to'],
  ["expected ':'", 'a key without `:` after it'],
  ['multiline key', 'a key without `:` after it'],
  ['within a flow collection', 'a `{` or `[` is never closed'],
  ['missed comma', 'a comma is missing between two values inside `{ }` or `[ ]`'],
  ['double quoted scalar', 'a `"` is never closed'],
  ['single quoted scalar', "a `'` is never closed"],
  ['non-printable', 'a control character that YAML does not allow'],
  ['null byte', 'a control character that YAML does not allow'],
  ['unknown escape sequence', 'a `\\` in double quotes that starts no escape of YAML', 'use single quotes: nothing is escaped inside them'],
  ['end of the stream or a document separator', 'this does not belong to what stands before it'],
];

/** The parser's reasons that users meet, said so that they help; others are shown as they are. */
function inOurWords(reason: string): Explanation {
  const found = WORDS.find(([theirs]) => reason.includes(theirs));
  return { reason: found?.[1] ?? reason, hint: found?.[2] };
}
