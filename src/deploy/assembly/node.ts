/** Node.js functions: handler → bundle → zip, each distinct bundle once. */

import { nearest } from '../../core/nearest.ts';
import type { FunctionAsset } from '../../core/stages.ts';
import { type Bundle, type BundleRequest, bundle } from './bundle.ts';
import { readFiles } from './files.ts';
import { type Handler, handlerFinder, type NodeAsset } from './handler.ts';
import type { AssembleOptions } from './index.ts';
import type { ZipRecord } from './output.ts';
import { packed } from './pack.ts';
import { reportMessages } from './problems.ts';
import type { ZipEntry } from './zip.ts';

/** One zip and the functions that run from it: those that name several exports of one file share it. */
interface Unit {
  readonly request: BundleRequest;
  readonly members: { readonly asset: NodeAsset; readonly handler: Handler }[];
}

export async function assembleNode(assets: readonly FunctionAsset[], options: AssembleOptions): Promise<Map<string, ZipRecord>> {
  const units = unitsOf(assets, options);
  const done = new Map<string, ZipRecord>();
  if (units.length === 0) return done;
  const { bundles, errors, warnings } = await bundle(
    units.map(({ request }) => request),
    options.root,
  );
  const owner = new Map(units.map((unit) => [unit.request, (unit.members[0] as Unit['members'][0]).asset]));
  const { diagnostics } = options.context;
  for (const [found, code] of [
    [errors, 'E4004'],
    [warnings, 'E4005'],
  ] as const) {
    reportMessages(
      found.map(({ message, request }) => ({ message, asset: owner.get(request) as NodeAsset })),
      code,
      diagnostics,
    );
  }
  for (const { request, members } of units) {
    const made = bundles.get(request);
    if (!made) continue;
    checkExports(made.exports, members, options);
    const [{ asset }] = members as [Unit['members'][0]];
    const entries = withCopies(made, asset, options);
    const record = entries && packed(entries, asset.handler, options.directory, asset.path, diagnostics);
    if (record) for (const member of members) done.set(member.asset.id, record);
  }
  return done;
}

function unitsOf(assets: readonly FunctionAsset[], { root, context }: AssembleOptions): readonly Unit[] {
  const find = handlerFinder(root, context.diagnostics);
  const units = new Map<string, Unit>();
  for (const asset of assets) {
    if (asset.kind !== 'node') continue;
    const handler = find(asset);
    if (!handler) continue;
    const request = { file: handler.file, runtime: asset.runtime, options: asset.bundle };
    const key = JSON.stringify([request, asset.bundle.install.length > 0 && asset.architecture]);
    const unit = units.get(key);
    if (unit) unit.members.push({ asset, handler });
    else units.set(key, { request, members: [{ asset, handler }] });
  }
  return [...units.values()];
}

function checkExports(exports: readonly string[] | undefined, members: Unit['members'], { context }: AssembleOptions): void {
  if (!exports) return;
  for (const { asset, handler } of members) {
    if (exports.includes(handler.name)) continue;
    context.diagnostics.report(
      'E4002',
      asset.path,
      { ...handler, handler: asset.handler, exports, nearest: nearest(handler.name, exports) },
      { part: 'value' },
    );
  }
}

function withCopies(made: Bundle, asset: NodeAsset, { root, context }: AssembleOptions): readonly ZipEntry[] | undefined {
  const entries = new Map(made.entries.map((entry) => [entry.path, entry]));
  let complete = true;
  for (const { from, to } of asset.bundle.copyFiles) {
    const found = readFiles(root, from, to);
    if (found.kind === 'files') {
      for (const entry of found.entries) {
        if (entries.has(entry.path)) context.diagnostics.report('E4011', asset.path, { from, to: entry.path });
        entries.set(entry.path, entry);
      }
    } else {
      complete = false;
      if (found.kind === 'missing') context.diagnostics.report('E4008', asset.path, { from });
      else context.diagnostics.report('E4003', asset.path, { file: found.file });
    }
  }
  return complete ? [...entries.values()] : undefined;
}
