import type { Context } from '../core/context.ts';
import type { Phase } from '../core/event.ts';

/** Runs one phase and tells when it begins and ends. */
export async function during<T>(phase: Phase, context: Context, work: () => Promise<T>): Promise<T> {
  const started = context.clock.now();
  context.emit({ type: 'phase.started', phase });
  try {
    return await work();
  } finally {
    context.emit({ type: 'phase.finished', phase, milliseconds: context.clock.now() - started });
  }
}
