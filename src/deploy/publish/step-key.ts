/** What a site is made from, as one hash: equal key, nothing to publish. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { PublishStep } from '../../core/stages.ts';
import { bounded } from './bounded.ts';
import { inheritedInputs } from './build-environment.ts';
import { siteFailure } from './failure.ts';
import { fileHash } from './file-hash.ts';
import { walk } from './walk.ts';

const LOCKFILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'];

/** Folders that builds write into their own source: they would make every key new. */
const MADE_BY_BUILDS = new Set(
  '.angular .astro .cache .docusaurus .git .next .nuxt .output .parcel-cache .proj .svelte-kit .turbo .vite node_modules'.split(' '),
);

export interface StepKeyOptions {
  /** Absolute: the project's root. */
  readonly root: string;
  /** The step's environment, resolved. */
  readonly environment: Readonly<Record<string, string>>;
  /** That of the process, of which a build sees a part. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

/** sha256 over source files, lockfile, command, environment, cache rules and Node.js' version. */
export async function siteKey(step: PublishStep, { root, environment, inherited }: StepKeyOptions): Promise<string> {
  const source = join(root, step.source);
  if (!existsSync(source)) throw siteFailure('E4020', step, { site: step.id, folder: step.source });
  const output = step.build && posix.normalize(step.build.output).replace(/\/$/, '');
  const { files } = await walk(source, {
    border: await realpath(root),
    enter(name, path, isFolder) {
      if (isFolder) return !MADE_BY_BUILDS.has(name) && path !== output;
      return !name.endsWith('.tsbuildinfo') && name !== '.DS_Store';
    },
  });
  const hashes = await bounded(files, 16, async ({ path, file, size }) => [path, await fileHash(file, size)]);
  const parts: unknown[] = [hashes, step.build ?? null, step.cache, sortedEntries(environment)];
  // Without a build there is nothing that a runtime or a lockfile could change.
  if (step.build) parts.push(process.version, await lockfiles(source), sortedEntries(inheritedInputs(inherited)));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function sortedEntries(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Those of the nearest folder upwards that has any: a workspace keeps its lockfile at the top. */
async function lockfiles(folder: string): Promise<readonly string[]> {
  const here = LOCKFILES.map((name) => join(folder, name)).filter((file) => existsSync(file));
  if (here.length > 0)
    return Promise.all(
      here.map(async (file) =>
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ),
    );
  const parent = dirname(folder);
  return parent === folder ? [] : lockfiles(parent);
}
