/** Lines of `proj --json` → lines of the workflow's log, and what outputs and summary need. */
import { annotationOf, group, literal } from '../../src/render/workflow-commands.mjs';

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
        return annotationOf(message, { workspace, directory });
      case 'failure':
        report.failures.push(message);
        return annotationOf(message, { workspace, directory });
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

function parse(line) {
  try {
    const value = JSON.parse(line);
    return typeof value?.type === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
