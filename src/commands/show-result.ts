/** The end of a deploy or removal: each failure in full, then the result. */
import type { ExitStatus } from '../core/errors.ts';
import type { DeployResult } from '../core/plan.ts';
import { renderDeployResult } from '../render/deploy-result.ts';
import type { Session } from './session.ts';

export function showResult(command: string, result: DeployResult, { renderer, context }: Session): ExitStatus {
  for (const node of result.nodes) if (node.kind === 'failed') renderer.failure(node.failure, context.diagnostics.source);
  renderer.result(command, result, () => renderDeployResult(result, { color: false }));
  return result.exitStatus;
}
