/** The `proj` that the project has installed, found as Node.js finds packages. Never a global one, never a download. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const packageName = 'projctl';

export function findProj(directory) {
  const manifest = join(directory, 'node_modules', packageName, 'package.json');
  if (existsSync(manifest)) return { path: join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.proj) };
  const parent = dirname(directory);
  if (parent !== directory) return findProj(parent);
  return { problem: `${packageName} is not installed here: add it to devDependencies, and run npm ci in a step before this one` };
}
