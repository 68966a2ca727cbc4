/**
 * The asset bucket of an account and region: made once, by a CloudFormation stack of its own, by whoever comes first.
 * Never: used where it belongs to another account.
 */
import template from '../../templates/asset-bucket.json' with { type: 'json' };
import { ProjError } from '../core/errors.ts';
import type { Cloud } from './cloud.ts';
import { firstCause, stop } from './failure.ts';
import { newestEvent, type Poller } from './poller.ts';
import { isInProgress } from './recover.ts';
import { assetBucket } from './values.ts';

const STACK = 'proj-assets';

export async function ensureAssetBucket(cloud: Cloud, regionName: string, run: string, poller: Poller): Promise<void> {
  const region = cloud.in(regionName);
  const bucket = assetBucket(cloud.account, regionName);
  if (await region.objects(bucket).exists()) return;
  await clearFailedCreation();
  const request = { stackName: STACK, template: JSON.stringify(template), tags: { 'proj:assets': 'true' }, token: `bucket-${run}` };
  // Where another run was faster, its creation is waited for.
  await region.stacks.create(request);
  const begun = await region.stacks.describe(STACK);
  const settled = begun && isInProgress(begun.status) ? await poller.settled({ region, stackId: begun.id }) : { state: begun, events: [] };
  const status = settled.state?.status ?? 'DELETE_COMPLETE';
  if (status !== 'CREATE_COMPLETE') {
    throw new ProjError(2, firstCause(settled.events, { name: STACK, path: [], origins: {} }, status, settled.state?.statusReason));
  }
  if (!(await region.objects(bucket).exists())) {
    throw stop(
      2,
      'E5022',
      { name: STACK, status, why: `its bucket ${bucket} is gone` },
      { hint: `delete the stack ${STACK} and deploy again: it is made anew` },
    );
  }

  async function clearFailedCreation(): Promise<void> {
    const there = await region.stacks.describe(STACK);
    if (!there || !/^(ROLLBACK|CREATE)_(COMPLETE|FAILED)$/.test(there.status) || there.status === 'CREATE_COMPLETE') return;
    const after = await newestEvent(region, there.id);
    if (there.terminationProtection) await region.stacks.protect(there.id, false);
    await region.stacks.delete(there.id, { token: `bucket-delete-${run}` });
    await poller.settled({ region, stackId: there.id, ...(after !== undefined && { after }) });
  }
}
