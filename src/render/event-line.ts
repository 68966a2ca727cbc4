/** The one line that an event is in plain output; `undefined` for events that say nothing there. */
import type { ProgressEvent } from '../core/event.ts';
import type { NodeOutcome } from '../core/plan.ts';
import { printable, printableLine, type Style, style } from './style.ts';

export function eventLine(event: ProgressEvent, options: { readonly color: boolean }): string | undefined {
  const s = style(options);
  switch (event.type) {
    case 'phase.started':
    case 'phase.finished':
      return undefined;
    case 'assets.uploaded':
      return event.uploaded === 0
        ? undefined
        : `uploaded ${event.uploaded} bundle${event.uploaded === 1 ? '' : 's'} (${sizeOf(event.bytes)}), ${event.reused} already there`;
    case 'lock.waiting':
      return `waiting for the deploy of ${printable(event.owner)}, which began ${event.since}`;
    case 'node.started':
      return `${s.bold(event.id)} ${event.action}`;
    case 'resource.changed':
      // Says nothing new after the IN_PROGRESS before it.
      if (event.reason === 'Resource creation Initiated') return undefined;
      return `${event.stack} ${s.dim(event.status)} ${event.logicalId} ${s.dim(event.resourceType)}${event.reason ? ` ${printable(event.reason)}` : ''}`;
    case 'node.finished':
      return outcomeLine(event.outcome, s);
    case 'text.fixed':
      return `${s.green('fixed')} ${printableLine(event.file)}:${event.line}:${event.column} ${changed(event.from, event.to)}`;
    case 'build.output':
      return `${event.id} ${s.dim('|')} ${printable(event.line)}`;
    case 'function.log':
      return `${s.cyan(event.function)} ${s.dim(event.time)} ${printable(event.line)}`;
    case 'notice':
      return printable(event.text);
  }
}

function changed(from: string, to: string): string {
  const lines = to.split('\n').length;
  return lines > 1 ? `the indentation of ${lines} lines: spaces, no tabs` : `${printableLine(from)} → ${printableLine(to)}`;
}

export function outcomeLine(outcome: NodeOutcome, s: Style): string {
  switch (outcome.kind) {
    case 'unchanged':
      return `${s.dim('=')} ${outcome.id} ${s.dim(`unchanged: ${outcome.reason}`)}`;
    case 'done':
      return `${s.green('✔')} ${s.bold(outcome.id)} ${outcome.action} ${s.dim(durationOf(outcome.milliseconds))}`;
    case 'failed':
      return `${s.red('✖')} ${s.bold(outcome.id)} failed ${s.dim(durationOf(outcome.milliseconds))}: ${printable(outcome.failure.message)}`;
    case 'skipped':
      return `${s.yellow('-')} ${outcome.id} skipped: ${printable(outcome.because)}`;
  }
}

export function durationOf(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)}s`;
  return `${Math.floor(milliseconds / 60_000)}m ${Math.round((milliseconds % 60_000) / 1000)}s`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}
