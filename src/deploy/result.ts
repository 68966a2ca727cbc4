/** How a run ended, as data. */
import type { ExitStatus } from '../core/errors.ts';
import type { DeployPlan, DeployResult, NodeOutcome, PlannedNode } from '../core/plan.ts';
import type { Run } from './run.ts';

/** The result of a plan that holds something forbidden; `undefined` where it holds none. */
export function refusal({ nodes }: DeployPlan): DeployResult | undefined {
  const outcomes = nodes.flatMap((node): NodeOutcome[] =>
    node.kind === 'stack' ? (node.blocks ?? []).map((failure) => ({ kind: 'failed', id: node.id, failure, milliseconds: 0 })) : [],
  );
  return outcomes.length === 0 ? undefined : { outcome: 'refused', exitStatus: 4, nodes: outcomes, outputs: {}, retained: [] };
}

export function untouched({ id, reasons }: PlannedNode): NodeOutcome {
  return { kind: 'unchanged', id, reason: reasons.join('; ') };
}

export function resultOf(nodes: readonly NodeOutcome[], exitStatus: ExitStatus, outputs: DeployResult['outputs'], run: Run): DeployResult {
  return {
    outcome: outcomeOf(nodes, exitStatus),
    exitStatus,
    nodes,
    outputs,
    retained: run.keeping.added.map(({ stack, logicalId, resourceType, physicalId }) => ({
      stack,
      logicalId,
      resourceType,
      physicalId,
      reason: 'its data is kept; the next deploy that declares it takes it back',
    })),
  };
}

function outcomeOf(nodes: readonly NodeOutcome[], exitStatus: ExitStatus): DeployResult['outcome'] {
  if (exitStatus === 130) return 'interrupted';
  if (exitStatus !== 0) return 'failed';
  return nodes.every(({ kind }) => kind === 'unchanged') ? 'unchanged' : 'done';
}
