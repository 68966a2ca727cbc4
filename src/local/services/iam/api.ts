/** The reads of IAM's API. Roles and policies are created through CloudFormation. */
import { AwsError } from '../../protocols/aws-error.ts';
import { type QueryOperation, serveQuery } from '../../protocols/query.ts';
import { awsManagedPolicy } from './managed.ts';
import type { Role } from './model.ts';
import type { PolicyDocument } from './policy.ts';
import type { Roles } from './roles.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export function createIamApi(iam: Roles) {
  const roleOf = (parameters: URLSearchParams): Role => {
    const name = parameters.get('RoleName') ?? '';
    const role = iam.role(name);
    if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
    return role;
  };
  const list = (members: readonly unknown[]) => ({ member: members as never[] });
  const encoded = (document: PolicyDocument) => encodeURIComponent(JSON.stringify(document));

  const operations: Record<string, QueryOperation> = {
    GetRole: (parameters) => ({ Role: roleXml(roleOf(parameters), encoded) }),
    ListRoles: () => ({ Roles: list(iam.roles().map((role) => roleXml(role, encoded))), IsTruncated: false }),
    ListRolePolicies: (parameters) => ({ PolicyNames: list(Object.keys(roleOf(parameters).inline)), IsTruncated: false }),
    GetRolePolicy(parameters) {
      const role = roleOf(parameters);
      const name = parameters.get('PolicyName') ?? '';
      const document = role.inline[name];
      if (!document) throw new AwsError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
      return { RoleName: role.name, PolicyName: name, PolicyDocument: encoded(document) };
    },
    ListAttachedRolePolicies: (parameters) => ({
      AttachedPolicies: list(
        roleOf(parameters).attached.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn })),
      ),
      IsTruncated: false,
    }),
    GetPolicyVersion(parameters) {
      const arn = parameters.get('PolicyArn') ?? '';
      const document = iam.managedPolicy(arn)?.document ?? awsManagedPolicy(arn);
      if (!document) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
      return { PolicyVersion: { Document: encoded(document), VersionId: 'v1', IsDefaultVersion: true } };
    },
  };
  return serveQuery(NAMESPACE, operations);
}

function roleXml(role: Role, encoded: (document: PolicyDocument) => string) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.created,
    AssumeRolePolicyDocument: encoded(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    Tags: { member: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}
