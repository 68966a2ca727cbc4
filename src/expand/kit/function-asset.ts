/** The code of a function as an asset: equal code has an equal id, so that it is bundled and uploaded once. */
import { hash } from 'node:crypto';
import type { JsonPath } from '../../core/span.ts';
import type { FunctionAsset, NodeBundleOptions } from '../../core/stages.ts';
import type { DraftValue } from '../construct.ts';
import type { BundleConfig, FunctionSettings } from './function-layers.ts';
import { ref } from './intrinsics.ts';

/** The parameter that holds the deployer's bucket; the linker declares it where it is used. */
export const ASSET_BUCKET = 'AssetBucket';

export function nodeAsset(handler: string, settings: FunctionSettings, path: JsonPath): FunctionAsset {
  const { runtime, architecture } = settings;
  const bundle = bundleOptions(settings.bundle);
  const digest = hash('sha256', JSON.stringify([handler, runtime, architecture, bundle])).slice(0, 12);
  const readable = handler.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return { kind: 'node', id: `${readable}-${digest}`, handler, runtime, architecture, bundle, path };
}

/** Lambda's `Code` for an asset whose key the assembly puts in. */
export function assetCode(id: string): DraftValue {
  return { S3Bucket: ref(ASSET_BUCKET), S3Key: { asset: id } };
}

/** The bundle is one file `index` whatever the source was called. */
export function lambdaHandler(handler: string): string {
  return `index.${handler.slice(handler.lastIndexOf('.') + 1)}`;
}

function bundleOptions({ copyFiles, external, install, loader, define, ...rest }: BundleConfig): NodeBundleOptions {
  return {
    format: rest.format,
    minify: rest.minify,
    sourcemap: rest.sourcemap,
    external: [...external].sort(),
    install: [...install].sort(),
    copyFiles: copyFiles.map(({ from, to }) => ({ from, to: to ?? from })),
    loader: sorted(loader),
    define: sorted(define),
  };
}

function sorted<Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
