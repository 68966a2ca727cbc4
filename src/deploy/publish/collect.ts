/** The files of a site as they will be served. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishStep } from '../../core/stages.ts';
import { isInside } from '../assembly/inside.ts';
import { bounded } from './bounded.ts';
import { cacheControl } from './cache-rules.ts';
import { contentType } from './content-type.ts';
import { siteFailure } from './failure.ts';
import { fileHash } from './file-hash.ts';
import type { MarkedFile } from './marker.ts';
import { type WalkedFile, walk } from './walk.ts';

export interface SiteFile extends MarkedFile, WalkedFile {}

/** Everything in the folder but hidden files (an `.env` among them) and packages. Links must stay inside. */
export async function collectSite(step: PublishStep, root: string): Promise<readonly SiteFile[]> {
  const folder = step.build ? join(step.source, step.build.output) : step.source;
  const real = await realpath(join(root, folder)).catch(() => undefined);
  const missing = { site: step.id, folder, command: step.build?.command };
  if (real === undefined) throw step.build ? siteFailure('E4022', step, missing) : siteFailure('E4020', step, missing);
  if (!isInside(await realpath(root), real)) throw siteFailure('E4023', step, { site: step.id, file: folder });
  const { files, away } = await walk(real, {
    border: real,
    enter: (name) => name === '.well-known' || (!name.startsWith('.') && name !== 'node_modules'),
  });
  if (away[0] !== undefined) throw siteFailure('E4023', step, { site: step.id, file: away[0] });
  if (files.length === 0) throw siteFailure('E4022', step, missing);
  const cacheOf = cacheControl(step.cache);
  return bounded(files, 16, async (found) => ({
    ...found,
    hash: await fileHash(found.file, found.size),
    contentType: contentType(found.path),
    cacheControl: cacheOf(found.path),
  }));
}
