/**
 * Bundles and templates on their way to the asset bucket of a stack's region: content-addressed, each once, only what is missing.
 * Never: a key outside the app's and stage's prefix.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AssembledStack } from '../core/stages.ts';
import { limiter } from './limiter.ts';
import { prefixOf } from './records.ts';
import type { DeployRun } from './run.ts';
import { assetBucket } from './values.ts';

const UPLOADS_AT_ONCE = 8;

export function templateKey(app: string, stage: string, { hash }: Pick<AssembledStack, 'hash'>): string {
  return `${prefixOf(app, stage)}templates/${hash}.json`;
}

/** A template that is not an assembly's own. */
export async function uploadTemplate(
  body: string,
  region: string,
  { assembly, cloud }: Pick<DeployRun, 'assembly' | 'cloud'>,
): Promise<string> {
  const key = templateKey(assembly.app, assembly.stage, { hash: createHash('sha256').update(body).digest('hex') });
  const objects = cloud.in(region).objects(assetBucket(cloud.account, region));
  if (!(await objects.has(key))) await objects.put(key, body, { contentType: 'application/json' });
  return key;
}

/** Everything that these stacks need. */
export async function uploadAssets(
  stacks: readonly AssembledStack[],
  run: Pick<DeployRun, 'assembly' | 'cloud' | 'context'>,
): Promise<void> {
  const { app, stage, assets } = run.assembly;
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  const wanted = new Map<string, { readonly region: string; readonly key: string; readonly read: () => Promise<string | Uint8Array> }>();
  for (const stack of stacks) {
    for (const id of stack.assets) {
      const asset = byId.get(id);
      if (asset) wanted.set(`${stack.region} ${asset.key}`, { region: stack.region, key: asset.key, read: () => readFile(asset.file) });
    }
    const key = templateKey(app, stage, stack);
    wanted.set(`${stack.region} ${key}`, { region: stack.region, key, read: async () => stack.body });
  }
  const limit = limiter(UPLOADS_AT_ONCE);
  let [uploaded, reused, bytes] = [0, 0, 0];
  await Promise.all(
    [...wanted.values()].map(({ region, key, read }) =>
      limit(async () => {
        const objects = run.cloud.in(region).objects(assetBucket(run.cloud.account, region));
        if (await objects.has(key)) {
          reused++;
          return;
        }
        const body = await read();
        await objects.put(key, body, { contentType: key.endsWith('.zip') ? 'application/zip' : 'application/json' });
        uploaded++;
        bytes += Buffer.byteLength(body);
      }),
    ),
  );
  run.context.emit({ type: 'assets.uploaded', uploaded, reused, bytes });
}
