/** Takes physical resources away: in a clean-up, a rollback, a deletion; or keeps them where a policy says so. */
import { randomUUID } from 'node:crypto';
import type { StackJournal } from '../journal.ts';
import type { Discarded, Operation, StackResource } from '../model.ts';
import type { ResourceGraph } from '../resource-graph.ts';
import { overGraph, reversed } from './parallel.ts';
import { resourceEvent } from './progress.ts';
import { contextFor, ended, failureText, providerOf, type Run } from './run.ts';

/**
 * Deletes what it is given, each after those that depend on it; gives the logical ids that could not be deleted. What one of
 * them needs is left alone, unless `regardless`. Discarded ones are off the list once they are dealt with.
 */
export async function deleteAll(run: Run, doomed: readonly Discarded[], regardless: boolean): Promise<string[]> {
  const failed: string[] = [];
  const byKey = new Map(doomed.map((one, index) => [`${index}`, one]));
  await overGraph(
    reversed(graphOf(byKey)),
    async (key) => {
      const one = byKey.get(key) as Discarded;
      const done = await deleteOne(run, one);
      if (!done) failed.push(one.logicalId);
      if (done || regardless) forget(run.journal, one);
      return done || regardless;
    },
    () => ended(run),
  );
  return failed;
}

export function discard(resource: StackResource, policy: string): Discarded {
  const { logicalId, type, physicalId, properties, tags, dependsOn } = resource;
  return { logicalId, type, ...(physicalId !== undefined && { physicalId }), properties, tags, dependsOn, policy };
}

/**
 * What becomes of a resource that goes. `RetainExceptOnCreate` (of the resource, or for all of the operation) keeps it only once
 * the operation that made it has succeeded.
 */
export function fateOf(
  { deletionPolicy, touched }: StackResource,
  { retainExceptOnCreate }: Pick<Operation, 'retainExceptOnCreate'>,
): string {
  const unfinished = touched === 'created';
  if (deletionPolicy === 'RetainExceptOnCreate') return unfinished ? 'Delete' : 'Retain';
  return unfinished && retainExceptOnCreate ? 'Delete' : deletionPolicy;
}

async function deleteOne(run: Run, one: Discarded): Promise<boolean> {
  const { journal } = run;
  // Nothing was made of it.
  if (one.physicalId === undefined) {
    note(journal, one, 'DELETE_COMPLETE');
    return true;
  }
  if (one.policy === 'Retain') {
    note(journal, one, 'DELETE_SKIPPED');
    return true;
  }
  note(journal, one, 'DELETE_IN_PROGRESS');
  try {
    await providerOf(run, one.type).delete(one.physicalId, one.properties, contextFor(run, one.logicalId, one.tags));
  } catch (error) {
    note(journal, one, 'DELETE_FAILED', failureText(error, randomUUID()));
    return false;
  }
  note(journal, one, 'DELETE_COMPLETE');
  return true;
}

function forget(journal: StackJournal, one: Discarded): void {
  const { discarded } = journal.stack;
  if (discarded.includes(one)) journal.write({ stack: { discarded: discarded.filter((other) => other !== one) } });
}

function note(journal: StackJournal, one: Discarded, status: string, reason?: string): void {
  const resource = journal.resources.get(one.logicalId);
  const event = resourceEvent(journal.stack, one, status, reason);
  // The logical id may stand for a newer resource by now, which this is not about.
  const same = resource !== undefined && resource.physicalId === one.physicalId;
  journal.write({ events: [event], ...(same && { resources: [withStatus(resource, status, reason)] }) });
}

function withStatus(resource: StackResource, status: string, reason: string | undefined): StackResource {
  const { statusReason: _, ...rest } = resource;
  return { ...rest, status, time: Date.now(), ...(reason !== undefined && { statusReason: reason }) };
}

function graphOf(byKey: ReadonlyMap<string, Discarded>): ResourceGraph {
  const keysOf = new Map<string, string[]>();
  for (const [key, { logicalId }] of byKey) keysOf.set(logicalId, [...(keysOf.get(logicalId) ?? []), key]);
  return new Map(
    [...byKey].map(([key, { dependsOn }]) => [key, dependsOn.flatMap((id) => keysOf.get(id) ?? []).filter((other) => other !== key)]),
  );
}

/** A creation that a kill cut off may have made its resource all the same. */
export async function removeUnfinished(run: Run, resource: StackResource): Promise<void> {
  const name = resource.creating?.name;
  if (name === undefined) return;
  await providerOf(run, resource.type).delete(name, resource.properties, contextFor(run, resource.logicalId, resource.tags));
}
