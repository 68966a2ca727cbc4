/** Roles, policies and what is handed out for them. */
import type { PolicyDocument } from './policy.ts';

export interface Role {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly created: string;
  readonly description?: string;
  readonly maxSessionDuration: number;
  readonly trust: PolicyDocument;
  readonly inline: Readonly<Record<string, PolicyDocument>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly created: string;
  readonly description?: string;
  readonly document: PolicyDocument;
}

export interface RoleInput {
  readonly name: string;
  readonly path?: string;
  readonly description?: string;
  readonly maxSessionDuration?: number;
  readonly trust: unknown;
  readonly inline?: Readonly<Record<string, unknown>>;
  readonly attached?: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly message: string };

/** An AWS service that acts for one of the account's resources. */
export interface ServiceCaller {
  /** `lambda.amazonaws.com` */
  readonly service: string;
  readonly sourceArn?: string;
}
