/** A parser's complaint turned into ours: the usual traps of YAML get their own message with the corrected line. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { lineAt, type SourceFile, spanOf } from './source.ts';

/** An unquoted value with `${…}` inside, as it stands between the separators of flow style. */
const UNQUOTED_VARIABLE = /(?<=[[{,:]\s*)(?!['"])[^\s,{}[\]'"]*\$\{[^}]*\}[^\s,{}[\]'"]*/g;
const LONE_STAR = /(?<=(^|[\s[,:-])\s*)\*(?=\s*($|[\],}#]))/;

export function reportSyntax(file: SourceFile, reason: string, position: number, diagnostics: Diagnostics): void {
  const offset = Math.min(position, file.text.length);
  const line = lineAt(file, offset);
  const span = spanOf({ file, start: offset, end: offset });
  const lineSpan = { ...span, start: { ...span.start, column: line.search(/\S|$/) + 1 }, end: { ...span.end, column: line.length + 1 } };

  if (reason.includes('maxDepth')) {
    diagnostics.report('E1013', [], {}, { span });
  } else if (reason.includes('tab') || /^\s*\t/.test(line)) {
    diagnostics.report(
      'E1009',
      [],
      { corrected: corrected(line.replace(/^\s+/, (indent) => indent.replaceAll('\t', '  '))) },
      { span: lineSpan },
    );
  } else if (reason.includes('alias node must contain') && LONE_STAR.test(line)) {
    diagnostics.report('E1008', [], { corrected: corrected(line.replace(LONE_STAR, "'*'")) }, { span });
  } else if (/[{[]/.test(line) && line.search(UNQUOTED_VARIABLE) !== -1) {
    const start = line.search(UNQUOTED_VARIABLE);
    const found = line.slice(start).match(UNQUOTED_VARIABLE)?.[0] ?? line.slice(start);
    const text = line.replace(UNQUOTED_VARIABLE, (value) => `'${value}'`);
    const place = { ...span, start: { ...span.start, column: start + 1 }, end: { ...span.end, column: start + 1 + found.length } };
    diagnostics.report('E1007', [], { text: found, corrected: corrected(text) }, { span: place });
  } else {
    diagnostics.report('E1005', [], { reason: inOurWords(reason), hint: hintFor(reason, line) }, { span });
  }
}

function corrected(line: string): string {
  return line.trim();
}

/** The parser's reasons that users meet, said so that they help. Others are shown as they are. */
function inOurWords(reason: string): string {
  if (reason.includes('bad indentation of a mapping entry')) return 'this line does not line up with the keys before it';
  if (reason.includes('bad indentation of a sequence entry')) return 'this line does not line up with the list before it';
  if (reason.includes('deficient indentation')) return 'this line is indented less than the value it belongs to';
  if (reason.includes("expected ':'") || reason.includes('multiline key')) return 'a key without `:` after it';
  if (reason.includes('within a flow collection')) return 'a `{` or `[` is never closed';
  if (reason.includes('missed comma')) return 'a comma is missing between two values inside `{ }` or `[ ]`';
  if (reason.includes('double quoted scalar')) return 'a `"` is never closed';
  if (reason.includes('single quoted scalar')) return "a `'` is never closed";
  if (reason.includes('non-printable') || reason.includes('null byte')) return 'a control character that YAML does not allow';
  if (reason.includes('unknown escape sequence')) return 'a `\\` inside double quotes that starts no escape YAML knows';
  if (reason.includes('end of the stream or a document separator')) return 'this does not belong to what stands before it';
  return reason;
}

function hintFor(reason: string, line: string): string | undefined {
  if (reason.includes('unknown escape sequence')) return 'use single quotes: nothing is escaped inside them';
  const value = line.match(/^(\s*(?:- )?[^\s:'"][^:]*): +([^'"[{|>].*: .*)$/);
  if (value) return `a text with \`: \` inside needs quotes: \`${value[1]?.trim()}: '${value[2]?.replaceAll("'", "''")}'\``;
  const special = line.match(/^(\s*(?:- |[^\s'"][^:]*: +))([@`%].*)$/);
  if (special)
    return `a text that starts with \`${special[2]?.[0]}\` needs quotes: \`${special[1]?.trim()} '${special[2]?.replaceAll("'", "''")}'\``;
  return undefined;
}
