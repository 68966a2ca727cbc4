/**
 * In: the files as written. Out: the app of this run's stage: in long form, what it extends below it, the entries of
 * `stages` that match over it. Variables are still variables.
 */
import { checkIds, entriesOf } from './check-ids.ts';
import { overHouse } from './extends.ts';
import { type MeantIds, meantIds } from './meant-ids.ts';
import { child, type Entry, type MapNode, type Node, withoutEntries } from './node.ts';
import { applyOverrides } from './overrides.ts';
import type { ReadFiles } from './read-files.ts';
import { locateIn, type Run, toLongForm } from './run.ts';
import { layersFor } from './stage.ts';
import { checkStageEntries } from './stage-entries.ts';
import { stageOfRun } from './stage-of-run.ts';
import { type StageSettings, stageSettings } from './stage-settings.ts';
import { withoutStrayProperties } from './stray-properties.ts';

export interface Layered {
  readonly tree: MapNode;
  /** The same without the overrides of stages. */
  readonly written: MapNode;
  readonly stage: string;
  /** Names that only another mistake keeps from being known. */
  readonly meant: MeantIds;
  /** Keys of `stages`. */
  readonly declared: readonly string[];
  readonly settings: StageSettings;
  /** What the app's own `stages` hold, without those of house rules. */
  readonly stages: readonly Node[];
}

/** Ends the run where there is no stage. */
export function layer({ app, houses, complete }: ReadFiles, run: Run): Layered {
  const { set, reader, diagnostics } = run;
  const files = [...houses, app].map((file) => toLongForm(file, run) as MapNode);
  const whole = files.reduce((house, over) => overHouse(over, house));
  const meant = meantIds(whole, complete, set);
  const written = withoutStrayProperties(whole, diagnostics);
  locateIn(written, run);
  // Of two entries of one name the house's comes first.
  const entries: readonly [string, Entry][] = files.flatMap((file) => [...entriesOf(child(file, 'stages'))]);
  const declared = entries.map(([pattern]) => pattern);
  const stage = stageOfRun(written, declared, reader, set, run);

  const stages = [...entriesOf(child(written, 'stages'))].map(([, { value }]) => value);
  const base = withoutEntries(written, new Set(['stages']));
  const layers = layersFor(stage, entries, diagnostics);
  const { tree, settings } = applyOverrides(base, layers, set, diagnostics);
  checkStageEntries(written, { entries, applied: new Set(layers.map(([pattern]) => pattern)), meant, set, reader, diagnostics });
  locateIn(tree, run);
  checkIds(tree, written, meant, set, diagnostics);
  return { tree, written: base, stage, meant, declared, settings: stageSettings(settings), stages };
}
