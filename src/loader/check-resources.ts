/** Raw CloudFormation against AWS's own schemas, as far as there are tables of them. References are left to expansion: it knows all ids. */
import type { Problem, Template } from '../aws-schemas/check.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { type ConfigValue, isExpression } from '../core/expression.ts';
import type { AppConfig } from '../core/stages.ts';

/** The tables are only read where there are resources of their services. */
export async function checkResources(config: AppConfig, diagnostics: Diagnostics): Promise<void> {
  const stacks = config.stacks.filter(({ resources }) => Object.keys(resources).length > 0);
  if (stacks.length === 0) return;
  const [{ loadResourceTypes }, { checkTemplate }] = await Promise.all([
    import('../aws-schemas/index.ts'),
    import('../aws-schemas/check.ts'),
  ]);
  for (const { id, resources } of stacks) {
    const template = { Resources: withoutExpressions(resources) } as unknown as Template;
    const types = await loadResourceTypes(Object.values(template.Resources).map(({ Type }) => Type));
    for (const problem of checkTemplate(template, types)) {
      const severity = severityOf(problem);
      const path = ['stacks', id, 'resources', ...problem.path.slice(1)];
      if (severity) diagnostics.report('E2017', path, { message: problem.message }, { severity });
    }
  }
}

/** A property or value that is new at AWS must not keep anyone from using it; a type may be of a service without a table. */
function severityOf({ kind }: Problem): 'error' | 'warning' | undefined {
  switch (kind) {
    case 'missing-property':
    case 'type':
      return 'error';
    case 'unknown-property':
    case 'value':
      return 'warning';
    case 'unknown-type':
    case 'reference':
      return undefined;
  }
}

/** What is known only at deploy may turn out to be anything: so may the result of a macro. */
const ANYTHING = { 'Fn::Transform': {} };

function withoutExpressions(value: ConfigValue): unknown {
  if (isExpression(value)) return ANYTHING;
  if (Array.isArray(value)) return value.map(withoutExpressions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutExpressions(item)]));
}
