/** Live progress in a terminal: finished nodes scroll by, the running ones stay below with their latest resource. The only ora import. */
import { createInterface } from 'node:readline/promises';
import ora, { type Ora } from 'ora';
import type { Clock } from '../core/context.ts';
import type { ProgressEvent } from '../core/event.ts';
import { durationOf, eventLine, outcomeLine } from './event-line.ts';
import { plainRenderer } from './plain.ts';
import type { Renderer, Streams } from './renderer.ts';
import { printable, style } from './style.ts';

interface Running {
  readonly action: string;
  readonly since: number;
  detail: string;
}

const PHASES: Partial<Record<string, string>> = {
  load: 'reading app.yml',
  assemble: 'bundling',
  look: 'looking at what is deployed',
  plan: 'planning',
};

export function terminalRenderer(streams: Streams, clock: Clock, options: { readonly color: boolean }): Renderer {
  const plain = plainRenderer(streams, clock, options);
  const s = style(options);
  const running = new Map<string, Running>();
  let phase: string | undefined;
  let spinner: Ora | undefined;

  const show = () => {
    const nodes = [...running].map(
      ([id, { action, since, detail }]) => `${s.bold(id)} ${action} ${s.dim(`${durationOf(clock.now() - since)} ${detail}`)}`,
    );
    const text = nodes.length > 0 ? nodes.join('\n  ') : phase;
    if (text === undefined) hide();
    else {
      spinner ??= ora({ stream: process.stderr, discardStdin: false });
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    }
  };
  const hide = () => {
    spinner?.stop();
  };
  /** Prints above the live lines. */
  const above = (write: () => void) => {
    hide();
    write();
    show();
  };

  return {
    event(event) {
      follow(event);
      show();
    },
    problems: (found, source) => above(() => plain.problems(found, source)),
    failure: (failure, source) => above(() => plain.failure(failure, source)),
    bug: (error) => above(() => plain.bug(error)),
    result: (command, value, text) => above(() => plain.result(command, value, text)),
    logLine: (event) => above(() => plain.logLine(event)),
    notice: (text) => above(() => plain.notice(text)),
    async ask(question) {
      hide();
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    end() {
      phase = undefined;
      running.clear();
      hide();
    },
  };

  function follow(event: ProgressEvent): void {
    switch (event.type) {
      case 'phase.started':
        phase = PHASES[event.phase];
        return;
      case 'phase.finished':
        phase = undefined;
        return;
      case 'node.started':
        running.set(event.id, { action: event.action, since: clock.now(), detail: '' });
        return;
      case 'resource.changed': {
        const node = running.get(event.stack);
        if (node) node.detail = `${event.logicalId} ${event.status}`;
        if (!event.status.endsWith('FAILED')) return;
        break;
      }
      case 'build.output': {
        const node = running.get(event.id);
        if (node) node.detail = printable(event.line);
        return;
      }
      case 'node.finished':
        running.delete(event.outcome.id);
        hide();
        streams.err(`${outcomeLine(event.outcome, s)}\n`);
        return;
      default:
    }
    const text = eventLine(event, options);
    if (text !== undefined) {
      hide();
      streams.err(`${text}\n`);
    }
  }
}
