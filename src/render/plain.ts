/** One line per event, with the time since the start: for CI and pipes. */
import type { Clock } from '../core/context.ts';
import { countOf, renderDiagnostics } from './diagnostics.ts';
import { eventLine } from './event-line.ts';
import { renderBug, renderFailure } from './failure.ts';
import type { Renderer, Streams } from './renderer.ts';
import { printable } from './style.ts';

export function plainRenderer(streams: Streams, clock: Clock, options: { readonly color: boolean }): Renderer {
  const started = clock.now();
  return {
    event(event) {
      const text = eventLine(event, options);
      if (text !== undefined) streams.err(`${((clock.now() - started) / 1000).toFixed(1).padStart(6)}s  ${text}\n`);
    },
    problems(found, source) {
      const [first] = found;
      if (first)
        streams.err(`${renderDiagnostics(found, source, options)}\n\n${countOf(found)}; \`proj explain ${first.code}\` says more\n`);
    },
    failure: (failure, source) => streams.err(`${renderFailure(failure, source, options)}\n`),
    bug: (error) => streams.err(`${renderBug(error)}\n`),
    result(_command, _value, text) {
      const shown = text();
      if (shown !== '') streams.out(shown.endsWith('\n') ? shown : `${shown}\n`);
    },
    logLine: (event) => streams.out(`${eventLine(event, options)}\n`),
    notice: (text) => streams.err(`${printable(text)}\n`),
    end() {},
  };
}
