/** Lines of `proj --json` → lines of the workflow's log, and what outputs and summary need. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { annotation, group, literal } from './workflow-commands.mjs';

export function createReport({ workspace, directory }) {
  const report = { problems: [], failures: [], nodes: [], plan: undefined, outputs: undefined, retained: [], take, end };
  /** What happens to each running stack or site; they run side by side, so each is told as a whole once it is done. */
  const running = new Map();
  return report;

  function take(line) {
    const message = parse(line);
    if (message === undefined) return literal([line]);
    switch (message.type) {
      case 'problem':
        report.problems.push(message);
        return annotation(message.severity === 'warning' ? 'warning' : 'error', withHint(message), placeOf(message));
      case 'failure':
        report.failures.push(message);
        return annotation('error', withHint(message), placeOf(message));
      case 'event':
        return event(message.event);
      case 'result':
        report.outputs = message.result?.outputs ?? report.outputs;
        report.retained = message.result?.retained ?? report.retained;
        if (message.command === 'diff') report.plan = message.result;
        return '';
      default:
        return '';
    }
  }

  /** Nodes that never finished: the run was stopped. */
  function end() {
    return [...running].map(([id, { action, lines }]) => group(`${id}: ${action}, not finished`, lines)).join('');
  }

  function event(found) {
    switch (found.type) {
      case 'node.started':
        running.set(found.id, { action: found.action, lines: [] });
        return '';
      case 'resource.changed':
        return note(found.stack, [found.status, found.logicalId, found.resourceType, found.reason].filter(Boolean).join(' '));
      case 'build.output':
        return note(found.id, found.line);
      case 'node.finished':
        return finished(found.outcome);
      case 'notice':
        return literal([found.text]);
      default:
        return '';
    }
  }

  function note(id, line) {
    const node = running.get(id);
    if (!node) return literal([`${id}: ${line}`]);
    node.lines.push(line);
    return '';
  }

  function finished(outcome) {
    report.nodes.push(outcome);
    const lines = running.get(outcome.id)?.lines ?? [];
    running.delete(outcome.id);
    return group(titleOf(outcome), lines);
  }

  /** proj names files from the project's root; GitHub wants them from the repository's. */
  function placeOf({ file, line, column, endLine, endColumn, code }) {
    if (file === undefined) return { title: code };
    for (let folder = directory; ; folder = dirname(folder)) {
      if (existsSync(join(folder, file))) {
        return { file: relative(workspace, join(folder, file)).split(sep).join('/'), line, column, endLine, endColumn, title: code };
      }
      if (folder === workspace || folder === dirname(folder)) return { title: code };
    }
  }
}

export function titleOf(outcome) {
  switch (outcome.kind) {
    case 'unchanged':
      return `${outcome.id}: unchanged, ${outcome.reason}`;
    case 'done':
      return `${outcome.id}: ${outcome.action} done in ${(outcome.milliseconds / 1000).toFixed(1)} s`;
    case 'failed':
      return `${outcome.id}: failed, ${outcome.failure.message}`;
    default:
      return `${outcome.id}: skipped, ${outcome.because}`;
  }
}

function withHint({ message, hint }) {
  return hint === undefined ? message : `${message}\n${hint}`;
}

function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value?.type === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
