/** Uploads in parts: a folder for each, so that they outlive the endpoint. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState, writeWhole } from '../../state-file.ts';
import { hex } from './payload.ts';

const SMALLEST_PART = 5 * 1024 ** 2;
const MOST_PARTS = 10_000;

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly started: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modified: string;
}

export interface PartReference {
  readonly number: number;
  readonly etag: string;
}

export interface Uploads {
  begin(key: string, headers: Upload['headers'], tags: Upload['tags']): Upload;
  need(id: string, key: string): Upload;
  list(): readonly Upload[];
  putPart(id: string, number: number, body: Buffer): Part;
  parts(id: string): readonly Part[];
  /** The body and its ETag, if the parts are those that were sent, in order and large enough. */
  assemble(id: string, references: readonly PartReference[]): { body: Buffer; etag: string };
  end(id: string): void;
}

export function openUploads(directory: string): Uploads {
  const folder = (id: string) => join(directory, id);
  const description = (id: string) => join(folder(id), 'upload.json');
  const partsFile = (id: string) => join(folder(id), 'parts.json');
  const known = (id: string) => /^[0-9a-f-]{36}$/.test(id) && existsSync(description(id));
  const readParts = (id: string) => readState<Record<number, Part>>(partsFile(id), {});

  return {
    begin(key, headers, tags) {
      const upload: Upload = { id: randomUUID(), key, started: new Date().toISOString(), headers, tags };
      mkdirSync(folder(upload.id), { recursive: true });
      writeState(description(upload.id), upload);
      return upload;
    },
    need(id, key) {
      const upload = known(id) ? readState<Upload | undefined>(description(id), undefined) : undefined;
      if (upload?.key === key) return upload;
      const message =
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
      throw new AwsError('NoSuchUpload', message, 404, { UploadId: id });
    },
    list: () =>
      (existsSync(directory) ? readdirSync(directory) : [])
        .filter(known)
        .map((id) => readState(description(id), {}) as Upload)
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    putPart(id, number, body) {
      if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
        throw new AwsError('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
      }
      const part: Part = { number, size: body.length, etag: hex('md5', body), modified: new Date().toISOString() };
      writeWhole(join(folder(id), String(number)), body);
      writeState(partsFile(id), { ...readParts(id), [number]: part });
      return part;
    },
    parts: (id) => Object.values(readParts(id)).sort((a, b) => a.number - b.number),
    assemble(id, references) {
      const parts = readParts(id);
      if (references.some(({ number }, at) => at > 0 && number <= (references[at - 1]?.number ?? 0))) {
        const message = 'The list of parts was not in ascending order. The parts list must be specified in order by part number.';
        throw new AwsError('InvalidPartOrder', message);
      }
      references.forEach(({ number, etag }, at) => {
        const part = parts[number];
        if (!part || part.etag !== etag) {
          const message =
            "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
          throw new AwsError('InvalidPart', message, 400, { UploadId: id, PartNumber: number, ETag: etag });
        }
        if (part.size < SMALLEST_PART && at < references.length - 1) {
          throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
        }
      });
      const digests = references.map(({ etag }) => Buffer.from(etag, 'hex'));
      return {
        body: Buffer.concat(references.map(({ number }) => readFileSync(join(folder(id), String(number))))),
        etag: `${hex('md5', Buffer.concat(digests))}-${references.length}`,
      };
    },
    end: (id) => rmSync(folder(id), { recursive: true, force: true }),
  };
}
