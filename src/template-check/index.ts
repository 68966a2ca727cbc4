/**
 * In: the app, and its templates. Out: in `diagnostics`, what AWS's schemas and the rules of CloudFormation's functions say against what the
 * user wrote as CloudFormation: `resources`, `outputs`, and the resources of constructs as far as `overrides` change them.
 * Never: a word about what the constructs themselves made, or a table read where nothing is written as CloudFormation.
 */
import type { Finding, Problem, Template } from '../aws-schemas/check.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { AppConfig, Expansion, StackConfig, StackTemplate } from '../core/stages.ts';
import { nameAt, placeIn, written } from './places.ts';

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
    const isUnseen = unseen(stack, expanded);
    const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
    const resources = written(stack);
    for (const problem of checkTemplate(template, types, { resources: resources.keys(), placeholders: ['asset'] })) {
      const path = placeIn(problem, stack, resources);
      if (!path || isUnseen(problem)) continue;
      if (problem.kind === 'unknown-type')
        diagnostics.report('E3101', path, { ...problem, near: await nearestType(problem.type) }, { part: 'value' });
      else report(problem, path, diagnostics);
    }
  }
}

/** A construct whose module did not run made no resources: what is said of them can't be judged. */
function unseen(stack: StackConfig, { origins }: StackTemplate): (problem: Problem) => boolean {
  const seen = new Set(Object.values(origins).map(({ construct }) => construct));
  const ids = stack.constructs.map(({ id }) => id).filter((id) => !seen.has(id));
  return (problem) => problem.kind === 'unknown-name' && problem.what === 'resource' && ids.some((id) => problem.name.startsWith(id));
}

function hasCloudFormation({ resources, outputs, conditions, mappings, constructs }: StackConfig): boolean {
  return (
    [resources, conditions, mappings].some((section) => Object.keys(section).length > 0) ||
    constructs.some(({ config }) => config.overrides !== undefined) ||
    Object.values(outputs).some((output) => typeof output === 'object' && !isExpression(output))
  );
}

function report(problem: Exclude<Finding, { kind: 'unknown-type' }> & Problem, path: JsonPath, diagnostics: Diagnostics): void {
  const value = { part: 'value' } as const;
  const name = nameAt(path);
  switch (problem.kind) {
    case 'unknown-property':
      diagnostics.report('E3102', path, problem);
      break;
    case 'read-only':
      diagnostics.report('E3103', path, problem);
      break;
    case 'missing-property':
      diagnostics.report('E3104', path, problem);
      break;
    case 'wrong-type':
      diagnostics.report('E3105', path, { ...problem, name }, value);
      break;
    case 'not-allowed':
      diagnostics.report('E3106', path, { ...problem, name, near: nearest(problem.value, problem.allowed) }, value);
      break;
    case 'unknown-attribute':
      diagnostics.report('E3107', path, problem, value);
      break;
    case 'unknown-function':
      diagnostics.report('E3108', path, problem);
      break;
    case 'wrong-arguments':
      diagnostics.report('E3109', path, problem);
      break;
    case 'not-alone':
      diagnostics.report('E3110', path, problem);
      break;
    case 'misplaced':
      diagnostics.report('E3111', path, problem);
      break;
    case 'needs-macro':
      diagnostics.report('E3112', path, problem, problem.path.at(-1) === 'Type' ? value : {});
      break;
    case 'not-substituted':
      if (!isEscaped(problem.text, path, diagnostics)) diagnostics.report('E3115', path, problem, value);
      break;
    case 'unknown-name':
      if (problem.what === 'resource') diagnostics.report('E3025', path, { id: problem.name, near: problem.near }, value);
      else if (problem.what === 'pseudo parameter') diagnostics.report('E3114', path, problem, value);
      else diagnostics.report('E3113', path, problem, value);
  }
}

/** `$${AWS::Region}` is meant as it is; in the template its first `$` is gone. */
function isEscaped(text: string, path: JsonPath, { source }: Diagnostics): boolean {
  const file = source?.locate(path)?.file;
  return file !== undefined && source?.text(file)?.includes(`$${text}`) === true;
}
