/**
 * In: the table of codes, and the wrong files of the tests with what is said about them. Out: what `proj explain` and
 * `docs/diagnostics.md` show of each code. Never: a sentence of its own.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeEntry } from '../src/core/codes/entry.ts';
import { type RunCodeEntry, runCodes } from '../src/core/codes/run.ts';
import { why } from '../src/core/codes/why.ts';
import { codes, type DiagnosticCode } from '../src/core/codes.ts';
import type { Example, Explanation } from '../src/render/explain.ts';
import { filesBeside } from './files-beside.ts';

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
  const says = text('.expected.txt');
  return {
    files: filesOf(filesBeside(folder, name), text('.yml') + says),
    wrong: shortened(text('.yml')),
    says,
    fixed: shortened(text('.fixed.yml')),
  };
}

/** Those that the app or the message speaks of. */
function filesOf(place: string | undefined, told: string): Record<string, string> {
  if (place === undefined) return {};
  const entries = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const named = paths.map((path) => [path.slice(place.length + 1).replaceAll('\\', '/'), path] as const);
  return Object.fromEntries(
    named.flatMap(([name, path]) => (told.includes(withoutExtension(name)) ? [[name, shortened(readFileSync(path, 'utf8'))]] : [])),
  );
}

/** A handler is named without it. */
function withoutExtension(file: string): string {
  return file.replace(/\.\w+$/, '');
}

function shortened(text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= MOST_LINES) return text;
  return [...lines.slice(0, MOST_LINES), `# … and ${lines.length - MOST_LINES} lines more`].join('\n');
}

function linesOf({ wrong }: Example): number {
  return wrong.split('\n').length;
}
