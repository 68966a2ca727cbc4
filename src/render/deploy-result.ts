/** How a deploy or removal ended, as people read it: why nothing was done, what was kept, the outputs. */
import type { DeployResult } from '../core/plan.ts';
import { renderOutputs } from './outputs.ts';

export function renderDeployResult({ outcome, nodes, outputs, retained }: DeployResult, options: { readonly color: boolean }): string {
  const parts: string[] = [];
  if (outcome === 'unchanged') {
    parts.push(
      nodes.length === 0
        ? 'Nothing to do: there is nothing deployed.'
        : ['Nothing to do:', ...nodes.map((node) => `  ${node.id}: ${node.kind === 'unchanged' ? node.reason : node.kind}`)].join('\n'),
    );
  }
  if (retained.length > 0) {
    parts.push(['Kept:', ...retained.map((one) => `  ${one.physicalId} (${one.resourceType}, ${one.stack}): ${one.reason}`)].join('\n'));
  }
  const shown = renderOutputs(outputs, options);
  if (shown !== '') parts.push(shown);
  return parts.join('\n\n');
}
