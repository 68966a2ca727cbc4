/** A context that remembers what it was told, and answers questions as the test wants. */
import type { Context } from '../../../src/core/context.ts';
import { Diagnostics } from '../../../src/core/diagnostic.ts';
import type { ProgressEvent } from '../../../src/core/event.ts';

export interface TestContext extends Context {
  readonly events: readonly ProgressEvent[];
  readonly questions: readonly string[];
  interrupt(): void;
}

export function testContext(
  options: { readonly answer?: boolean; readonly environment?: Readonly<Record<string, string>> } = {},
): TestContext {
  const events: ProgressEvent[] = [];
  const questions: string[] = [];
  const controller = new AbortController();
  return {
    diagnostics: new Diagnostics(),
    emit: (event) => void events.push(event),
    confirm: async (question) => {
      questions.push(question);
      return options.answer ?? false;
    },
    clock: { now: () => Date.now(), sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) },
    environment: options.environment ?? { PATH: process.env.PATH },
    workingDirectory: process.cwd(),
    interrupted: controller.signal,
    ci: false,
    events,
    questions,
    interrupt: () => controller.abort(),
  };
}
