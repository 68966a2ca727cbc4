/**
 * In: the table of codes, and the wrong files of the tests with what is said about them. Out: what `proj explain` and
 * `docs/diagnostics.md` show of each code. Never: a sentence of its own.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeEntry } from '../src/core/codes/entry.ts';
import { type RunCodeEntry, runCodes } from '../src/core/codes/run.ts';
import { why } from '../src/core/codes/why.ts';
import { codes, type DiagnosticCode } from '../src/core/codes.ts';
import type { Example, Explanation } from '../src/render/explain.ts';

const folder = 'test/wrong-files';
/** Of a longer file the beginning is shown. */
const MOST_LINES = 25;

/** By code, in the order of the codes; then those of the run. */
export function readExplanations(): Readonly<Record<string, Explanation>> {
  const examples = readExamples();
  const all = (Object.keys(codes) as DiagnosticCode[]).sort();
  const ofRun = Object.entries<RunCodeEntry>(runCodes).map(([code, entry]) => [code, { code, ...entry }] as const);
  return Object.fromEntries([...all.map((code) => [code, explanationOf(code, examples.get(code))] as const), ...ofRun]);
}

function explanationOf(code: DiagnosticCode, example: Example | undefined): Explanation {
  const entry: CodeEntry<never> = codes[code];
  const message = sentence(entry.text);
  const hint = entry.hint && sentence(entry.hint);
  const reason = why[code];
  return {
    code,
    title: entry.title,
    severity: entry.severity ?? 'error',
    ...(message !== undefined && { message }),
    ...(hint !== undefined && { hint }),
    ...(reason !== undefined && { why: reason }),
    ...(example && { example }),
  };
}

/** The text that `write` makes of names instead of values; `undefined` where it needs real values. */
function sentence(write: (args: never) => string | undefined): string | undefined {
  try {
    return write(new Proxy({}, { get: (_, name) => `<${String(name)}>` }) as never);
  } catch {
    return undefined;
  }
}

/** For each code the shortest file that has this one problem and no other. */
function readExamples(): ReadonlyMap<string, Example> {
  const examples = new Map<string, Example>();
  const names = readdirSync(folder).flatMap((file) => /^(.*)\.expected\.txt$/.exec(file)?.[1] ?? []);
  for (const name of names.sort()) {
    const example = readExample(name);
    const found = [...example.says.matchAll(/^(?:error|warning)\[(E\d{4})\]/gm)].map(([, code]) => code as string);
    const [code] = found;
    if (code === undefined || found.length > 1) continue;
    const known = examples.get(code);
    if (!known || linesOf(example) < linesOf(known)) examples.set(code, example);
  }
  return examples;
}

function readExample(name: string): Example {
  const text = (ending: string) => readFileSync(join(folder, `${name}${ending}`), 'utf8');
  return {
    files: filesOf(join(folder, `${name}.files`)),
    wrong: shortened(text('.yml')),
    says: text('.expected.txt'),
    fixed: shortened(text('.fixed.yml')),
  };
}

function filesOf(place: string): Record<string, string> {
  if (!existsSync(place)) return {};
  const entries = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(place.length + 1).replaceAll('\\', '/'), shortened(readFileSync(path, 'utf8'))]),
  );
}

function shortened(text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= MOST_LINES) return text;
  return [...lines.slice(0, MOST_LINES), `# … and ${lines.length - MOST_LINES} lines more`].join('\n');
}

function linesOf({ wrong }: Example): number {
  return wrong.split('\n').length;
}
