/** Which stage this run is for, and which entries of `stages` apply to it. */
import { join } from 'node:path';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Disk } from './disk.ts';
import { child, type Entry, type MapNode, type Node, textOf } from './node.ts';
import { spanOf } from './source.ts';
import { suggestion } from './suggestion.ts';

export const STAGE_NAME = /^[a-z][a-z0-9-]{0,30}$/;

export interface StageSources {
  /** `--stage` */
  readonly flag: string | undefined;
  readonly disk: Disk;
  /** `stage:` of the app file, its variables resolved. */
  readonly file: Node | undefined;
  readonly root: string;
  readonly ci: boolean;
  /** The stage of commands that touch nothing. */
  readonly fallback: string | undefined;
}

/** `--stage` → `PROJ_STAGE` → `stage:` → `.proj/stage` → the fallback. A bad or missing one is reported. */
export function chooseStage(sources: StageSources, diagnostics: Diagnostics): string | undefined {
  const candidates = [
    { stage: sources.flag, from: '--stage' },
    { stage: sources.disk.environment.PROJ_STAGE || undefined, from: 'PROJ_STAGE' },
    { stage: textOf(sources.file), from: 'stage:' },
    { stage: sources.ci ? undefined : personalStage(sources.root, sources.disk), from: '.proj/stage' },
    { stage: sources.fallback, from: 'the default' },
  ];
  const chosen = candidates.find((one) => one.stage !== undefined);
  if (chosen?.stage === undefined) {
    diagnostics.report('E1201', [], {}, { part: 'none' });
    return undefined;
  }
  if (!STAGE_NAME.test(chosen.stage)) {
    const span = chosen.from === 'stage:' && sources.file ? spanOf(sources.file.place) : undefined;
    diagnostics.report('E1202', [], { stage: chosen.stage, from: chosen.from }, span ? { span } : { part: 'none' });
    return undefined;
  }
  return chosen.stage;
}

function personalStage(root: string, disk: Disk): string | undefined {
  const bytes = disk.read(join(root, '.proj', 'stage'));
  return typeof bytes === 'string' ? undefined : bytes.toString('utf8').trim() || undefined;
}

/** A name, or a pattern in which `*` stands for any text. */
export function matchesStage(pattern: string, stage: string): boolean {
  if (!pattern.includes('*')) return pattern === stage;
  const parts = pattern.split('*');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (stage.length < first.length + last.length || !stage.startsWith(first) || !stage.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = stage.indexOf(part, at);
    if (found === -1 || found + part.length > stage.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Entries of `stages` that match, from the least to the most exact: by literal characters, the name itself last. */
export function layersFor(stage: string, entries: readonly [string, Entry][], diagnostics: Diagnostics): readonly [string, Entry][] {
  const rank = (pattern: string) => (pattern.includes('*') ? pattern.replaceAll('*', '').length : Number.POSITIVE_INFINITY);
  const layers = entries.filter(([pattern]) => matchesStage(pattern, stage)).sort(([a], [b]) => rank(a) - rank(b));
  layers.forEach(([pattern, { key }], index) => {
    const [before, entryBefore] = layers[index - 1] ?? [];
    if (before === undefined || before === pattern || rank(before) !== rank(pattern)) return;
    const related = entryBefore?.key ? [{ message: 'the other one', span: spanOf(entryBefore.key) }] : [];
    diagnostics.report(
      'E1204',
      ['stages', pattern],
      { stage, patterns: [before, pattern] },
      { related, ...(key && { span: spanOf(key) }) },
    );
  });
  return layers;
}

/** With `stageNames: declared` only stages that an entry of `stages` matches. */
export function checkDeclared(stage: string, tree: MapNode, declared: readonly string[], diagnostics: Diagnostics): void {
  if (textOf(child(tree, 'stageNames')) !== 'declared') return;
  if (declared.some((pattern) => matchesStage(pattern, stage))) return;
  const hint = suggestion(stage, declared);
  diagnostics.report('E1203', ['stages'], { stage, declared }, hint === undefined ? {} : { hint });
}
