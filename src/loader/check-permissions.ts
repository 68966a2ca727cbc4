/** Actions and resources that the user writes under `permissions`, against AWS's lists of actions. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { isExpression } from '../core/expression.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import type { Problem } from '../iam-actions/check.ts';
import { child, type Node, type ScalarValue } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { pathOf, rootStep, walk } from './walk.ts';

interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly path: JsonPath;
}

/** The lists are only read where actions are written. */
export async function checkPermissions(tree: Node, set: SchemaSet, diagnostics: Diagnostics): Promise<void> {
  const permissions = permissionsIn(tree, set);
  if (permissions.length === 0) return;
  const [{ checkStatements }, { serviceNames }, { actionsOf }] = await Promise.all([
    import('../iam-actions/check.ts'),
    import('../iam-actions/index.ts'),
    import('../iam-actions/operations.ts'),
  ]);
  const found = await checkStatements(permissions);
  for (const [index, permission] of permissions.entries()) {
    for (const problem of found[index] ?? []) report(problem, permission);
  }

  function report(problem: Problem, { actions, resources, path }: Permission): void {
    if (problem.kind === 'idle-resource') {
      const resource = resources[problem.resource] ?? '';
      diagnostics.report('E2105', [...path, 'resources', problem.resource], { resource }, { part: 'value' });
      return;
    }
    const action = actions[problem.action] ?? '';
    const at = [...path, 'actions', problem.action];
    if (problem.kind === 'no-service') {
      // Names of services are never written with capitals: this is an action without one.
      const hint = /^[A-Z][A-Za-z]+$/.test(action) ? { hint: `an action begins with its service: \`s3:${action}\`, if it is S3's` } : {};
      diagnostics.report('E2101', at, { prefix: action.split(':')[0] ?? '', near: nearServices(problem.prefix, serviceNames) }, hint);
    } else if (problem.kind === 'no-action') {
      const near = actionsOf[action.toLowerCase()] ?? nearAction(action, problem.names);
      diagnostics.report('E2102', at, { action, service: serviceNames[problem.prefix] ?? problem.prefix, near });
    } else if (problem.kind === 'unlimited') {
      diagnostics.report('E2103', at, { action });
    } else {
      diagnostics.report('E2104', at, { action, form: problem.form.replace('${Partition}', 'aws'), near: problem.near });
    }
  }
}

function permissionsIn(tree: Node, set: SchemaSet): readonly Permission[] {
  const found: Permission[] = [];
  walk(tree, rootStep(set.app), {
    set,
    visit(node, step) {
      if (step.cloudFormation) return { final: node };
      const isPermission = step.schema.keysAre === 'construct' && step.schema.properties?.actions !== undefined;
      const actions = isPermission ? scalarsIn(child(node, 'actions')).map(String) : [];
      const resources = isPermission ? scalarsIn(child(node, 'resources')).map(patternOf) : [];
      if (actions.length > 0 && resources.length > 0) found.push({ actions, resources, path: pathOf(step) });
      return node;
    },
  });
  return found;
}

function scalarsIn(list: Node | undefined): readonly ScalarValue[] {
  return list?.kind === 'list' ? list.items.map((item) => (item.kind === 'scalar' ? item.value : null)) : [];
}

/** As a pattern of IAM's: `*` for what only the deploy knows, and for what is wrong and told of elsewhere. */
function patternOf(value: ScalarValue): string {
  if (!isExpression(value)) return withoutVariables(String(value));
  // An attribute is one resource, never all.
  if (value.kind === 'attribute') return 'arn:*';
  const parts = value.kind === 'join' ? value.parts : [];
  return parts.map((part) => (isExpression(part) ? '*' : withoutVariables(part))).join('') || '*';
}

/** IAM's own, such as `${aws:username}`. */
function withoutVariables(text: string): string {
  return text.replace(/\$\{[^{}]*\}/g, '*');
}

/** `eventbridge` is `events`: people write a service's name. */
function nearServices(prefix: string, names: Readonly<Record<string, string>>): readonly string[] {
  const wanted = prefix.replaceAll('-', '');
  const called = Object.keys(names).filter((one) => plain(names[one] ?? '') === wanted);
  const near = nearest(prefix, Object.keys(names));
  return called.length > 0 || near === undefined ? called : [near];
}

/** Without what every name has. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(amazon|aws) /, '')
    .replace(/[^a-z0-9]/g, '');
}

function nearAction(action: string, names: readonly string[]): string | undefined {
  const colon = action.indexOf(':') + 1;
  const near = nearest(action.slice(colon), names);
  return near === undefined ? undefined : `${action.slice(0, colon)}${near}`;
}
