/** The one thing a deploy asks of CloudFront itself. */
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { calling } from './errors.ts';
import type { Connection } from './settings.ts';

export async function invalidate(
  { client, endpoint }: Connection,
  distributionId: string,
  paths: readonly string[],
  reference: string,
): Promise<void> {
  const cloudFront = new CloudFrontClient(client);
  const batch = { CallerReference: reference, Paths: { Quantity: paths.length, Items: [...paths] } };
  await calling('cloudfront:CreateInvalidation', endpoint, () =>
    cloudFront.send(new CreateInvalidationCommand({ DistributionId: distributionId, InvalidationBatch: batch })),
  );
}
