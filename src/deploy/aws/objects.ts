/** Objects in one bucket of the own account: every call names the owner it expects, so that a bucket somebody else took is never used. */
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Objects } from '../cloud.ts';
import { stop } from '../failure.ts';
import { calling } from './errors.ts';
import type { AccountConnection } from './settings.ts';

const PAGE = 1000;

export function createObjects({ client, endpoint, account, limit }: AccountConnection, bucket: string): Objects {
  const s3 = new S3Client({ ...client, forcePathStyle: endpoint !== undefined });
  const base = { Bucket: bucket, ExpectedBucketOwner: account };

  function call<Result>(operation: string, run: () => Promise<Result>, expected?: Parameters<typeof calling<Result>>[3]): Promise<Result> {
    return limit(() => calling(`s3:${operation} on ${bucket}`, endpoint, run, expected));
  }

  return {
    exists: () =>
      call(
        'HeadBucket',
        async () => {
          await s3.send(new HeadBucketCommand(base));
          return true;
        },
        (name, _, status) => {
          if (name === 'NotFound' || name === 'NoSuchBucket' || status === 404) return { value: false };
          if (status === 403) throw stop(2, 'E5018', { bucket });
          return undefined;
        },
      ),

    get: (key) =>
      call(
        'GetObject',
        async () => {
          const { body, now, etag, modified } = await read(new GetObjectCommand({ ...base, Key: key }));
          return { body, now, etag, modified };
        },
        (name) => (name === 'NoSuchKey' || name === 'NoSuchBucket' || name === 'NotFound' ? { value: undefined } : undefined),
      ),

    has: (key) =>
      call(
        'HeadObject',
        async () => {
          await s3.send(new HeadObjectCommand({ ...base, Key: key }));
          return true;
        },
        (name, _, status) => (name === 'NotFound' || name === 'NoSuchKey' || status === 404 ? { value: false } : undefined),
      ),

    put: (key, body, { contentType, cacheControl } = {}) =>
      call('PutObject', async () => {
        await s3.send(
          new PutObjectCommand({
            ...base,
            Key: key,
            Body: body,
            ...(contentType !== undefined && { ContentType: contentType }),
            ...(cacheControl !== undefined && { CacheControl: cacheControl }),
          }),
        );
      }),

    putIf: (key, body, expected) =>
      call(
        'PutObject',
        async () => {
          const condition = expected === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag };
          const { ETag } = await s3.send(
            new PutObjectCommand({ ...base, Key: key, Body: body, ContentType: 'application/json', ...condition }),
          );
          return ETag;
        },
        (name, _, status) => (status === 412 || status === 409 || name === 'NoSuchKey' ? { value: undefined } : undefined),
      ),

    async list(prefix) {
      const found: { key: string; size: number }[] = [];
      let ContinuationToken: string | undefined;
      do {
        const command = new ListObjectsV2Command({
          ...base,
          Prefix: prefix,
          ...(ContinuationToken !== undefined && { ContinuationToken }),
        });
        const page = await call<ListObjectsV2CommandOutput>(
          'ListObjectsV2',
          () => s3.send(command),
          (name) => (name === 'NoSuchBucket' ? { value: { $metadata: {} } } : undefined),
        );
        for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) found.push({ key: Key, size: Size ?? 0 });
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return found;
    },

    async delete(keys) {
      for (let start = 0; start < keys.length; start += PAGE) {
        const Objects = keys.slice(start, start + PAGE).map((Key) => ({ Key }));
        const { Errors } = await call('DeleteObjects', () =>
          s3.send(new DeleteObjectsCommand({ ...base, Delete: { Objects, Quiet: true } })),
        );
        const first = Errors?.[0];
        if (first)
          throw stop(2, 'E5006', {
            operation: `s3:DeleteObject of ${first.Key} in ${bucket}`,
            cause: first.Message ?? first.Code ?? 'refused',
          });
      }
    },

    deleteIf: (key, etag) =>
      call(
        'DeleteObject',
        async () => {
          await s3.send(new DeleteObjectCommand({ ...base, Key: key, IfMatch: etag }));
        },
        (name, _, status) => (status === 412 || status === 404 || name === 'NoSuchKey' ? { value: undefined } : undefined),
      ),
  };

  /** The object with S3's own time, which the SDK leaves in the response's headers. */
  async function read(command: GetObjectCommand) {
    let now = Number.NaN;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
        now = Date.parse(headers?.date ?? '');
        return result;
      },
      { step: 'deserialize', name: 'readDate' },
    );
    const { Body, ETag, LastModified } = await s3.send(command);
    const modified = LastModified?.getTime() ?? 0;
    return { body: (await Body?.transformToString()) ?? '', etag: ETag ?? '', modified, now: Number.isNaN(now) ? modified : now };
  }
}
