/** A function's code on disk: one folder per content, shared by all functions that have the same. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { BadZipError, readDirectory, unzip, type ZipEntry } from './unzip.ts';

/** A deployment package, or the source text that a template holds. */
export type CodeInput = { readonly zip: Buffer } | { readonly fileName: string; readonly text: string };

export interface StoredCode {
  /** base64 SHA-256 of the package. */
  readonly sha256: string;
  readonly size: number;
}

const LARGEST_UNZIPPED = 262_144_000;

export interface CodeStore {
  /** Checked, not yet unpacked. */
  describe(input: CodeInput): StoredCode;
  unpack(input: CodeInput, code: StoredCode): Promise<void>;
  folderOf(code: StoredCode): string;
  isUnpacked(code: StoredCode): boolean;
  /** Deletes what no function uses any more. */
  clean(used: readonly StoredCode[]): Promise<void>;
}

export function createCodeStore(directory: string): CodeStore {
  const folderOf = (code: StoredCode) => join(directory, Buffer.from(code.sha256, 'base64').toString('hex'));
  return {
    describe(input) {
      const content = 'zip' in input ? input.zip : Buffer.from(input.text);
      if ('zip' in input) checkedEntries(input.zip);
      return { sha256: createHash('sha256').update(content).digest('base64'), size: content.length };
    },
    async unpack(input, code) {
      const folder = folderOf(code);
      if (existsSync(folder)) return;
      // Renamed into place when it is complete: a folder that is there is whole.
      const temporary = `${folder}.${randomUUID()}.tmp`;
      await mkdir(temporary, { recursive: true });
      try {
        if ('zip' in input) await unzip(input.zip, checkedEntries(input.zip), temporary);
        else await writeFile(join(temporary, input.fileName), input.text);
        await rename(temporary, folder).catch((error) => {
          if (!existsSync(folder)) throw error;
        });
      } catch (error) {
        throw error instanceof BadZipError ? badZip() : error;
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    },
    folderOf,
    isUnpacked: (code) => existsSync(folderOf(code)),
    async clean(used) {
      const keep = new Set(used.map(folderOf));
      const found = await readdir(directory).catch(() => []);
      await Promise.all(
        found
          .map((name) => join(directory, name))
          .filter((folder) => !keep.has(folder))
          .map((folder) => rm(folder, { recursive: true, force: true })),
      );
    },
  };
}

function checkedEntries(zip: Buffer): ZipEntry[] {
  let entries: ZipEntry[];
  try {
    entries = readDirectory(zip);
  } catch {
    throw badZip();
  }
  if (entries.length === 0) throw new AwsError('InvalidParameterValueException', 'Uploaded file must be a non-empty zip');
  if (entries.reduce((total, entry) => total + entry.size, 0) > LARGEST_UNZIPPED) {
    throw new AwsError('InvalidParameterValueException', `Unzipped size must be smaller than ${LARGEST_UNZIPPED} bytes`);
  }
  return entries;
}

function badZip(): AwsError {
  return new AwsError('InvalidParameterValueException', 'Could not unzip uploaded file. Please check your file, then try to upload again.');
}
