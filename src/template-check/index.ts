/**
 * In: the app, and its templates. Out: in `diagnostics`, what AWS's schemas and the rules of CloudFormation's functions say against what the
 * user wrote as CloudFormation: `resources`, `outputs`, and the resources of constructs as far as `overrides` change them.
 * Never: a word about what the constructs themselves made, or a table read where nothing is written as CloudFormation.
 */
import type { Problem, Template } from '../aws-schemas/check.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import type { AppConfig, Expansion, StackConfig, StackTemplate } from '../core/stages.ts';
import { placeIn, written } from './places.ts';
import { report } from './report.ts';

export async function checkTemplates(app: AppConfig, expansion: Expansion, diagnostics: Diagnostics): Promise<void> {
  const stacks = app.stacks.filter(hasCloudFormation);
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
    const resources = written(stack);
    for (const problem of checkTemplate(template, types, { resources: resources.keys(), placeholders: ['asset'] })) {
      const path = placeIn(problem, stack, resources);
      if (!path || isUnjudged(problem, expanded)) continue;
      if (problem.kind === 'unknown-type')
        diagnostics.report('E3101', path, { ...problem, near: await nearestType(problem.type) }, { part: 'value' });
      else report(problem, path, expanded, diagnostics);
    }
  }
}

function isUnjudged(problem: Problem, { unjudged = [] }: StackTemplate): boolean {
  return problem.kind === 'unknown-name' && problem.what === 'resource' && unjudged.some((id) => problem.name.startsWith(id));
}

function hasCloudFormation({ resources, outputs, conditions, mappings, constructs }: StackConfig): boolean {
  return (
    [resources, conditions, mappings].some((section) => Object.keys(section).length > 0) ||
    constructs.some(({ config }) => config.overrides !== undefined) ||
    Object.values(outputs).some((output) => typeof output === 'object' && !isExpression(output))
  );
}
