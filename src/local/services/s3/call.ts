/** One request to S3, taken apart. */
import type { LocalRequest, LocalResponse } from '../../types.ts';
import type { Buckets } from './bucket.ts';

export interface Call {
  readonly request: LocalRequest;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly region: string;
  readonly account: string;
  readonly buckets: Buckets;
  /** Throws `AccessDenied` unless the caller may do this to the bucket, or to the key in it. */
  allow(action: string, bucket: string, key?: string): void;
}

export type Operation = (call: Call) => Promise<LocalResponse>;
