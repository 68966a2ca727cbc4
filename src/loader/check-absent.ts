/**
 * What is written down and not there in this stage, switched off or replaced by the stage, is judged all the same: by its schema, and by
 * the names that it uses. Its variables have no values.
 */
import { type Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import type { JsonPath } from '../core/span.ts';
import { entriesOf, stacksOf } from './check-ids.ts';
import { checkReferences } from './check-references.ts';
import { coerce } from './coerce.ts';
import { child, type MapNode, type Node, toValue } from './node.ts';
import type { Run } from './run.ts';
import { sourceIndex } from './source.ts';
import { validateAll } from './validate-all.ts';
import { Resolver } from './variables/resolve.ts';
import type { Scope } from './variables/scope.ts';
import { withoutVariables } from './variables/without.ts';
import { rootStep } from './walk.ts';
import { withoutWhens } from './without-whens.ts';

export interface AbsentOptions {
  readonly scope: Omit<Scope, 'constructs'>;
  /** The app without overrides, and the entries of `stages`: a name that none of them declares is one of nothing. */
  readonly written: Node;
  readonly stages: readonly Node[];
  readonly run: Run;
}

/** What a variable says wherever its value comes from. */
const IN_ANY_STAGE = new Set(['E1101', 'E1105', 'E2014']);

/** `tree` is the app in long form; `places`: what of it is not there in this stage. */
export function checkAbsent(tree: MapNode, places: readonly JsonPath[], { scope, written, stages, run }: AbsentOptions): void {
  if (places.length === 0) return;
  const { set, reader, diagnostics } = run;
  const source = sourceIndex(reader.files, tree);
  const declaring = [written, ...stages];
  const constructs = new Map(declaring.flatMap((one) => [...stacksOf(one).keys()].map((id) => [id, true] as const)));
  const stacks = declaring.flatMap((one) => [...entriesOf(child(one, 'stacks'))].map(([id]) => id));

  const ofVariables = new Diagnostics();
  ofVariables.attach(source);
  new Resolver({ ...scope, constructs, diagnostics: ofVariables }, set).resolve(tree, set.app);

  const ofValues = new Diagnostics();
  ofValues.attach(source);
  const coerced = coerce(withoutVariables(tree), { set, schema: set.app, reader, pseudo: () => undefined, diagnostics: ofValues });
  const typed = withoutWhens(coerced, rootStep(set.app), { set, partial: false, diagnostics: ofValues });
  const named = checkReferences(typed, { set, stage: '', constructs, stacks, meant: scope.meant, diagnostics: ofValues });
  validateAll(toValue(named), set, ofValues);

  const found = [...ofVariables.each.filter(({ code }) => IN_ANY_STAGE.has(code)), ...ofValues.each];
  const isAbsent = within(places);
  for (const one of found) if (isAbsent(one.path) && !comesWithAStage(one, stages)) diagnostics.adopt(one);
}

/** Places of `written` that the overrides in `tree` have taken out or replaced. Nodes that no override touched are in both. */
export function replacedIn(tree: Node | undefined, written: Node, path: JsonPath = []): readonly JsonPath[] {
  if (tree === written) return [];
  if (tree?.kind !== 'map' || written.kind !== 'map') return [path];
  return [...written.entries].flatMap(([key, { value }]) => replacedIn(child(tree, key), value, [...path, key]));
}

/** What is missing here may be said by the stages in which it is there. */
function comesWithAStage({ code, path }: Diagnostic, stages: readonly Node[]): boolean {
  return code === 'E2002' && stages.some((stage) => child(stage, ...path.map(String)) !== undefined);
}

/** Whether a path leads to one of `places` or into it. */
function within(places: readonly JsonPath[]): (path: JsonPath) => boolean {
  const known = new Set(places.map((place) => JSON.stringify(place)));
  return (path) => path.some((_, index) => known.has(JSON.stringify(path.slice(0, index + 1))));
}
