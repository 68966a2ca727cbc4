/** What is switched off in this stage is judged all the same: by its schema, and by the names that it uses. Its variables have no values. */
import { Diagnostics } from '../core/diagnostic.ts';
import type { JsonPath } from '../core/span.ts';
import { checkReferences } from './check-references.ts';
import { coerce } from './coerce.ts';
import { type MapNode, toValue } from './node.ts';
import type { Run } from './run.ts';
import { sourceIndex } from './source.ts';
import { validateAll } from './validate-all.ts';
import { Resolver } from './variables/resolve.ts';
import type { Scope } from './variables/scope.ts';
import { withoutVariables } from './variables/without.ts';
import { rootStep } from './walk.ts';
import { withoutWhens } from './without-whens.ts';

export interface SwitchedOffOptions {
  readonly scope: Omit<Scope, 'constructs'>;
  /** Id → whether it is there in this stage. */
  readonly constructs: ReadonlyMap<string, boolean>;
  readonly stacks: readonly string[];
  readonly run: Run;
}

/** What a variable says wherever its value comes from. */
const IN_ANY_STAGE = new Set(['E1101', 'E1105', 'E2014']);

/** `tree` is the app with all of it, in long form; `off`: what of it is switched off. */
export function checkSwitchedOff(tree: MapNode, off: readonly JsonPath[], { scope, constructs, stacks, run }: SwitchedOffOptions): void {
  if (off.length === 0) return;
  const { set, reader, diagnostics } = run;
  const source = sourceIndex(reader.files, tree);
  const all = new Map([...constructs.keys()].map((id) => [id, true]));

  const variables = heardAt(source);
  new Resolver({ ...scope, constructs: all, diagnostics: variables }, set).resolve(tree, set.app);

  const values = heardAt(source);
  const coerced = coerce(withoutVariables(tree), { set, schema: set.app, reader, pseudo: () => undefined, diagnostics: values });
  const typed = withoutWhens(coerced, rootStep(set.app), { set, partial: false, diagnostics: values });
  validateAll(toValue(typed), set, values);
  checkReferences(typed, { set, stage: '', constructs: all, stacks, meant: scope.meant, diagnostics: values });

  const isOff = within(off);
  for (const found of variables.each) if (IN_ANY_STAGE.has(found.code) && isOff(found.path)) diagnostics.adopt(found);
  for (const found of values.each) if (isOff(found.path)) diagnostics.adopt(found);
}

function heardAt(source: ReturnType<typeof sourceIndex>): Diagnostics {
  const diagnostics = new Diagnostics();
  diagnostics.attach(source);
  return diagnostics;
}

/** Whether a path leads to one of `places` or into it. */
function within(places: readonly JsonPath[]): (path: JsonPath) => boolean {
  const known = new Set(places.map((place) => JSON.stringify(place)));
  return (path) => path.some((_, index) => known.has(JSON.stringify(path.slice(0, index + 1))));
}
