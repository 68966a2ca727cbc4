/** The licences of the packages whose code is bundled into `dist`, which they ask to be kept with it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `inputs`: the bundled files, as esbuild's metafile names them. */
export function thirdPartyLicences(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []));
  const entries = [...folders].map(entryOf);
  // The same release may stand in several places.
  return [...new Set(entries)].sort().join(`\n${'-'.repeat(80)}\n\n`);
}

function entryOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)) : [];
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
