/** The entries of `stages`, whether they apply to this run or not: mistakes in them show at every validation. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { checkType, entriesOf, stacksOf } from './check-ids.ts';
import { coerce } from './coerce.ts';
import { STAGE_PATTERN } from './ids.ts';
import type { MeantIds } from './meant-ids.ts';
import { child, describeKind, type Entry, type Node, textOf, toValue, UNRESOLVED, withoutEntries } from './node.ts';
import { normaliseLayer, OF_THE_APP, stageSchema, type TypeOf, typeIn } from './overrides.ts';
import type { Reader } from './read-file.ts';
import type { SchemaSet } from './schema.ts';
import { sourceIndex, spanOf } from './source.ts';
import { validateConstruct, validateStage } from './validate.ts';
import { withoutVariables } from './variables/without.ts';
import { rootStep } from './walk.ts';
import { withoutWhens } from './without-whens.ts';

export interface StageEntriesOptions {
  readonly entries: readonly [string, Entry][];
  /** Keys of `stages` that apply: what they override is validated merged. */
  readonly applied: ReadonlySet<string>;
  readonly meant: MeantIds;
  readonly set: SchemaSet;
  readonly reader: Reader;
  readonly diagnostics: Diagnostics;
}

/** `tree` is the app in long form, without overrides. */
export function checkStageEntries(tree: Node, options: StageEntriesOptions): void {
  const { entries } = options;
  const stages = child(tree, 'stages');
  if (stages && stages.kind !== 'map' && !(stages.kind === 'scalar' && stages.value === UNRESOLVED)) {
    options.diagnostics.report(
      'E2003',
      ['stages'],
      { name: 'stages', expected: 'a map', found: describeKind(stages) },
      { part: 'value', hint: 'each stage is a key: `stages: { prod: { protect: true } }`' },
    );
  }
  // A construct of one entry may be changed by a more exact one.
  const typeOf: TypeOf = (path) =>
    [tree, ...entries.map(([, { value }]) => value)].map((one) => typeIn(one, path)).find((type) => type !== undefined);
  const own = stacksOf(tree);
  for (const [pattern, { key, value }] of entries) {
    if (!new RegExp(STAGE_PATTERN).test(pattern)) {
      options.diagnostics.report('E1202', ['stages', pattern], { stage: pattern, from: 'under `stages`' }, key && { span: spanOf(key) });
    }
    checkEntry(value, pattern, typeOf, own, options);
  }
}

function checkEntry(
  written: Node,
  pattern: string,
  typeOf: TypeOf,
  own: ReadonlyMap<string, string>,
  { applied, meant, set, reader, diagnostics }: StageEntriesOptions,
): void {
  const schema = stageSchema(set);
  const long = applied.has(pattern) ? written : normaliseLayer(written, pattern, typeOf, set, diagnostics);
  const relevant = applied.has(pattern) && long.kind === 'map' ? withoutEntries(long, new Set(OF_THE_APP)) : long;
  refuseVariables(long, pattern, diagnostics);
  const coerced = coerce(withoutVariables(relevant), {
    set,
    schema,
    reader,
    typeOf: (path) => typeOf(path),
    pseudo: () => undefined,
    diagnostics,
  });
  // These problems are in the entry, not in the app as this stage sees it.
  const before = diagnostics.source;
  const path = ['stages', pattern];
  diagnostics.attach(sourceIndex(reader.files, under(path, coerced)));
  const typed = withoutWhens(coerced, rootStep(schema, path), {
    set,
    partial: true,
    typeOf: (inApp) => typeOf(inApp.slice(path.length)),
    diagnostics,
  });
  const options = { set, diagnostics, partial: true, owner: `the stage \`${pattern}\`` };
  validateStage(toValue(typed), path, options);
  for (const [stackId, stack] of entriesOf(child(typed, 'stacks'))) {
    for (const [id, { value }] of entriesOf(child(stack.value, 'constructs'))) {
      const inApp = ['stacks', stackId, 'constructs', id];
      const type = typeOf(inApp);
      if (type === undefined || !Object.hasOwn(set.constructs, type)) {
        // What the app's own construct lacks is said there.
        if (own.get(id) !== stackId) checkType(id, value, [...path, ...inApp], { own, meant, set, diagnostics });
      } else {
        validateConstruct(type, toValue(value), [...path, ...inApp], { ...options, owner: `the ${type} \`${id}\`` });
      }
    }
  }
  if (before) diagnostics.attach(before);
}

/** What only stages have decides how all else is read and kept: it stands there as it is. */
function refuseVariables(entry: Node, pattern: string, diagnostics: Diagnostics): void {
  for (const [key, { value }] of entriesOf(entry)) {
    if (OF_THE_APP.includes(key) || !textOf(value)?.includes('${')) continue;
    diagnostics.report('E1022', ['stages', pattern, key], { key }, { span: spanOf(value.place) });
  }
}

function under(path: readonly string[], node: Node): Node {
  return path.reduceRight<Node>((inner, key) => ({ kind: 'map', entries: new Map([[key, { value: inner }]]), place: node.place }), node);
}
