/**
 * In: a project with an input in it. Out: what is wrong with what `proj` made of it; nothing, mostly.
 * It may find any problem in the input; it must not throw anything else, tell a place that is none, or fix what it breaks.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkStages, fixApp } from '../../src/app/check.ts';
import type { Context } from '../../src/core/context.ts';
import { type Diagnostic, Diagnostics, DiagnosticsError } from '../../src/core/diagnostic.ts';
import type { SourceIndex, Span } from '../../src/core/span.ts';
import { renderDiagnostics } from '../../src/render/diagnostics.ts';
import { problemAsTold } from '../../src/render/told.ts';
import { annotationOf } from '../../src/render/workflow-commands.mjs';
import type { Input } from './mutate.ts';
import { TRAP, writeInput } from './project.ts';

export interface Verdict {
  readonly wrong: readonly string[];
  /** Codes of the problems that were told, for statistics. */
  readonly codes: readonly string[];
}

const OPTIONS = { params: { given: '$(x) ${stage} "\n' }, stacks: [], local: false, noCode: true };
/** No YAML: nothing else is known of the file. */
const UNPARSED = new Set(['E1005', 'E1007', 'E1008', 'E1009']);

export async function judge(folder: string, input: Input): Promise<Verdict> {
  writeInput(folder, input);
  const wrong: string[] = [];
  try {
    const { found, made } = await looked(folder);
    const told = textOf(found);
    wrong.push(...found.all.flatMap((one) => wrongPlaces(one, found.source)), ...wrongText(told), ...wrongText(made));
    const again = await looked(folder);
    if (textOf(again.found) !== told || again.made !== made) wrong.push('a second look finds something else');
    if (found.all.some(({ fix }) => fix)) wrong.push(...(await wrongFixes(folder, found.all)));
    return { wrong, codes: found.all.map(({ code }) => code) };
  } catch (error) {
    return { wrong: [`throws ${error instanceof Error ? error.stack : String(error)}`], codes: [] };
  }
}

async function looked(folder: string): Promise<{ readonly found: Diagnostics; readonly made: string }> {
  const found = new Diagnostics();
  try {
    const { expansion } = await checkStages(OPTIONS, contextOf(folder, found));
    return { found, made: JSON.stringify(expansion) };
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
    return { found, made: '' };
  }
}

function contextOf(workingDirectory: string, diagnostics: Diagnostics): Context {
  return {
    diagnostics,
    emit: () => {},
    confirm: async () => false,
    clock: { now: () => 0, sleep: async () => {} },
    environment: { HOME: '/home/x', AWS_REGION: 'us-east-1' },
    workingDirectory,
    interrupted: new AbortController().signal,
    ci: false,
  };
}

/** For people and for machines. */
function textOf({ all, source }: Diagnostics): string {
  const annotations = all.map((one) => annotationOf(problemAsTold(one), { workspace: '/', directory: '/' }));
  if (annotations.some((one) => one.trimEnd().includes('\n'))) return '\u0000an annotation of several lines';
  return renderDiagnostics(all, source, { color: false });
}

function wrongPlaces({ code, span, fix, related, lineText }: Diagnostic, source: SourceIndex | undefined): readonly string[] {
  // What stands in the source of a function was not read by the loader.
  if (lineText !== undefined) return [];
  const spans = [span, fix?.span, ...(related ?? []).map((one) => one.span)].filter((one) => one !== undefined);
  return spans.filter((one) => !isInside(one, source)).map((one) => `${code} is told at ${JSON.stringify(one)}`);
}

function isInside({ file, start, end }: Span, source: SourceIndex | undefined): boolean {
  const isPosition = ({ line, column }: Span['start']) => {
    const text = source?.line(file, line);
    // Behind the line's last character stands its line break.
    return text !== undefined && column >= 1 && column <= text.length + 2;
  };
  const isOrdered = start.line < end.line || (start.line === end.line && start.column <= end.column);
  return isOrdered && isPosition(start) && isPosition(end);
}

function wrongText(text: string): readonly string[] {
  const reasons: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text)) reasons.push('a control character is told');
  if (text.includes(TRAP)) reasons.push('a file outside of the project was read');
  return reasons;
}

async function wrongFixes(folder: string, before: readonly Diagnostic[]): Promise<readonly string[]> {
  const context = contextOf(folder, new Diagnostics());
  await fixApp(OPTIONS, context);
  const { found } = await looked(folder);
  const wrong =
    before.every(({ code }) => !UNPARSED.has(code)) && found.all.some(({ code }) => UNPARSED.has(code)) ? ['a fix breaks the file'] : [];
  const fixed = readFileSync(join(folder, 'app.yml'));
  if ((await fixApp(OPTIONS, context)).length > 0 || !readFileSync(join(folder, 'app.yml')).equals(fixed))
    wrong.push('a second fix finds more');
  return wrong;
}
