/** What can be said of the files that the app names without bundling or building: handlers and folders of sites must be there. */
import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Diagnostics, Severity } from '../../core/diagnostic.ts';
import { nearest } from '../../core/nearest.ts';
import type { Expansion, PublishStep } from '../../core/stages.ts';
import { handlerFinder } from './handler.ts';

export function checkHandlers({ assets }: Expansion, root: string, diagnostics: Diagnostics): void {
  const find = handlerFinder(root, diagnostics);
  for (const asset of assets) if (asset.kind === 'node') find(asset);
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
