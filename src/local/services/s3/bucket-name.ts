/** S3's rules for bucket names, and the names of buckets in an account's own regional namespace. */
import { AwsError } from '../../protocols/aws-error.ts';

const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];
const REGIONAL_SUFFIX = 'an';

export function checkBucketName(name: string): void {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
  const reserved = RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) || RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix));
  if (!shaped || reserved) throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.');
}

/** `<prefix>-<account>-<region>-an` */
export function regionalBucketName(prefix: string, account: string, region: string): string {
  return `${prefix}-${account}-${region}-${REGIONAL_SUFFIX}`;
}

/** A name in the account-regional namespace must be this account's and this region's. */
export function checkRegionalName(name: string, account: string, region: string): void {
  if (!name.endsWith(regionalBucketName('', account, region)) || name.startsWith('-')) {
    throw new AwsError(
      'InvalidBucketName',
      `The specified bucket is not valid: a bucket in the account-regional namespace must be named <prefix>${regionalBucketName('', account, region)}.`,
    );
  }
}
