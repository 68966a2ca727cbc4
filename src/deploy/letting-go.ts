/**
 * In: the new app and what is deployed. Out: extra edges of the graph: who drops an output waits for those that used it and no
 * longer do; who takes a resource waits for the stack that gives it up. Nobody refers to what is gone, nothing is there twice.
 */
import { findCycle } from '../core/graph.ts';
import type { Assembly } from '../core/stages.ts';
import { type Deployed, stackKey } from './deployed.ts';

export interface Order {
  /** Stack id → ids it must also wait for. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  readonly moves: readonly Move[];
}

/** Resources that leave one stack and appear in another. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly logicalIds: readonly string[];
  /** The giving stack needs the taking one. */
  readonly impossible: boolean;
}

export function orderOf(assembly: Assembly, deployed: Pick<Deployed, 'release' | 'stacks'>): Order {
  const needs = new Map(assembly.stacks.map((stack) => [stack.id, new Set(stack.dependsOn)]));
  const after = new Map<string, string[]>();
  const moves = movesIn(assembly, deployed).map((move) => ({ ...move, impossible: !wait(move.to, move.from) }));
  for (const { user, producer } of letGo(assembly, deployed)) wait(producer, user);
  return { after, moves };

  /** `false` where it would close a cycle. */
  function wait(waiting: string, first: string): boolean {
    const known = needs.get(waiting);
    if (!known || known.has(first)) return true;
    known.add(first);
    if (findCycle(needs)) {
      known.delete(first);
      return false;
    }
    after.set(waiting, [...(after.get(waiting) ?? []), first]);
    return true;
  }
}

/** Users, by the last release, of outputs that their producer no longer has. */
function letGo(
  assembly: Assembly,
  { release }: Pick<Deployed, 'release'>,
): readonly { readonly user: string; readonly producer: string }[] {
  const declared = new Map(assembly.stacks.map((stack) => [stack.id, stack]));
  return (release?.stacks ?? []).flatMap(({ id, sources }) =>
    Object.values(sources).flatMap((source) => {
      const producer = source.from === 'output' ? declared.get(source.stack) : undefined;
      const dropped = producer && source.from === 'output' && !Object.hasOwn(producer.template.Outputs ?? {}, source.output);
      return dropped && declared.has(id) ? [{ user: id, producer: producer.id }] : [];
    }),
  );
}

function movesIn(assembly: Assembly, { stacks }: Pick<Deployed, 'stacks'>): readonly Omit<Move, 'impossible'>[] {
  const givers = new Map<string, { readonly stack: string; readonly type: string }>();
  for (const { id, region, name, template } of assembly.stacks) {
    const before = stacks.get(stackKey(region, name))?.template?.Resources ?? {};
    for (const [logicalId, { Type }] of Object.entries(before)) {
      if (!Object.hasOwn(template.Resources, logicalId)) givers.set(logicalId, { stack: id, type: Type });
    }
  }
  if (givers.size === 0) return [];
  const moves = new Map<string, { from: string; to: string; logicalIds: string[] }>();
  for (const { id, region, name, template } of assembly.stacks) {
    const before = stacks.get(stackKey(region, name))?.template?.Resources ?? {};
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      const giver = givers.get(logicalId);
      if (giver?.type !== Type || Object.hasOwn(before, logicalId)) continue;
      const key = `${giver.stack} ${id}`;
      const move = moves.get(key) ?? { from: giver.stack, to: id, logicalIds: [] };
      move.logicalIds.push(logicalId);
      moves.set(key, move);
    }
  }
  return [...moves.values()];
}
