/**
 * In: the app of a stage with variables in it. Out: what is there in this stage, with values and expressions in the
 * types that the schema wants.
 */
import { checkAbsent, replacedIn } from './check-absent.ts';
import { entriesOf, stacksOf } from './check-ids.ts';
import { coerce } from './coerce.ts';
import type { Layered } from './layer.ts';
import { child, type MapNode, type Node, textOf } from './node.ts';
import { chooseRegion, knownPseudo } from './region.ts';
import { locateIn, type Run, toLongForm } from './run.ts';
import { dereference, WHEN } from './schema.ts';
import { environmentLookup } from './variables/env-files.ts';
import { Resolver } from './variables/resolve.ts';
import type { Scope } from './variables/scope.ts';
import { rootStep } from './walk.ts';
import { type Switched, switchOff } from './when.ts';
import { withoutWhens } from './without-whens.ts';

export interface Valued {
  readonly tree: Node;
  /** Construct id → whether it is there in this stage. */
  readonly constructs: ReadonlyMap<string, boolean>;
  /** Ids of all stacks, switched off or not. */
  readonly stacks: readonly string[];
  readonly region: string;
}

/** Ends the run where everything is switched off. */
export function giveValues(layered: Layered, run: Run): Valued {
  const { set, reader, diagnostics } = run;
  const scope = scopeOf(layered, run);
  const { tree: present, constructs, off } = whatIsOn(layered, scope, run);
  const resolver = new Resolver({ ...scope, constructs }, set);
  const withValues = resolver.resolve(present, set.app);
  const resolved = resolver.needsLongForms ? toLongForm(withValues, run, { valued: true }) : withValues;
  locateIn(resolved, run);
  const region = chooseRegion(resolved, { ...run, environment: reader.disk.environment }, diagnostics);
  const typed = coerce(resolved, {
    set,
    schema: set.app,
    reader,
    pseudo: (name, path) => knownPseudo(resolved, region, name, path),
    diagnostics,
  });
  locateIn(typed, run);
  const tree = withoutWhens(typed, rootStep(set.app), { set, partial: false, diagnostics });
  const stacks = [...entriesOf(child(layered.tree, 'stacks'))].map(([id]) => id);
  const { written, stages } = layered;
  checkAbsent(layered.tree, off, { scope, written, stages, run });
  checkAbsent(written, replacedIn(layered.tree, written), { scope, written, stages, run });
  return { tree, constructs, stacks, region };
}

type ScopeOfRun = Omit<Scope, 'constructs'>;

function scopeOf({ tree, stage, meant, settings }: Layered, { reader, local, params = {}, diagnostics }: Run): ScopeOfRun {
  return {
    reader,
    stage: { app: child(tree, 'app'), stage, local, params: child(tree, 'params'), givenParams: params },
    environment: environmentLookup(reader, stage, diagnostics),
    plain: namesIn(child(tree, 'plain')),
    protect: settings.protect,
    meant,
    diagnostics,
  };
}

function whatIsOn({ tree, written, stage, declared }: Layered, scope: ScopeOfRun, run: Run): Switched {
  const { set, local, diagnostics } = run;
  const resolver = new Resolver({ ...scope, constructs: 'any' }, set);
  const schema = dereference(WHEN, set);
  const on = switchOff(tree, {
    set,
    written: stacksOf(written).keys(),
    stage,
    local,
    declared,
    resolve: (when, path) => toLongForm(resolver.resolve(when, schema, path), run, { schema, path, valued: true }),
    diagnostics,
  });
  if (hasNoStack(on.tree) && !hasNoStack(tree)) {
    diagnostics.report('E2018', ['stacks'], { stage });
    diagnostics.stopIfErrors();
  }
  return on;
}

function hasNoStack(tree: MapNode): boolean {
  const stacks = child(tree, 'stacks');
  return stacks?.kind === 'map' && stacks.entries.size === 0;
}

function namesIn(node: Node | undefined): ReadonlySet<string> {
  return new Set(node?.kind === 'list' ? node.items.flatMap((item) => textOf(item) ?? []) : []);
}
