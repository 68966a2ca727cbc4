/** Operations on buckets and on many objects at once. */
import { AwsError } from '../../protocols/aws-error.ts';
import { asList, parseXml, type XmlElement } from '../../protocols/xml.ts';
import { blocksPublicAccess, isPublic } from './bucket.ts';
import { checkRegionalName } from './bucket-name.ts';
import type { Operation } from './call.ts';
import { listObjects, listObjectsV2 } from './listing.ts';
import { readPayload } from './payload.ts';
import { emptyResponse, xmlResponse } from './response.ts';

const MOST_DELETES = 1000;

export const bucketOperations: Readonly<Record<string, Operation>> = {
  async ListBuckets({ buckets, account, query }) {
    const prefix = query.get('prefix') ?? '';
    const region = query.get('bucket-region');
    const listed = buckets.list().filter((bucket) => bucket.name.startsWith(prefix) && (region === null || bucket.region === region));
    return xmlResponse('ListAllMyBucketsResult', {
      Owner: { ID: account },
      Buckets: { Bucket: listed.map(({ name, region: BucketRegion, created }) => ({ Name: name, BucketRegion, CreationDate: created })) },
    });
  },

  async CreateBucket({ bucket, buckets, request, region, account }) {
    const body = request.body.length > 0 ? parseXml(readPayload(request).body.toString('utf8')) : {};
    const configuration = (body.CreateBucketConfiguration || {}) as { LocationConstraint?: string };
    const constraint = configuration.LocationConstraint || 'us-east-1';
    if (constraint !== region) {
      const message = `The ${constraint === 'us-east-1' ? 'unspecified' : constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
      throw new AwsError('IllegalLocationConstraintException', message);
    }
    if (request.headers['x-amz-bucket-namespace'] === 'account-regional') checkRegionalName(bucket, account, region);
    if (request.headers['x-amz-acl'] !== undefined && request.headers['x-amz-acl'] !== 'private') {
      throw new AwsError(
        'InvalidBucketAclWithObjectOwnership',
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      );
    }
    buckets.create(bucket, region);
    return emptyResponse(200, { location: `/${bucket}` });
  },

  async DeleteBucket({ bucket, buckets }) {
    buckets.delete(bucket);
    return emptyResponse(204);
  },

  async HeadBucket({ bucket, buckets }) {
    return emptyResponse(200, { 'x-amz-bucket-region': buckets.need(bucket).region });
  },

  async GetBucketLocation({ bucket, buckets }) {
    const { region } = buckets.need(bucket);
    return xmlResponse('LocationConstraint', region === 'us-east-1' ? {} : { '#text': region });
  },

  async ListObjectsV2({ bucket, buckets, query, account }) {
    return xmlResponse('ListBucketResult', listObjectsV2(bucket, buckets.objects(bucket), query, account));
  },
  async ListObjects({ bucket, buckets, query, account }) {
    return xmlResponse('ListBucketResult', listObjects(bucket, buckets.objects(bucket), query, account));
  },

  async DeleteObjects({ bucket, buckets, request, allow }) {
    const { Delete } = parseXml(readPayload(request).body.toString('utf8')) as { Delete?: { Object?: unknown; Quiet?: string } };
    const objects = asList<{ Key: string }>(Delete?.Object);
    if (objects.length === 0 || objects.length > MOST_DELETES) {
      throw new AwsError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
    }
    const store = buckets.objects(bucket);
    const deleted: XmlElement[] = [];
    const errors: XmlElement[] = [];
    for (const { Key } of objects) {
      try {
        allow('s3:DeleteObject', bucket, Key);
        store.delete(Key);
        deleted.push({ Key });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ Key, Code: error.code, Message: error.message });
      }
    }
    return xmlResponse('DeleteResult', { Deleted: Delete?.Quiet === 'true' ? [] : deleted, Error: errors });
  },

  async GetBucketPolicy({ bucket, buckets }) {
    const { policy } = buckets.need(bucket);
    if (!policy) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket });
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(policy) };
  },
  async PutBucketPolicy({ bucket, buckets, request }) {
    buckets.setPolicy(bucket, readPayload(request).body.toString('utf8'));
    return emptyResponse(204);
  },
  async DeleteBucketPolicy({ bucket, buckets }) {
    buckets.setPolicy(bucket, undefined);
    return emptyResponse(204);
  },
  async GetBucketPolicyStatus({ bucket, buckets }) {
    const found = buckets.need(bucket);
    if (!found.policy) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket });
    return xmlResponse('PolicyStatus', { IsPublic: isPublic(found.policy) && !blocksPublicAccess(found, 'RestrictPublicBuckets') });
  },
};
