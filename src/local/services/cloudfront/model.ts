/** What is kept of distributions. */

export interface Distribution {
  readonly id: string;
  readonly arn: string;
  /** Who asked for it: the same caller gets the same distribution again. */
  readonly callerReference: string;
  readonly modified: string;
  readonly config: DistributionConfig;
  readonly tags: Readonly<Record<string, string>>;
}

/** As in CloudFormation's `DistributionConfig`. */
export interface DistributionConfig {
  readonly Enabled: boolean;
  readonly Comment?: string;
  readonly DefaultRootObject?: string;
  readonly HttpVersion?: string;
  readonly IPV6Enabled?: boolean;
  readonly PriceClass?: string;
  readonly Origins: readonly Origin[];
  readonly DefaultCacheBehavior: Behavior;
  readonly CacheBehaviors?: readonly (Behavior & { readonly PathPattern: string })[];
  readonly CustomErrorResponses?: readonly ErrorResponse[];
}

export interface Origin {
  readonly Id: string;
  readonly DomainName: string;
  readonly OriginPath?: string;
  readonly OriginAccessControlId?: string;
  readonly S3OriginConfig?: { readonly OriginAccessIdentity?: string };
  readonly CustomOriginConfig?: object;
  readonly OriginCustomHeaders?: readonly { readonly HeaderName: string; readonly HeaderValue: string }[];
}

export interface Behavior {
  readonly TargetOriginId: string;
  readonly ViewerProtocolPolicy: string;
  readonly AllowedMethods?: readonly string[];
  readonly Compress?: boolean;
  readonly CachePolicyId: string;
  readonly OriginRequestPolicyId?: string;
}

interface ErrorResponse {
  readonly ErrorCode: number;
  readonly ResponseCode?: number;
  readonly ResponsePagePath?: string;
  readonly ErrorCachingMinTTL?: number;
}

export interface AccessControl {
  readonly id: string;
  readonly callerReference: string;
  readonly config: AccessControlConfig;
}

export interface AccessControlConfig {
  readonly Name: string;
  readonly Description?: string;
  readonly OriginAccessControlOriginType: string;
  readonly SigningBehavior: string;
  readonly SigningProtocol: string;
}

export interface Invalidation {
  readonly id: string;
  readonly distribution: string;
  readonly callerReference: string;
  readonly created: string;
  readonly paths: readonly string[];
}
