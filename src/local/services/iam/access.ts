/** Who may do what: identity policies, trust policies, resource policies, permissions boundaries. */
import type { Principal } from '../../types.ts';
import type { Decision, ServiceCaller } from './model.ts';
import { type AccessRequest, type Caller, evaluate, type PolicyDocument } from './policy.ts';
import type { RoleStore } from './roles.ts';

export interface Access {
  /** Whether the role's trust policy lets the assumer in. */
  mayAssume(roleArn: string, assumer: Principal | ServiceCaller): boolean;
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

export function createAccess(roles: RoleStore, account: string) {
  function sessionArn(roleArn: string, sessionName: string): string {
    return `arn:aws:sts::${account}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;
  }

  function callerArn(principal: Principal): string {
    if (principal.kind === 'role') return sessionArn(principal.roleArn, principal.sessionName ?? 'session');
    return principal.kind === 'root' ? `arn:aws:iam::${account}:root` : 'anonymous';
  }

  function callerOf(principal: Principal | ServiceCaller): Caller {
    if ('service' in principal) return { service: principal.service };
    if (principal.kind === 'root') return { aws: [account, callerArn(principal)] };
    if (principal.kind === 'anonymous') return {};
    // A policy that names the account lets its roles in only as far as their own policies go.
    return { aws: [principal.roleArn, callerArn(principal)] };
  }

  function mayAssume(roleArn: string, assumer: Principal | ServiceCaller): boolean {
    const role = roles.roleByArn(roleArn);
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
    return { 'aws:SourceAccount': account, ...(caller.sourceArn === undefined ? {} : { 'aws:SourceArn': caller.sourceArn }) };
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
      'aws:PrincipalAccount': account,
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

    const role = roles.roleByArn(principal.roleArn);
    const fromIdentity = role ? evaluate(roles.documentsOf(role), request) : 'silent';
    const boundary = role && roles.boundaryOf(role);
    const fromBoundary = boundary ? evaluate([boundary], request) : 'allow';
    if (fromIdentity === 'deny') return denied('with an explicit deny in an identity-based policy');
    if (fromResource === 'deny') return denied('with an explicit deny in a resource-based policy');
    if (fromBoundary === 'deny') return denied('with an explicit deny in a permissions boundary');
    if (fromResource === 'allow' || (fromIdentity === 'allow' && fromBoundary === 'allow')) return { allowed: true };
    if (fromIdentity === 'allow') return denied(`because no permissions boundary allows the ${action} action`);
    return denied(`because no identity-based policy allows the ${action} action`);
  }

  return {
    callerArn,
    mayAssume,
    authorize: (principal: Principal, action: string, resource: string, context?: AccessRequest['context']) =>
      authorizeWithResource(principal, action, resource, undefined, context),
    authorizeWithResource,
  };
}
