/**
 * In: the new app and the last release. Out: extra edges: a stack that drops an output waits for the stack that used it and
 * no longer does, so that nobody refers to what is gone. Left out where it would close a cycle.
 */
import { findCycle } from '../core/graph.ts';
import type { Assembly } from '../core/stages.ts';
import type { ReleaseRecord } from './records.ts';

/** Stack id → ids it must also wait for. */
export function lettingGo(assembly: Assembly, release: ReleaseRecord | undefined): ReadonlyMap<string, readonly string[]> {
  const declared = new Map(assembly.stacks.map((stack) => [stack.id, stack]));
  const needs = new Map(assembly.stacks.map((stack) => [stack.id, new Set(stack.dependsOn)]));
  const extra = new Map<string, string[]>();
  for (const consumer of release?.stacks ?? []) {
    if (!declared.has(consumer.id)) continue;
    for (const source of Object.values(consumer.sources)) {
      if (source.from !== 'output') continue;
      const producer = declared.get(source.stack);
      if (!producer || Object.hasOwn(producer.template.Outputs ?? {}, source.output)) continue;
      const waits = needs.get(producer.id);
      if (!waits || waits.has(consumer.id)) continue;
      waits.add(consumer.id);
      if (findCycle(needs)) waits.delete(consumer.id);
      else extra.set(producer.id, [...(extra.get(producer.id) ?? []), consumer.id]);
    }
  }
  return extra;
}
