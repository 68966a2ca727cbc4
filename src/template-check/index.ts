/**
 * In: the app, and its templates. Out: in `diagnostics`, what AWS's schemas and the rules of CloudFormation's functions say against what the
 * user wrote as CloudFormation: `resources`, `outputs`, the resources of constructs as far as `overrides` change them, and those that modules
 * of `constructTypes` made. Never: a word about what our constructs made, or a table read where nothing is written as CloudFormation.
 */
import type { Problem, Template } from '../aws-schemas/check.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import type { AppConfig, Expansion, StackConfig, StackTemplate } from '../core/stages.ts';
import { placeIn, written } from './places.ts';
import { report, type Told } from './report.ts';

export async function checkTemplates(app: AppConfig, expansion: Expansion, diagnostics: Diagnostics): Promise<void> {
  const stacks = app.stacks.filter((stack) => hasCloudFormation(stack, app.constructTypes));
  if (stacks.length === 0) return;
  const [{ loadResourceTypes, nearestType }, { checkTemplate }] = await Promise.all([
    import('../aws-schemas/index.ts'),
    import('../aws-schemas/check.ts'),
  ]);
  for (const stack of stacks) {
    const expanded = expansion.stacks.find(({ id }) => id === stack.id);
    if (!expanded) continue;
    const template = expanded.template as Template;
    const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
    const resources = written(stack, expanded, app.constructTypes);
    for (const problem of checkTemplate(template, types, { resources: resources.keys(), placeholders: ['asset'] })) {
      const path = placeIn(problem, stack, resources);
      if (!path || isUnjudged(problem, expanded)) continue;
      const id = String(problem.path[1]);
      const told = path === resources.get(id)?.madeBy ? madeByModule(id, expanded, diagnostics) : diagnostics;
      if (problem.kind === 'unknown-type')
        told.report('E3101', path, { ...problem, near: await nearestType(problem.type) }, { part: 'value' });
      else report(problem, path, expanded, told);
    }
  }
}

/** The construct is where the user sees it; the mistake is the module's. */
function madeByModule(id: string, { origins }: StackTemplate, diagnostics: Diagnostics): Told {
  const type = origins[id]?.type ?? '';
  const related = [{ message: `its resource \`${id}\` is made by the module of \`${type}\``, path: ['constructTypes', type] }];
  return {
    source: diagnostics.source,
    report: (code, path, args, options) => diagnostics.report(code, path, args, { ...options, related }),
  };
}

function isUnjudged(problem: Problem, { unjudged = [] }: StackTemplate): boolean {
  return problem.kind === 'unknown-name' && problem.what === 'resource' && unjudged.some((id) => problem.name.startsWith(id));
}

function hasCloudFormation({ resources, outputs, conditions, mappings, constructs }: StackConfig, ownTypes: readonly string[]): boolean {
  return (
    [resources, conditions, mappings].some((section) => Object.keys(section).length > 0) ||
    constructs.some(({ type, config }) => config.overrides !== undefined || ownTypes.includes(type)) ||
    Object.values(outputs).some((output) => typeof output === 'object' && !isExpression(output))
  );
}
