/** Node.js functions: handler → bundle → zip, each distinct bundle once, and none that is still right. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { FunctionAsset } from '../../core/stages.ts';
import { type Bundle, type BundleRequest, bundle } from './bundle.ts';
import { type BundleCache, type CachedBundle, openCache } from './cache.ts';
import { readFiles } from './files.ts';
import { bundlePath, checkExport, type Handler, handlerFinder, type NodeAsset } from './handler.ts';
import type { AssembleOptions } from './index.ts';
import { installed } from './install.ts';
import { subjectsIn } from './observer.ts';
import type { ZipRecord } from './output.ts';
import { packed } from './pack.ts';
import { type FunctionMessage, reportMessages } from './problems.ts';
import type { ZipEntry } from './zip.ts';

/** One zip and the functions that run from it: those that name several exports of one file share it. */
interface Unit {
  /** Of the cache: everything that decides about the zip but the contents of files. */
  readonly key: string;
  readonly request: BundleRequest;
  readonly members: Member[];
}

interface Member {
  readonly asset: NodeAsset;
  readonly handler: Handler;
}

/** Part of every key: a new one makes all bundles anew. */
const FORMAT = 3;

export async function assembleNode(assets: readonly FunctionAsset[], options: AssembleOptions): Promise<Map<string, ZipRecord>> {
  const { root, directory, context, reuse } = options;
  const units = unitsOf(assets, options);
  if (units.length === 0) return new Map();
  const started = context.clock.now();
  const cache = openCache(join(root, '.proj', 'cache'), root, started);
  const done = new Map<Unit, CachedBundle>();
  for (const unit of reuse ? units : []) {
    const found = cache.find(unit.key, directory);
    if (found) done.set(unit, found);
  }
  const missing = units.filter((unit) => !done.has(unit));
  for (const [unit, made] of await makeUnits(missing, cache, options)) done.set(unit, made);
  cache.save(context.clock.now());

  for (const [{ members }, { exports }] of done) {
    if (exports) for (const { asset, handler } of members) checkExport(asset, handler, exports, context.diagnostics);
  }
  const warnings = [...done].flatMap(([unit, made]) => made.warnings.map((message) => ({ message, asset: firstAsset(unit) })));
  reportMessages(warnings, 'E4005', context.diagnostics);
  return new Map([...done].flatMap(([{ members }, { zip }]) => members.map(({ asset }) => [asset.id, zip] as const)));
}

function unitsOf(assets: readonly FunctionAsset[], { root, context }: AssembleOptions): readonly Unit[] {
  const find = handlerFinder(root, context.diagnostics);
  const esbuild = esbuildVersion();
  const units = new Map<string, Unit>();
  for (const asset of assets) {
    if (asset.kind !== 'node') continue;
    const handler = find(asset);
    if (!handler) continue;
    const request = { file: handler.file, runtime: asset.runtime, options: asset.bundle };
    const key = JSON.stringify([FORMAT, esbuild, request, asset.bundle.install.length > 0 ? asset.architecture : '']);
    const unit = units.get(key);
    if (unit) unit.members.push({ asset, handler });
    else units.set(key, { key, request, members: [{ asset, handler }] });
  }
  return [...units.values()];
}

/** Without loading it: most runs have nothing to bundle. */
function esbuildVersion(): string {
  return createRequire(import.meta.url)('esbuild/package.json').version;
}

async function makeUnits(units: readonly Unit[], cache: BundleCache, options: AssembleOptions): Promise<Map<Unit, CachedBundle>> {
  const made = new Map<Unit, CachedBundle>();
  if (units.length === 0) return made;
  const { root, directory, context } = options;
  const subjectsOf = subjectsIn(root);
  const unitOf = new Map(units.map((unit) => [unit.request, unit]));
  const failed: FunctionMessage[] = [];
  const requests = units.map(({ request }) => request);
  for await (const { bundles, errors, warnings } of bundle(requests, root)) {
    failed.push(...errors.map(({ message, request }) => ({ message, asset: firstAsset(unitOf.get(request) as Unit) })));
    for (const [request, bundled] of bundles) {
      const unit = unitOf.get(request) as Unit;
      const asset = firstAsset(unit);
      const entries = await allEntries(bundled, request.file, asset, options);
      const zip = entries && packed(entries, asset.handler, directory, asset.path, context.diagnostics);
      if (!zip) continue;
      const own = warnings.filter((warning) => warning.request === request).map(({ message }) => message);
      const result = { zip, exports: bundled.exports ?? null, warnings: own };
      made.set(unit, result);
      const copied = asset.bundle.copyFiles.map(({ from }) => from);
      cache.add(unit.key, result, subjectsOf(bundled.sources, copied), directory);
      // Zipping is work of one long breath: what shows the progress must get its turn.
      await turn();
    }
  }
  reportMessages(failed, 'E4004', context.diagnostics);
  return made;
}

function firstAsset({ members }: Unit): NodeAsset {
  return (members[0] as Member).asset;
}

/** The bundle, installed packages and copied files; `undefined` after a problem, which is reported. */
async function allEntries(
  made: Bundle,
  file: string,
  asset: NodeAsset,
  options: AssembleOptions,
): Promise<readonly ZipEntry[] | undefined> {
  const { root, context } = options;
  const packages = await installed(asset, file, { root, cache: join(root, '.proj', 'cache'), context });
  if (!packages) return undefined;
  const entries = new Map([...made.entries, ...packages].map((entry) => [entry.path, entry]));
  let complete = true;
  const place = bundlePath(asset, 'copyFiles');
  for (const { from, to } of asset.bundle.copyFiles) {
    const found = readFiles(root, from, to);
    if (found.kind === 'files') {
      for (const entry of found.entries) {
        if (entries.has(entry.path)) {
          complete = false;
          context.diagnostics.report('E4011', place, { from, to: entry.path });
        }
        entries.set(entry.path, entry);
      }
    } else {
      complete = false;
      if (found.kind === 'missing') context.diagnostics.report('E4008', place, { from });
      else context.diagnostics.report('E4003', place, { file: found.file });
    }
  }
  return complete ? [...entries.values()] : undefined;
}
