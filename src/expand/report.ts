import type { Diagnostics } from '../core/diagnostic.ts';

export type Report = Diagnostics['report'];

/** Each problem once: what stands in defaults is met again in every function below. */
export function reportOnce(diagnostics: Diagnostics): Report {
  const seen = new Set<string>();
  return (code, path, args, options) => {
    const key = JSON.stringify([code, path, args]);
    if (seen.has(key)) return;
    seen.add(key);
    diagnostics.report(code, path, args, options);
  };
}
