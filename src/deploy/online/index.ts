/**
 * In: an app that has no mistake of its own, and a cloud. Out: what is there that would stop its deploy, as problems with their
 * lines, all at once. Each check is a file beside this one. Never: a write; a finding that the deploy would deal with by itself.
 */
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { AppConfig, Expansion } from '../../core/stages.ts';
import type { Cloud } from '../cloud.ts';
import { checkAccount } from '../look.ts';
import { checkNames } from './names.ts';
import { checkQuotas } from './quotas.ts';
import { inUsableRegions } from './regions.ts';
import { checkStacks } from './stacks.ts';
import { checkValues } from './values.ts';

export type OnlineApp = Pick<Expansion, 'app' | 'stage' | 'local' | 'region' | 'stacks' | 'publish'>;

/** Nothing is asked of the wrong account (E5010): what it has says nothing about the app. */
export async function checkOnline(
  config: Pick<AppConfig, 'account' | 'stacks'>,
  app: OnlineApp,
  cloud: Cloud,
  diagnostics: Diagnostics,
): Promise<void> {
  checkAccount(app, cloud, config);
  const stacks = await inUsableRegions(app, cloud, diagnostics);
  const own = await checkStacks(stacks, app, cloud, diagnostics);
  await Promise.all([
    checkNames(own, app, cloud, diagnostics),
    checkValues(config, { ...app, stacks }, cloud, diagnostics),
    checkQuotas(own, cloud, diagnostics),
  ]);
}
