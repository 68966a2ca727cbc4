/**
 * In: roles and policies as CloudFormation creates them. Out: sessions for those who may assume a role, and a decision for
 * each call that a session makes. Must never let a call through that no policy allows.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import type { LocalEnvironment, Principal, Service } from '../../types.ts';
import { createIamApi } from './api.ts';
import { parsePolicy } from './document.ts';
import { awsManagedPolicy } from './managed.ts';
import { type AccessRequest, type Caller, evaluate, type PolicyDocument } from './policy.ts';

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

export interface IamService extends Service {
  createRole(input: RoleInput): Role;
  /** Replaces everything but the name. Inline policies that others put on the role (`AWS::IAM::Policy`) stay. */
  updateRole(input: RoleInput, previous: { readonly inline: readonly string[]; readonly attached: readonly string[] }): Role;
  deleteRole(name: string): void;
  role(name: string): Role | undefined;
  roles(): readonly Role[];
  roleByArn(arn: string): Role | undefined;
  putInlinePolicy(role: string, policy: string, document: unknown): void;
  deleteInlinePolicy(role: string, policy: string): void;
  attachPolicy(role: string, arn: string): void;
  detachPolicy(role: string, arn: string): void;
  putManagedPolicy(policy: {
    readonly name: string;
    readonly path?: string;
    readonly description?: string;
    readonly document: unknown;
  }): ManagedPolicy;
  deleteManagedPolicy(arn: string): void;
  managedPolicy(arn: string): ManagedPolicy | undefined;
  /** Whether the role's trust policy lets the assumer in. */
  mayAssume(roleArn: string, assumer: Principal | ServiceCaller): boolean;
  /** Keys that stand for the role's session until the endpoint stops. Throws `AccessDenied` where the trust policy doesn't allow it. */
  assumeRole(roleArn: string, assumer: Principal | ServiceCaller, sessionName: string, seconds?: number): Credentials;
  /** Who holds an access key. Throws for a session that ended. */
  principalOf(accessKey: string): Principal;
  /** Judges by the identity policies of the principal; `context` has condition keys. */
  authorize(principal: Principal, action: string, resource: string, context?: AccessRequest['context']): Decision;
  /** The same together with the policy of the resource, either of which is enough within one account. A service has only the latter. */
  authorizeWithResource(
    principal: Principal | ServiceCaller,
    action: string,
    resource: string,
    resourcePolicy: PolicyDocument | undefined,
    context?: AccessRequest['context'],
  ): Decision;
}

interface State {
  roles: Record<string, Role>;
  policies: Record<string, ManagedPolicy>;
}

interface Session {
  readonly principal: Principal;
  readonly expires: number;
}

const SESSION_KEY_PREFIX = 'ASIALOCAL';
/** Sessions of functions are renewed by nobody: they last as long as the endpoint. */
const UNLIMITED = Number.POSITIVE_INFINITY;

export function createIam(environment: LocalEnvironment): IamService {
  const file = join(environment.directory, 'iam', 'state.json');
  let state: State = { roles: {}, policies: {} };
  const sessions = new Map<string, Session>();
  const save = () => writeState(file, state);

  const arnOf = (kind: 'role' | 'policy', path: string, name: string) => `arn:aws:iam::${environment.account}:${kind}${path}${name}`;

  function existingRole(name: string): Role {
    const role = state.roles[name];
    if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return role;
  }

  function putRole(role: Role): Role {
    state.roles[role.name] = role;
    save();
    return role;
  }

  function checkAttachable(arn: string): void {
    if (!state.policies[arn] && !awsManagedPolicy(arn)) {
      const known = arn.startsWith('arn:aws:iam::aws:') ? ' (the embedded endpoint knows only a few of the policies that AWS manages)' : '';
      throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.${known}`, 404);
    }
  }

  function settings(input: RoleInput) {
    for (const arn of input.attached ?? []) checkAttachable(arn);
    if (input.permissionsBoundary) checkAttachable(input.permissionsBoundary);
    return {
      maxSessionDuration: input.maxSessionDuration ?? 3600,
      trust: parsePolicy(input.trust, 'trust'),
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.permissionsBoundary === undefined ? {} : { permissionsBoundary: input.permissionsBoundary }),
      tags: input.tags ?? {},
    };
  }

  const inlineDocuments = (input: RoleInput) =>
    Object.fromEntries(Object.entries(input.inline ?? {}).map(([name, document]) => [name, parsePolicy(document, 'identity')]));

  function documentsOf(role: Role): PolicyDocument[] {
    const attached = role.attached.map((arn) => state.policies[arn]?.document ?? awsManagedPolicy(arn));
    return [...Object.values(role.inline), ...attached.filter((document) => document !== undefined)];
  }

  function roleByArn(arn: string): Role | undefined {
    const role = state.roles[arn.slice(arn.lastIndexOf('/') + 1)];
    return role?.arn === arn ? role : undefined;
  }

  function sessionArn(roleArn: string, sessionName: string): string {
    return `arn:aws:sts::${environment.account}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;
  }

  function callerArn(principal: Principal): string {
    if (principal.kind === 'role') return sessionArn(principal.roleArn, principal.sessionName ?? 'session');
    return principal.kind === 'root' ? `arn:aws:iam::${environment.account}:root` : 'anonymous';
  }

  function callerOf(principal: Principal | ServiceCaller): Caller {
    if ('service' in principal) return { service: principal.service };
    if (principal.kind === 'root') return { aws: [environment.account, callerArn(principal)] };
    if (principal.kind === 'anonymous') return {};
    // A policy that names the account lets its roles in only as far as their own policies go.
    return { aws: [principal.roleArn, callerArn(principal)] };
  }

  function mayAssume(roleArn: string, assumer: Principal | ServiceCaller): boolean {
    const role = roleByArn(roleArn);
    if (!role) return false;
    const action = 'sts:AssumeRole';
    const trusts = (caller: Caller) =>
      evaluate([role.trust], { action, resource: roleArn, caller, context: serviceContext(assumer) }) === 'allow';
    if (trusts(callerOf(assumer))) return true;
    const byAccount = 'kind' in assumer && assumer.kind === 'role' && trusts(callerOf({ kind: 'root' }));
    return byAccount && authorizeWithResource(assumer, action, roleArn, undefined).allowed;
  }

  function serviceContext(caller: Principal | ServiceCaller): Record<string, string> {
    if (!('service' in caller)) return {};
    return { 'aws:SourceAccount': environment.account, ...(caller.sourceArn === undefined ? {} : { 'aws:SourceArn': caller.sourceArn }) };
  }

  function authorizeWithResource(
    principal: Principal | ServiceCaller,
    action: string,
    resource: string,
    resourcePolicy: PolicyDocument | undefined,
    givenContext: AccessRequest['context'] = {},
  ): Decision {
    // Loopback counts as a secure transport, or policies that demand TLS would lock everything here.
    const context = {
      'aws:SecureTransport': 'true',
      'aws:PrincipalAccount': environment.account,
      'aws:SourceIp': '127.0.0.1',
      ...serviceContext(principal),
      ...('kind' in principal && principal.kind === 'role' ? { 'aws:PrincipalArn': principal.roleArn } : {}),
      ...givenContext,
    };
    const request = { action, resource, context };
    const fromResource = resourcePolicy ? evaluate([resourcePolicy], { ...request, caller: callerOf(principal) }) : 'silent';
    if ('service' in principal || principal.kind === 'anonymous') {
      return fromResource === 'allow' ? { allowed: true } : { allowed: false, message: 'Access Denied' };
    }
    const denied = (reason: string): Decision => ({
      allowed: false,
      message: `User: ${callerArn(principal)} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    });
    if (principal.kind === 'root') {
      return fromResource === 'deny' ? denied('with an explicit deny in a resource-based policy') : { allowed: true };
    }

    const role = roleByArn(principal.roleArn);
    const fromIdentity = role ? evaluate(documentsOf(role), request) : 'silent';
    const boundary = role?.permissionsBoundary;
    const fromBoundary = boundary
      ? evaluate([state.policies[boundary]?.document ?? awsManagedPolicy(boundary) ?? { Statement: [] }], request)
      : 'allow';
    if (fromIdentity === 'deny') return denied('with an explicit deny in an identity-based policy');
    if (fromResource === 'deny') return denied('with an explicit deny in a resource-based policy');
    if (fromBoundary === 'deny') return denied('with an explicit deny in a permissions boundary');
    if (fromResource === 'allow' || (fromIdentity === 'allow' && fromBoundary === 'allow')) return { allowed: true };
    if (fromIdentity === 'allow') return denied(`because no permissions boundary allows the ${action} action`);
    return denied(`because no identity-based policy allows the ${action} action`);
  }

  const service: IamService = {
    name: 'iam',
    handle: (request) => createIamApi(service, awsManagedPolicy)(request),
    async start() {
      state = readState(file, state);
    },
    async stop() {},

    createRole(input) {
      checkName(input.name, 64, 'roleName');
      if (state.roles[input.name]) throw new AwsError('EntityAlreadyExists', `Role with name ${input.name} already exists.`, 409);
      const path = input.path ?? '/';
      return putRole({
        name: input.name,
        path,
        arn: arnOf('role', path, input.name),
        id: uniqueId('AROA'),
        created: new Date().toISOString(),
        ...settings(input),
        inline: inlineDocuments(input),
        attached: [...new Set(input.attached)],
      });
    },
    updateRole(input, previous) {
      const { name, path, arn, id, created, inline, attached } = existingRole(input.name);
      const others = Object.entries(inline).filter(([policy]) => !previous.inline.includes(policy));
      return putRole({
        name,
        path,
        arn,
        id,
        created,
        ...settings(input),
        inline: { ...Object.fromEntries(others), ...inlineDocuments(input) },
        attached: [...new Set([...attached.filter((policy) => !previous.attached.includes(policy)), ...(input.attached ?? [])])],
      });
    },
    deleteRole(name) {
      const role = existingRole(name);
      if (Object.keys(role.inline).length > 0)
        throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
      if (role.attached.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
      delete state.roles[name];
      save();
    },
    role: (name) => state.roles[name],
    roles: () => Object.values(state.roles),
    roleByArn,
    putInlinePolicy(name, policy, document) {
      const role = existingRole(name);
      checkName(policy, 128, 'policyName');
      putRole({ ...role, inline: { ...role.inline, [policy]: parsePolicy(document, 'identity') } });
    },
    deleteInlinePolicy(name, policy) {
      const role = existingRole(name);
      if (!role.inline[policy]) throw new AwsError('NoSuchEntity', `The role policy with name ${policy} cannot be found.`, 404);
      const { [policy]: _, ...inline } = role.inline;
      putRole({ ...role, inline });
    },
    attachPolicy(name, arn) {
      const role = existingRole(name);
      checkAttachable(arn);
      putRole({ ...role, attached: [...new Set([...role.attached, arn])] });
    },
    detachPolicy(name, arn) {
      const role = existingRole(name);
      putRole({ ...role, attached: role.attached.filter((other) => other !== arn) });
    },
    putManagedPolicy({ name, path = '/', description, document }) {
      checkName(name, 128, 'policyName');
      const arn = arnOf('policy', path, name);
      const previous = state.policies[arn];
      const policy: ManagedPolicy = {
        name,
        arn,
        path,
        id: previous?.id ?? uniqueId('ANPA'),
        created: previous?.created ?? new Date().toISOString(),
        ...(description === undefined ? {} : { description }),
        document: parsePolicy(document, 'identity'),
      };
      state.policies[arn] = policy;
      save();
      return policy;
    },
    deleteManagedPolicy(arn) {
      if (!state.policies[arn]) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
      if (Object.values(state.roles).some((role) => role.attached.includes(arn))) {
        throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
      }
      delete state.policies[arn];
      save();
    },
    managedPolicy: (arn) => state.policies[arn],

    mayAssume,
    assumeRole(roleArn, assumer, sessionName, seconds) {
      if (!mayAssume(roleArn, assumer)) {
        const who = 'service' in assumer ? assumer.service : callerArn(assumer);
        throw new AwsError('AccessDenied', `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, 403);
      }
      const accessKeyId = `${SESSION_KEY_PREFIX}${randomBytes(6).toString('hex').slice(0, 11).toUpperCase()}`;
      const expires = seconds === undefined ? UNLIMITED : Date.now() + seconds * 1000;
      sessions.set(accessKeyId, { principal: { kind: 'role', roleArn, sessionName }, expires });
      return {
        accessKeyId,
        secretAccessKey: randomBytes(20).toString('hex'),
        sessionToken: randomBytes(32).toString('base64'),
        expiration: new Date(Date.now() + (seconds ?? 12 * 3600) * 1000),
      };
    },
    principalOf(accessKey) {
      if (!accessKey.startsWith(SESSION_KEY_PREFIX)) return { kind: 'root' };
      const session = sessions.get(accessKey);
      if (!session) throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
      if (session.expires < Date.now()) {
        throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
      }
      return session.principal;
    },
    authorize: (principal, action, resource, context) => authorizeWithResource(principal, action, resource, undefined, context),
    authorizeWithResource,
  };
  return service;
}

function checkName(name: string, limit: number, member: string): void {
  if (name.length > limit) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${limit}`,
    );
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
}

function uniqueId(prefix: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return prefix + [...randomBytes(17)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
