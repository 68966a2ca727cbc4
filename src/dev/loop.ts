/**
 * The loop of `proj dev`. In: what one round does, and when files change. Out: rounds one after the other, never two at once; changes
 * during a round make one more. It ends when the signal is aborted.
 */
export interface Rounds {
  /** Files that changed: another round. */
  changed(files: readonly string[]): void;
  readonly ended: Promise<void>;
}

export function rounds(round: (changed: readonly string[]) => Promise<void>, stop: AbortSignal): Rounds {
  const waiting = new Set<string>();
  let wake: (() => void) | undefined;

  async function run(): Promise<void> {
    await round([]);
    while (!stop.aborted) {
      if (waiting.size === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          stop.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      const files = [...waiting].sort();
      waiting.clear();
      await round(files);
    }
  }

  return {
    changed(files) {
      for (const file of files) waiting.add(file);
      wake?.();
    },
    ended: run(),
  };
}
