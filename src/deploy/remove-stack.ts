/** Takes a stack away: its site buckets emptied, what is kept written down, and only then deleted. */
import { ProjError } from '../core/errors.ts';
import type { NodeOutcome, PlannedStack } from '../core/plan.ts';
import { keptResources, type LeavingPolicy } from './adopt.ts';
import { type DeployedStack, stackKey } from './deployed.ts';
import { failure, firstCause } from './failure.ts';
import { type OperatedStack, operate } from './operation.ts';
import { type RetainedResource, recordsIn, type SiteBucket } from './records.ts';
import type { Run } from './run.ts';
import { emptySiteBucket } from './site-target.ts';
import { siteBuckets, sitesOf } from './sites.ts';
import { tokenFor } from './token.ts';

export interface Removal extends OperatedStack {
  readonly deployed: DeployedStack;
  readonly sites: readonly SiteBucket[];
}

export async function removeStack(removal: Removal, run: Run): Promise<void> {
  const { deployed } = removal;
  const region = run.cloud.in(deployed.region);
  await letGo(removal, () => 'DeletionPolicy', run);
  const roleArn = run.options.deploy?.cloudFormationRole;
  const settled = await operate(region, deployed.id, removal, run, () =>
    region.stacks.delete(deployed.id, { token: tokenFor(run.id, 'delete', removal.id), ...(roleArn !== undefined && { roleArn }) }),
  );
  if (!settled.state) return;
  const cause = firstCause(settled.events, removal, settled.state.status, settled.state.statusReason);
  throw new ProjError(2, failure('E5025', { stack: removal.id, reason: cause.message }, cause));
}

/** The turn of a stack that the plan removes. */
export async function removeNode(node: PlannedStack, run: Run): Promise<NodeOutcome> {
  const began = run.context.clock.now();
  const key = stackKey(node.region, node.name);
  const deployed = run.deployed.stacks.get(key);
  const released = run.ledger.get(key);
  const declared = run.app.stacks.find(({ name, region }) => name === node.name && region === node.region);
  if (deployed) {
    run.context.emit({ type: 'node.started', id: node.id, kind: 'stack', action: 'delete' });
    const id = declared?.id ?? released?.id ?? node.id;
    const origins = { ...released?.origins, ...declared?.origins };
    await removeStack(
      { ...node, origins, path: declared?.path ?? ['stacks', id], deployed, sites: sitesOf(id, run.app, run.deployed) },
      run,
    );
  }
  run.ledger.delete(key);
  return { kind: 'done', id: node.id, action: 'removed', milliseconds: run.context.clock.now() - began };
}

/** Before resources leave their stack: empties the deployer's own buckets among them, writes down those that stay. */
export async function letGo(removal: Removal, leaving: (logicalId: string) => LeavingPolicy | undefined, run: Run): Promise<void> {
  const { deployed } = removal;
  const region = run.cloud.in(deployed.region);
  const resources = deployed.resources ?? (await region.stacks.resources(deployed.id));
  const buckets = siteBuckets(deployed.template, removal.sites);
  const own = resources.filter(({ logicalId, physicalId }) => physicalId !== undefined && buckets.has(logicalId) && leaving(logicalId));
  const kept = keptResources(deployed.template, resources, leaving).filter(({ logicalId }) => !buckets.has(logicalId));
  if (own.length === 0 && kept.length === 0) return;
  await run.lock.assertHeld();
  for (const { logicalId, physicalId = '' } of own) {
    if (await region.objects(physicalId).exists()) {
      await emptySiteBucket(region, physicalId, buckets.get(logicalId) ?? '', recordsIn(run.app, run.cloud, deployed.region));
    }
  }
  const since = new Date(run.context.clock.now()).toISOString();
  await run.keeping.keep(
    kept.map(({ logicalId, type, physicalId }): RetainedResource => {
      const construct = removal.origins[logicalId]?.construct;
      const declared = deployed.template?.Resources[logicalId];
      return {
        stack: removal.id,
        region: deployed.region,
        logicalId,
        resourceType: type,
        physicalId,
        ...(construct !== undefined && { construct }),
        ...(declared && { declared }),
        since,
      };
    }),
  );
}
