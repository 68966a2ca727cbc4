/** GitHub's ways to be told things: lines of the log that it reads, and files that it names. */
import { randomUUID } from 'node:crypto';

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
