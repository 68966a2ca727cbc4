/** A plan as people read it: what happens to each stack, construct, resource, property. */
import type { DeployPlan, PlannedChange, PlannedNode, PlannedStack } from '../core/plan.ts';
import { type Style, style } from './style.ts';

const VERBS = { add: '+', modify: '~', remove: '-', replace: '±', import: '↥' } as const;

export function renderPlan(plan: DeployPlan, options: { readonly color: boolean }): string {
  const s = style(options);
  const head = `${plan.app} on ${s.bold(plan.stage)}, ${plan.region}, account ${plan.account}`;
  return [head, ...plan.nodes.flatMap((node) => nodeLines(node, s)), summary(plan)].join('\n');
}

export function renderPlanMarkdown(plan: DeployPlan): string {
  const lines = [`### proj diff: \`${plan.app}\` on \`${plan.stage}\``, '', summary(plan), ''];
  const plain = style({ color: false });
  for (const node of plan.nodes) {
    const [title = '', ...rest] = nodeLines(node, plain);
    if (isQuiet(node)) continue;
    lines.push(
      '<details>',
      `<summary>${escapeHtml(title.trim())}</summary>`,
      '',
      '```diff',
      ...rest.map((line) => line.replace(/^ {4}/, '')),
      '```',
      '</details>',
      '',
    );
  }
  return lines.join('\n');
}

function isQuiet(node: PlannedNode): boolean {
  return node.action === 'unchanged';
}

function nodeLines(node: PlannedNode, s: Style): string[] {
  const reasons = node.reasons.length > 0 ? s.dim(` (${node.reasons.join('; ')})`) : '';
  if (node.kind === 'publish')
    return [`  ${s.bold(node.id)} site: ${node.action === 'when-known' ? 'published once its values are known' : node.action}${reasons}`];
  const later = node.provisional && node.action !== 'unchanged' ? s.dim(' [some values are known only during the deploy]') : '';
  return [`  ${s.bold(node.id)} ${node.action}${later}${reasons}`, ...changeLines(node, s)];
}

function changeLines(stack: PlannedStack, s: Style): string[] {
  return stack.changes.map(
    (change) =>
      `    ${colourOf(change, s)(VERBS[change.action])} ${change.construct ? `${change.construct}: ` : ''}${change.logicalId} ${s.dim(change.resourceType)}${details(change)}`,
  );
}

function details({ action, properties, fate, physicalId }: PlannedChange): string {
  const parts = [
    ...(action === 'replace' ? ['replaced'] : []),
    ...(properties.length > 0 ? [properties.join(', ')] : []),
    ...(fate ? [`${physicalId ?? 'the old resource'} is ${fate === 'snapshot' ? 'kept as a snapshot' : fate}`] : []),
  ];
  return parts.length > 0 ? `: ${parts.join('; ')}` : '';
}

function colourOf({ action, fate }: PlannedChange, s: Style): (text: string) => string {
  if (fate === 'deleted') return s.red;
  return { add: s.green, modify: s.yellow, remove: s.red, replace: s.red, import: s.cyan }[action];
}

function summary(plan: DeployPlan): string {
  if (plan.nothingToDo) return 'Nothing to do: everything is deployed as it is written.';
  const count = new Map<string, number>();
  for (const node of plan.nodes) count.set(node.action, (count.get(node.action) ?? 0) + 1);
  return [...count].map(([action, n]) => `${n} ${action}`).join(', ');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
