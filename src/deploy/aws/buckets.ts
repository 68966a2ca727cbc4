/** Names of the account's buckets, of all regions. */
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { calling } from './errors.ts';
import type { AccountConnection } from './settings.ts';

/** None where listing them is not permitted. */
export function listBuckets({ client, endpoint, limit }: AccountConnection, prefix: string): Promise<readonly string[]> {
  const s3 = new S3Client({ ...client, forcePathStyle: endpoint !== undefined });
  return limit(() =>
    calling(
      's3:ListBuckets',
      endpoint,
      async () => {
        const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: prefix }));
        return Buckets.map(({ Name = '' }) => Name).filter((name) => name.startsWith(prefix));
      },
      (name) => (/^AccessDenied/.test(name) ? { value: [] } : undefined),
    ),
  );
}
