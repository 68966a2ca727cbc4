/**
 * In: the app as one stage sees it. Out: a template for each stack, the functions' assets, the sites' publish steps.
 * Never reads a file, the clock, the environment or the network: the same app gives the same bytes.
 */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { AppConfig, Expansion, FunctionAsset, StackTemplate } from '../core/stages.ts';
import { constructs } from './constructs/index.ts';
import { type Answers, customConstructs } from './custom.ts';
import { type ConstructTypes, type Directory, describe } from './directory.ts';
import { draftStack, type StackDraft } from './drafts.ts';
import { checkLimits } from './limits.ts';
import { demandOutput, newWiring, type Wiring } from './link.ts';
import { type LinkedResources, linkStack } from './link-stack.ts';
import { checkPhysicalNames } from './physical-names.ts';
import { publishStep } from './publish.ts';
import { checkReferences } from './references.ts';
import type { Report } from './report.ts';
import { checkRoles } from './role-size.ts';
import { sortedMap } from './sorted-map.ts';
import { orderStacks } from './stack-order.ts';
import { stackTemplate } from './template.ts';

/** Problems go to `diagnostics`; where there are errors the expansion must not be used. `answers`: of the app's own types. */
export function expand(
  app: AppConfig,
  diagnostics: Diagnostics,
  answers: Answers = new Map(),
  builtIn: ConstructTypes = constructs,
): Expansion {
  const types = { ...builtIn, ...customConstructs(app.constructTypes, answers) };
  const report: Report = (code, path, args, options) => diagnostics.report(code, path, args, options);
  const directory = describe(app, types);
  const places = checkReferences(app, directory, report);
  const drafts = app.stacks.map((stack) => draftStack(app, stack, directory, places, report));

  const wiring = newWiring(directory);
  const linked = drafts.map((draft) => linkStack(draft, wiring, places, report));
  const publish = drafts.flatMap(({ sites }) => sites.flatMap(({ id, draft }) => publishStep(id, draft, directory, wiring) ?? []));
  const shown = drafts.map((draft) => shownOutputs(draft, directory, wiring));
  const { order, needs } = orderStacks(app, wiring.edges, places, report);

  const stacks = drafts.map((draft, index) =>
    stackTemplate(
      {
        draft,
        linked: linked[index] as LinkedResources,
        parameters: wiring.parameters.get(draft.stack.id) ?? new Map(),
        outputs: wiring.outputs.get(draft.stack.id) ?? new Map(),
        shown: shown[index] ?? {},
        dependsOn: needs.get(draft.stack.id) ?? new Set(),
      },
      app,
      report,
    ),
  );
  checkPhysicalNames(stacks, report);
  const paths = new Map([...directory].map(([id, { path }]) => [id, path]));
  for (const stack of stacks) {
    checkLimits(stack, paths, report);
    checkRoles(stack, report);
  }

  const { app: name, stage, local, region } = app;
  return {
    app: name,
    stage,
    local,
    region,
    stacks: inOrder(stacks, order),
    assets: distinct(drafts.flatMap(({ assets }) => assets)),
    publish: publish.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** What `proj outputs` shows: attributes of constructs, and the stack's own `outputs`. */
function shownOutputs({ stack }: StackDraft, directory: Directory, wiring: Wiring): StackTemplate['shown'] {
  const shown: Record<string, Record<string, string>> = {};
  for (const { id } of stack.constructs) {
    const outputs = (directory.get(id)?.shown ?? []).map((name) => [name, demandOutput(wiring, id, name)] as const);
    if (outputs.length > 0) shown[id] = Object.fromEntries(outputs);
  }
  const own = Object.keys(stack.outputs);
  if (own.length > 0) shown[''] = sortedMap(own.map((name) => [name, name]));
  return shown;
}

function inOrder(stacks: readonly StackTemplate[], order: readonly string[]): readonly StackTemplate[] {
  const place = new Map(order.map((id, index) => [id, index]));
  return [...stacks].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

/** Each once, by id; the first place in `app.yml` stands for all. */
function distinct(assets: readonly FunctionAsset[]): readonly FunctionAsset[] {
  const byId = new Map<string, FunctionAsset>();
  for (const asset of assets) if (!byId.has(asset.id)) byId.set(asset.id, asset);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
