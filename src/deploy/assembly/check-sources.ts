/** What can be said of the files that the app names without bundling or building: handlers, their exports, folders of sites must be there. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Diagnostics, Severity } from '../../core/diagnostic.ts';
import { nearest } from '../../core/nearest.ts';
import type { Expansion, PublishStep } from '../../core/stages.ts';
import { checkExport, type Handler, handlerFinder, type NodeAsset } from './handler.ts';

/** `missing`: how bad it is where the file of a handler is not there. */
export async function checkHandlers(
  { assets }: Expansion,
  root: string,
  diagnostics: Diagnostics,
  { missing }: { readonly missing: Severity },
): Promise<void> {
  const find = handlerFinder(root, diagnostics, missing);
  const doubtful: { readonly asset: NodeAsset; readonly handler: Handler }[] = [];
  for (const asset of assets) {
    const handler = asset.kind === 'node' ? find(asset) : undefined;
    if (asset.kind === 'node' && handler && !showsExport(root, handler)) doubtful.push({ asset, handler });
  }
  if (doubtful.length === 0) return;
  const { exportReader } = await import('./exports.ts');
  const exportsOf = exportReader(root);
  for (const { asset, handler } of doubtful) {
    // A loader that the user chose makes anything of a file.
    const exports = posix.extname(handler.file) in asset.bundle.loader ? undefined : exportsOf(handler.file);
    if (exports) checkExport(asset, handler, exports, diagnostics);
  }
}

/**
 * Is the export there to be seen at the beginning of a line? Almost all are, and with hundreds of functions there is no time for more.
 * Where it only seems so, in a comment or a text, the bundle will tell.
 */
function showsExport(root: string, { file, name }: Handler): boolean {
  const form = `^(?:export (?:async )?(?:const|let|function|class) |(?:module\\.)?exports\\.)${name.replaceAll('$', '\\$')}(?![\\w$])`;
  try {
    return new RegExp(form, 'm').test(readFileSync(join(root, file), 'utf8'));
  } catch {
    // Not readable: esbuild says why.
    return true;
  }
}

/** `unbuilt`: how bad it is where a site that `proj` doesn't build is not there; something else may make it before the deploy. */
export function checkSites(
  { publish }: Expansion,
  root: string,
  diagnostics: Diagnostics,
  { unbuilt }: { readonly unbuilt: Severity },
): void {
  for (const step of publish) {
    if (isFolder(join(root, step.source))) continue;
    const near = nearestFolder(root, step.source);
    diagnostics.report(
      'E4020',
      [...step.path, 'path'],
      { site: step.id, folder: step.source },
      { part: 'value', severity: severityOf(step, unbuilt), ...(near !== undefined && { hint: `did you mean \`${near}\`?` }) },
    );
  }
}

function severityOf({ build }: PublishStep, unbuilt: Severity): Severity {
  return build ? 'error' : unbuilt;
}

function nearestFolder(root: string, folder: string): string | undefined {
  const parent = posix.dirname(folder);
  const near = nearest(posix.basename(folder), foldersIn(join(root, parent)));
  return near === undefined ? undefined : posix.join(parent, near);
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
