/** A row of the table of codes as text: its sentence and hint with the names of the arguments in place of values. */
import type { CodeEntry } from '../core/codes/entry.ts';

const FAMILIES: Readonly<Record<string, string>> = {
  E1: 'reading files and variables (exit status 1)',
  E2: 'keys, types and values of app.yml (exit status 1)',
  E3: 'references, names, limits and expansion (exit status 1)',
  E4: 'bundles, zips and site builds (exit status 1)',
  E5: 'deploying',
};

export function explainText(code: string, entry: CodeEntry<never>): string {
  const lines = [`${code}: ${entry.title}`, '', `  ${entry.severity ?? 'error'}: ${sentence(entry.text) ?? entry.title}`];
  const hint = entry.hint && sentence(entry.hint);
  if (hint) lines.push(`  help: ${hint}`);
  return [...lines, '', `Family ${code.slice(0, 2)}: ${FAMILIES[code.slice(0, 2)] ?? ''}`].join('\n');
}

/** The text that `write` makes of names instead of values; `undefined` where it needs real values. */
function sentence(write: (args: never) => string | undefined): string | undefined {
  try {
    return write(new Proxy({}, { get: (_, name) => `<${String(name)}>` }) as never);
  } catch {
    return undefined;
  }
}
