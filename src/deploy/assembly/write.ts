/** Writes what makes an assembly complete beside its zips: templates and the manifest. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Assembly } from '../../core/stages.ts';
import { sweep, writeWhole } from './output.ts';

const MANIFEST = 'assembly.json';

export function writeAssembly(assembly: Assembly, now: number): void {
  const { directory, assets, stacks } = assembly;
  // What the assembly before this one used stays: another run may still be uploading it.
  const before = readText(join(directory, MANIFEST));
  for (const { id, body } of stacks) writeChanged(join(directory, templateFile(id)), body);
  const names = [...new Set([...assets.map(({ file }) => basename(file)), ...stacks.map(({ id }) => templateFile(id))])].sort();
  const text = `${JSON.stringify(manifest(assembly, names), undefined, 2)}\n`;
  if (text !== before) writeWhole(join(directory, MANIFEST), text);
  sweep(directory, new Set([...names, ...(text === before ? [] : namesIn(before)), MANIFEST]), now);
}

function templateFile(stack: string): string {
  return `${stack}.template.json`;
}

/** Everything but what the templates' files hold and what names this machine. */
function manifest(assembly: Assembly, files: readonly string[]): unknown {
  const { directory: _, root: __, stacks, assets, ...rest } = assembly;
  return {
    version: 1,
    ...rest,
    files,
    assets: assets.map((asset) => ({ ...asset, file: basename(asset.file) })),
    stacks: stacks.map(({ template: _, body: __, ...stack }) => ({ ...stack, file: templateFile(stack.id) })),
  };
}

/** An unchanged file keeps its time, for those who watch the folder. */
function writeChanged(file: string, text: string): void {
  if (readText(file) !== text) writeWhole(file, text);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The files of a manifest; whatever it is. */
function namesIn(manifest = '{}'): readonly string[] {
  try {
    return JSON.parse(manifest).files ?? [];
  } catch {
    return [];
  }
}
