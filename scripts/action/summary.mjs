/** The job summary: what was done, stack by stack, the outputs, the problems with their places. */
import { titleOf } from './report.mjs';

const outcomes = {
  0: 'done',
  1: 'the file, a flag, a bundle, a build or a hook is wrong',
  2: 'credentials, network, AWS or a stack failed',
  3: 'a bug in proj',
  4: 'stopped by a guard',
  5: 'there are differences',
  130: 'interrupted',
};

export function summaryOf({ command, stage }, exitStatus, { problems, failures, nodes, plan, outputs, retained }) {
  const parts = [
    `### proj ${command}${stage ? ` on \`${stage}\`` : ''}: ${outcomes[exitStatus] ?? `exit status ${exitStatus}`}`,
    list([...failures, ...problems].map(problemLine)),
    list(nodes.map((outcome) => text(titleOf(outcome)))),
    list(
      retained.map(
        ({ logicalId, resourceType, physicalId, reason }) =>
          `kept ${codeSpan(physicalId)} (${text(resourceType)} ${codeSpan(logicalId)}): ${text(reason)}`,
      ),
    ),
    plan ? planOf(plan) : '',
    outputs ? outputsOf(outputs) : '',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function problemLine({ code, severity, message, file, line, hint }) {
  const place = file === undefined ? '' : ` (${codeSpan(`${file}:${line}`)})`;
  return `**${severity === 'warning' ? 'warning' : 'error'} ${text(code)}** ${text(message)}${place}${hint ? `: ${text(hint)}` : ''}`;
}

function planOf({ nodes = [] }) {
  return list(
    nodes.flatMap((node) => [
      `**${text(node.id)}** ${text(node.action)}`,
      ...(node.changes ?? []).map(
        ({ action, logicalId, resourceType, properties = [] }) =>
          `  - ${text(action)} ${codeSpan(logicalId)} ${text(resourceType)}${properties.length > 0 ? `: ${text(properties.join(', '))}` : ''}`,
      ),
    ]),
  );
}

function outputsOf(outputs) {
  const rows = Object.entries(outputs).flatMap(([stack, constructs]) =>
    Object.entries(constructs).flatMap(([construct, values]) =>
      Object.entries(values).map(
        ([name, value]) => `| ${cell(stack)} | ${cell(construct ? `${construct}.${name}` : name)} | ${cell(value)} |`,
      ),
    ),
  );
  return rows.length > 0 ? ['| stack | output | value |', '|---|---|---|', ...rows].join('\n') : '';
}

function list(lines) {
  return lines.map((line) => (line.startsWith('  - ') ? line : `- ${line}`)).join('\n');
}

function cell(value) {
  return text(value).replaceAll('|', '\\|');
}

/** Text of others may neither close our markup nor bring its own. */
function text(value) {
  return String(value)
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_[\]]/g, '\\$&');
}

function codeSpan(value) {
  return `\`${String(value).replaceAll('`', "'")}\``;
}
