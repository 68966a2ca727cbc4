/** `code:` assets: a folder or zip that the user's own build made. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { FunctionAsset } from '../../core/stages.ts';
import { isZip, readFiles } from './files.ts';
import { writeHashed, type ZipRecord, zipRecord } from './output.ts';
import { packed } from './pack.ts';

export function assembleCode(
  assets: readonly FunctionAsset[],
  root: string,
  directory: string,
  diagnostics: Diagnostics,
): Map<string, ZipRecord> {
  const done = new Map<string, ZipRecord>();
  for (const asset of assets) {
    if (asset.kind !== 'code') continue;
    const found = readFiles(root, asset.source, '');
    if (found.kind === 'outside') {
      diagnostics.report('E4003', asset.path, { file: found.file }, { part: 'value' });
    } else if (found.kind === 'missing' || found.entries.length === 0) {
      diagnostics.report('E4007', asset.path, { source: asset.source }, { part: 'value' });
    } else if (statSync(join(root, asset.source)).isFile()) {
      const file = join(root, asset.source);
      if (isZip(file)) done.set(asset.id, copied(readFileSync(file), directory));
      else diagnostics.report('E4007', asset.path, { source: asset.source }, { part: 'value' });
    } else {
      const record = packed(found.entries, asset.source, directory, asset.path, diagnostics);
      if (record) done.set(asset.id, record);
    }
  }
  return done;
}

/** A zip of the user's is deployed as it is: its name is the hash of its bytes. */
function copied(bytes: Buffer, directory: string): ZipRecord {
  const hash = createHash('sha256').update(bytes).digest('hex');
  writeHashed(join(directory, `${hash}.zip`), bytes);
  return zipRecord(hash, bytes);
}
