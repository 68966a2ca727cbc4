/** Entries → a zip in the assembly's folder, within Lambda's limit. */
import { join } from 'node:path';
import type { Diagnostics } from '../../core/diagnostic.ts';
import type { JsonPath } from '../../core/span.ts';
import { writeHashed, type ZipRecord, zipRecord } from './output.ts';
import { byPath, contentHash, type ZipEntry, zip } from './zip.ts';

/** Lambda's limit of unzipped code. */
const MAXIMUM_BYTES = 250 * 1024 * 1024;
/** More would need the 64-bit form of the zip's directory. */
const MAXIMUM_FILES = 65_535;

export function packed(
  entries: readonly ZipEntry[],
  what: string,
  directory: string,
  path: JsonPath,
  diagnostics: Diagnostics,
): ZipRecord | undefined {
  const total = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total > MAXIMUM_BYTES || entries.length > MAXIMUM_FILES) {
    const biggest = [...entries].sort((a, b) => b.bytes.length - a.bytes.length).slice(0, 3);
    const shown = biggest.map((entry) => `\`${entry.path}\` (${megabytes(entry.bytes.length)} MB)`);
    diagnostics.report('E4006', path, { what, megabytes: megabytes(total), files: entries.length, biggest: shown }, { part: 'value' });
    return undefined;
  }
  const sorted = [...entries].sort(byPath);
  const hash = contentHash(sorted);
  const bytes = zip(sorted);
  writeHashed(join(directory, `${hash}.zip`), bytes);
  return zipRecord(hash, bytes);
}

function megabytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}
