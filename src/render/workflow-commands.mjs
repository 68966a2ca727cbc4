/**
 * GitHub's ways to be told things: lines of the log that it reads, and files that it names. Plain JavaScript: the steps of `action.yml`
 * run it from the sources, with nothing installed.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** A problem or failure as `--json` tells it, at its line in the repository. */
export function annotationOf({ severity, code, message, hint, file, ...place }, where) {
  const path = file === undefined ? undefined : inRepository(file, where);
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return annotation(
    severity === 'warning' ? 'warning' : 'error',
    text,
    path === undefined ? { title: code } : { ...place, file: path, title: code },
  );
}

/** proj names files from the project's root; GitHub wants them from the repository's. `undefined`: in neither. */
export function inRepository(file, { workspace, directory }) {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return relative(workspace, join(folder, file)).split(sep).join('/');
    if (folder === workspace || folder === dirname(folder)) return undefined;
  }
}

export function annotation(level, message, { file, line, column, endLine, endColumn, title }) {
  const properties = Object.entries({ file, line, endLine, col: column, endColumn: line === endLine ? endColumn : undefined, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level}${properties.length > 0 ? ` ${properties.join(',')}` : ''}::${escapeMessage(message)}\n`;
}

export function group(title, lines) {
  return `::group::${escapeMessage(title)}\n${literal(lines)}::endgroup::\n`;
}

/** Text of others (build output, AWS's messages): a line of theirs that looks like a command is none. */
export function literal(lines) {
  if (lines.length === 0) return '';
  const token = randomUUID();
  return `::stop-commands::${token}\n${lines.map((line) => `${line}\n`).join('')}::${token}::\n`;
}

/** `text` without commands: what a user's text looks like is none. A character that takes no room breaks each. */
export function harmless(text) {
  return text.replace(/^([^\S\n]*:)(?=:)/gm, '$1\u200b').replaceAll('##[', '##\u200b[');
}

export function stepOutput(name, value) {
  const end = randomUUID();
  return `${name}<<${end}\n${value}\n${end}\n`;
}

function escapeMessage(text) {
  return String(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(value) {
  return escapeMessage(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
