/**
 * Runs the nodes of a plan: each as soon as all it waits for is done, several at once. A failure stops only what depends on
 * it; an interruption starts nothing new. Never: knowledge of what a node does.
 */
import { type ExitStatus, ProjError } from '../core/errors.ts';
import type { Failure, NodeOutcome, PlannedNode } from '../core/plan.ts';
import { limiter } from './limiter.ts';
import { nodeKey } from './plan.ts';

interface GraphRun {
  run(node: PlannedNode): Promise<NodeOutcome>;
  finished(outcome: NodeOutcome): void;
  readonly interrupted: AbortSignal;
  readonly concurrency: number;
  now(): number;
}

export interface GraphResult {
  readonly outcomes: readonly NodeOutcome[];
  /** That of the first failure; 130 where something was left out because of an interruption; else 0. */
  readonly exitStatus: ExitStatus;
}

const INTERRUPTED = 'interrupted';

/** `nodes` in an order in which each comes after what it waits for. */
export async function runGraph(
  nodes: readonly PlannedNode[],
  { run, finished, interrupted, concurrency, now }: GraphRun,
): Promise<GraphResult> {
  const limit = limiter(concurrency);
  const outcomes = new Map<string, Promise<NodeOutcome>>();
  const bugs: unknown[] = [];
  const statuses: ExitStatus[] = [];
  for (const node of nodes) {
    const needs = node.dependsOn.map((id) => outcomes.get(nodeKey({ kind: 'stack', id }))).filter((outcome) => outcome !== undefined);
    outcomes.set(nodeKey(node), turn(node, needs));
  }
  const all = await Promise.all(outcomes.values());
  if (bugs.length > 0) throw bugs[0];
  const leftOut = all.some((outcome) => outcome.kind === 'skipped' && outcome.because === INTERRUPTED);
  return { outcomes: all, exitStatus: statuses[0] ?? (leftOut ? 130 : 0) };

  async function turn(node: PlannedNode, needs: readonly Promise<NodeOutcome>[]): Promise<NodeOutcome> {
    const blocking = (await Promise.all(needs)).find(({ kind }) => kind === 'failed' || kind === 'skipped');
    const outcome = blocking ? skipped(node, blocking) : await limit(() => attempt(node));
    finished(outcome);
    return outcome;
  }

  async function attempt(node: PlannedNode): Promise<NodeOutcome> {
    if (interrupted.aborted) return { kind: 'skipped', id: node.id, because: INTERRUPTED };
    const began = now();
    try {
      return await run(node);
    } catch (error) {
      if (error instanceof ProjError && error.exitStatus === 130) return { kind: 'skipped', id: node.id, because: INTERRUPTED };
      // Others still run: what is not expected is thrown when they are done.
      if (error instanceof ProjError) statuses.push(error.exitStatus);
      else bugs.push(error);
      return { kind: 'failed', id: node.id, failure: failureOf(error), milliseconds: now() - began };
    }
  }
}

function skipped({ id }: PlannedNode, blocking: NodeOutcome): NodeOutcome {
  if (blocking.kind === 'skipped') return { kind: 'skipped', id, because: blocking.because };
  return { kind: 'skipped', id, because: `${blocking.id} failed` };
}

function failureOf(error: unknown): Failure {
  if (error instanceof ProjError) return error.failure;
  return { code: 'bug', message: error instanceof Error ? error.message : String(error) };
}
