/** Distributions and origin access controls: what CloudFront refuses when one is written. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import { CACHE_POLICIES, ORIGIN_REQUEST_POLICIES } from './managed-policies.ts';
import type { AccessControl, AccessControlConfig, Behavior, Distribution, DistributionConfig, Invalidation } from './model.ts';

export interface Distributions {
  list(): readonly Distribution[];
  get(id: string): Distribution | undefined;
  need(id: string): Distribution;
  /** Under a caller reference that is known, the distribution that is there is changed. */
  put(callerReference: string, config: DistributionConfig, tags: Readonly<Record<string, string>>): Distribution;
  delete(id: string): void;
  accessControl(id: string): AccessControl | undefined;
  putAccessControl(callerReference: string, config: AccessControlConfig): AccessControl;
  deleteAccessControl(id: string): void;
  invalidate(id: string, callerReference: string, paths: readonly string[]): Invalidation;
  invalidations(distribution: string): readonly Invalidation[];
  load(): void;
}

interface State {
  distributions: Record<string, Distribution>;
  accessControls: Record<string, AccessControl>;
  invalidations: Invalidation[];
}

const KEPT_INVALIDATIONS = 100;
const LONGEST_COMMENT = 128;

export function createDistributions(directory: string, account: string): Distributions {
  const file = join(directory, 'state.json');
  let state: State = { distributions: {}, accessControls: {}, invalidations: [] };
  const save = () => writeState(file, state);

  function need(id: string): Distribution {
    const found = state.distributions[id];
    if (!found) throw new AwsError('NoSuchDistribution', 'The specified distribution does not exist.', 404);
    return found;
  }

  function check(config: DistributionConfig): void {
    const { Origins, DefaultCacheBehavior, CacheBehaviors = [], Comment = '', DefaultRootObject = '' } = config;
    if (Origins.length === 0) throw new AwsError('InvalidArgument', 'The parameter Origins cannot be empty.');
    if (Comment.length > LONGEST_COMMENT) throw new AwsError('InvalidArgument', 'The parameter Comment is too long.');
    if (DefaultRootObject.startsWith('/')) throw new AwsError('InvalidDefaultRootObject', 'The parameter DefaultRootObject is invalid.');
    const ids = Origins.map(({ Id }) => Id);
    if (new Set(ids).size < ids.length) throw new AwsError('InvalidArgument', 'The parameter Origin Id must be unique.');
    for (const { S3OriginConfig, CustomOriginConfig, OriginAccessControlId, OriginPath = '' } of Origins) {
      if (!S3OriginConfig === !CustomOriginConfig) {
        throw new AwsError('InvalidArgument', 'Exactly one of CustomOriginConfig, VpcOriginConfig and S3OriginConfig must be specified');
      }
      if (OriginPath !== '' && (!OriginPath.startsWith('/') || OriginPath.endsWith('/'))) {
        throw new AwsError('InvalidArgument', 'The parameter OriginPath is invalid: it must begin with a slash and not end with one.');
      }
      if (OriginAccessControlId && !state.accessControls[OriginAccessControlId]) {
        throw new AwsError('InvalidOriginAccessControl', 'The specified origin access control does not exist.');
      }
    }
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) checkBehavior(behavior, ids);
    for (const { ResponseCode, ResponsePagePath } of config.CustomErrorResponses ?? []) {
      if ((ResponseCode === undefined) !== (ResponsePagePath === undefined)) {
        throw new AwsError(
          'InvalidArgument',
          'If you specify a value for ResponsePagePath, you must also specify a value for ResponseCode.',
        );
      }
    }
  }

  return {
    list: () => Object.values(state.distributions),
    get: (id) => state.distributions[id],
    need,
    put(callerReference, config, tags) {
      check(config);
      const known = Object.values(state.distributions).find((distribution) => distribution.callerReference === callerReference);
      const id = known?.id ?? newId('E');
      const arn = `arn:aws:cloudfront::${account}:distribution/${id}`;
      const distribution: Distribution = { id, arn, callerReference, modified: new Date().toISOString(), config, tags };
      state.distributions[id] = distribution;
      save();
      return distribution;
    },
    delete(id) {
      need(id);
      delete state.distributions[id];
      state.invalidations = state.invalidations.filter(({ distribution }) => distribution !== id);
      save();
    },

    accessControl: (id) => state.accessControls[id],
    putAccessControl(callerReference, config) {
      const others = Object.values(state.accessControls);
      const known = others.find((control) => control.callerReference === callerReference);
      if (others.some((control) => control !== known && control.config.Name === config.Name)) {
        throw new AwsError('OriginAccessControlAlreadyExists', 'An origin access control with the same name already exists.', 409);
      }
      if (config.OriginAccessControlOriginType !== 's3') {
        throw new AwsError(
          'InvalidArgument',
          `The embedded endpoint has no origin access control for ${config.OriginAccessControlOriginType}.`,
        );
      }
      const control: AccessControl = { id: known?.id ?? newId('E'), callerReference, config };
      state.accessControls[control.id] = control;
      save();
      return control;
    },
    deleteAccessControl(id) {
      const used = Object.values(state.distributions).some(({ config }) =>
        config.Origins.some((origin) => origin.OriginAccessControlId === id),
      );
      if (used)
        throw new AwsError(
          'OriginAccessControlInUse',
          "Cannot delete the origin access control because it's in use by one or more distributions.",
          409,
        );
      delete state.accessControls[id];
      save();
    },

    invalidate(id, callerReference, paths) {
      const { id: distribution } = need(id);
      const known = state.invalidations.find((other) => other.distribution === id && other.callerReference === callerReference);
      if (known) {
        if (JSON.stringify(known.paths) === JSON.stringify(paths)) return known;
        const message =
          'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.';
        throw new AwsError('InvalidArgument', message);
      }
      for (const path of paths) {
        if (!path.startsWith('/')) throw new AwsError('InvalidArgument', 'Your request contains one or more invalid invalidation paths.');
      }
      const invalidation: Invalidation = { id: newId('I'), distribution, callerReference, created: new Date().toISOString(), paths };
      state.invalidations = [...state.invalidations, invalidation].slice(-KEPT_INVALIDATIONS);
      save();
      return invalidation;
    },
    invalidations: (distribution) => state.invalidations.filter((invalidation) => invalidation.distribution === distribution),
    load() {
      state = readState(file, state);
    },
  };
}

function checkBehavior(
  { TargetOriginId, CachePolicyId, OriginRequestPolicyId, ViewerProtocolPolicy, AllowedMethods }: Behavior,
  origins: readonly string[],
): void {
  if (!origins.includes(TargetOriginId)) {
    throw new AwsError('NoSuchOrigin', 'One or more of your origins or origin groups do not exist.', 404);
  }
  if (!(CachePolicyId in CACHE_POLICIES)) throw new AwsError('NoSuchCachePolicy', 'The specified cache policy does not exist.', 404);
  if (OriginRequestPolicyId !== undefined && !(OriginRequestPolicyId in ORIGIN_REQUEST_POLICIES)) {
    throw new AwsError('NoSuchOriginRequestPolicy', 'The specified origin request policy does not exist.', 404);
  }
  if (!['allow-all', 'https-only', 'redirect-to-https'].includes(ViewerProtocolPolicy)) {
    throw new AwsError('InvalidArgument', 'The parameter ViewerProtocolPolicy is invalid.');
  }
  const methods = [...(AllowedMethods ?? ['GET', 'HEAD'])].sort().join();
  if (!['GET,HEAD', 'GET,HEAD,OPTIONS', 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'].includes(methods)) {
    throw new AwsError('InvalidArgument', 'The parameter AllowedMethods is invalid.');
  }
}

function newId(prefix: 'E' | 'I'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return prefix + [...randomBytes(13)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
