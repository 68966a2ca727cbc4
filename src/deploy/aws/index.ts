/**
 * In: where to reach AWS, and as whom. Out: a `Cloud`. The only folder that imports the AWS SDK; each client is loaded at its first call.
 * Never: with `local`, a call to anything but the given endpoint, or a look at anybody's credentials.
 */
import type { Cloud, Region } from '../cloud.ts';
import { limiter } from '../limiter.ts';
import { lazily } from './lazily.ts';
import { type CloudSettings, connection } from './settings.ts';

export type { CloudSettings } from './settings.ts';

const LOCAL_IDENTITY = { account: '000000000000', partition: 'aws' };

/** Asks who it is, so that wrong credentials stop a run before anything else. */
export async function createCloud(settings: CloudSettings): Promise<Cloud> {
  const connect = await connection(settings);
  const identity = settings.local ? LOCAL_IDENTITY : await (await import('./identity.ts')).readIdentity(connect, settings.region);
  const regions = new Map<string, Region>();
  return {
    ...identity,
    loopback: connect(settings.region).loopback,
    in: (name) => {
      const region = regions.get(name) ?? createRegion(name);
      regions.set(name, region);
      return region;
    },
  };

  function createRegion(name: string): Region {
    const to = { ...connect(name), account: identity.account, partition: identity.partition, limit: limiter(8) };
    return {
      name,
      fault: async () => (await import('./identity.ts')).regionFault(connect, name),
      stacks: lazily(async () => (await import('./stacks.ts')).createStacks(to)),
      objects: (bucket) => lazily(async () => (await import('./objects.ts')).createObjects(to, bucket)),
      buckets: async (prefix) => (await import('./buckets.ts')).listBuckets(to, prefix),
      functions: lazily(async () => (await import('./functions.ts')).createFunctions(to)),
      names: lazily(async () => (await import('./names.ts')).createNames(to)),
      quotas: lazily(async () => (await import('./quotas.ts')).createQuotas(to)),
      objectUrl: (bucket, key) => objectUrl(to, bucket, key),
      invalidate: async (...args) => (await import('./cloudfront.ts')).invalidate(to, ...args),
      parameter: async (parameter) => (await import('./ssm.ts')).readParameter(to, parameter),
    };
  }
}

interface Place {
  readonly region: string;
  readonly partition: string;
  readonly endpoint?: string;
}

function objectUrl({ region, partition, endpoint }: Place, bucket: string, key: string): string {
  const host = endpoint ?? `https://s3.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
  return `${host.replace(/\/$/, '')}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
