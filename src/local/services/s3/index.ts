/**
 * In: requests of S3 clients; buckets as CloudFormation sets them up. Out: objects, kept as files. Must never show an object
 * to someone whom neither a role's policy nor the bucket's lets in.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, asAwsError } from '../../protocols/aws-error.ts';
import { credentialScope } from '../../protocols/sigv4.ts';
import type { LocalEnvironment, LocalRequest, LocalResponse, Service } from '../../types.ts';
import type { ServiceCaller } from '../iam/index.ts';
import type { Services } from '../index.ts';
import { type Buckets, blocksPublicAccess, createBuckets, isPublic } from './bucket.ts';
import { bucketOperations } from './bucket-operations.ts';
import type { Call, Operation } from './call.ts';
import { corsHeaders, preflight } from './cors.ts';
import { multipartOperations } from './multipart-operations.ts';
import { objectOperations } from './object-operations.ts';
import { actionOf, addressOf, operationOf } from './operation.ts';
import { errorResponse, requestId } from './response.ts';
import { settingOperations } from './setting-operations.ts';

export interface S3Service extends Service {
  readonly buckets: Buckets;
  /** The object's bytes, for services that read in the account's name (function code, templates). */
  readObject(bucket: string, key: string): Buffer | undefined;
  /** A request as an AWS service sends it for one of the account's resources: the bucket policy alone decides. */
  handleFor(caller: ServiceCaller, request: LocalRequest): Promise<LocalResponse>;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...bucketOperations,
  ...settingOperations,
  ...objectOperations,
  ...multipartOperations,
};
const DEFAULT_REGION = 'us-east-1';

export function createS3(environment: LocalEnvironment, services: Services): S3Service {
  const { account } = environment;
  const buckets = createBuckets(join(environment.directory, 's3'), account);

  const nameOf = (request: LocalRequest) =>
    operationOf(request.method, addressOf(request.target ?? request.url.pathname), request.url.searchParams, request.headers);

  async function answer(request: LocalRequest, caller: LocalRequest['principal'] | ServiceCaller): Promise<LocalResponse> {
    const { bucket = '', key = '' } = addressOf(request.target ?? request.url.pathname);
    const settings = buckets.get(bucket)?.settings.cors;
    try {
      const name = nameOf(request);
      if (name === 'Preflight') return preflight(settings, request);
      const operation = name === undefined ? undefined : OPERATIONS[name];
      if (!operation || name === undefined) throw notImplemented(name);
      checkExpiry(request);
      refuseUnsupported(request);
      const scope = credentialScope(request);
      const call: Call = {
        request,
        bucket,
        key,
        query: request.url.searchParams,
        region: scope?.region ?? DEFAULT_REGION,
        account,
        buckets,
        allow: (action, ofBucket, ofKey) => allow(caller, action, ofBucket, ofKey),
      };
      if (bucket !== '' && name !== 'CreateBucket') {
        checkOwner(request);
        checkRegion(bucket, scope?.region);
      }
      const action = actionOf(name);
      if (action) call.allow(action, bucket, key === '' ? undefined : key);
      const response = await operation(call);
      return { ...response, headers: { 'x-amz-request-id': requestId(), ...response.headers, ...corsHeaders(settings, request) } };
    } catch (error) {
      const response = errorResponse(asAwsError(error), request.url.pathname);
      return { ...response, headers: { ...response.headers, ...corsHeaders(settings, request) } };
    }
  }

  function allow(caller: LocalRequest['principal'] | ServiceCaller, action: string, bucket: string, key?: string): void {
    const found = buckets.get(bucket);
    const resource = bucket === '' ? '*' : `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
    const closed = found?.policy && blocksPublicAccess(found, 'RestrictPublicBuckets') && isPublic(found.policy);
    // A public policy that is restricted still holds for the account itself.
    const policy = closed && 'kind' in caller && caller.kind === 'anonymous' ? undefined : found?.policy;
    const decision = services.iam.authorizeWithResource(caller, action, resource, policy);
    if (!decision.allowed) throw new AwsError('AccessDenied', decision.message.replace(resource, `"${resource}"`), 403);
  }

  function checkOwner(request: LocalRequest): void {
    for (const header of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner']) {
      const expected = request.headers[header];
      if (expected !== undefined && expected !== account) throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
  }

  function checkRegion(name: string, region: string | undefined): void {
    const bucket = buckets.get(name);
    if (!bucket || region === undefined || bucket.region === region) return;
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { Endpoint: `${name}.s3.${bucket.region}.amazonaws.com`, Bucket: name, Headers: { 'x-amz-bucket-region': bucket.region } },
    );
  }

  return {
    name: 's3',
    buckets,
    readObject(bucket, key) {
      if (!buckets.get(bucket)) return undefined;
      const store = buckets.objects(bucket);
      const object = store.get(key);
      return object && readFileSync(store.bodyPath(object.file));
    },
    handle: (request) => answer(request, request.principal),
    handleFor: (caller, request) => answer(request, caller),
    operationOf: (request) => nameOf(request) ?? `${request.method} ${request.url.pathname}`,
    async start() {
      buckets.load();
    },
    async stop() {},
  };
}

function notImplemented(operation: string | undefined): AwsError {
  return operation === undefined
    ? new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405)
    : new AwsError('NotImplemented', `The embedded endpoint has no operation ${operation}.`, 501);
}

const UNSUPPORTED_HEADERS =
  /^x-amz-(server-side-encryption-customer-|copy-source-server-side-encryption-customer-|object-lock-|grant-|write-offset)/;

/** What would be ignored silently otherwise, and give another object than the one that is meant. */
function refuseUnsupported({ url, headers, method }: LocalRequest): void {
  const version = url.searchParams.get('versionId');
  if (version !== null && version !== 'null')
    throw new AwsError('NotImplemented', 'The embedded endpoint keeps no versions of objects.', 501);
  const part = method !== 'PUT' && url.searchParams.has('partNumber') ? 'partNumber' : undefined;
  const unsupported = part ?? Object.keys(headers).find((name) => UNSUPPORTED_HEADERS.test(name));
  if (unsupported !== undefined) throw new AwsError('NotImplemented', `The embedded endpoint has no ${unsupported} for objects.`, 501);
}

/** A presigned URL says how long it is good for. */
function checkExpiry(request: LocalRequest): void {
  const query = request.url.searchParams;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const seconds = Number(query.get('X-Amz-Expires'));
  if (year === undefined || !seconds) return;
  const signed = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (signed + seconds * 1000 < Date.now()) {
    throw new AwsError('AccessDenied', 'Request has expired', 403, { 'X-Amz-Expires': seconds, ServerTime: new Date().toISOString() });
  }
}
