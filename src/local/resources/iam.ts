/** `AWS::IAM::Role`, `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`. */
import type { ManagedPolicy, Role, RoleInput } from '../services/iam/index.ts';
import type { Services } from '../services/index.ts';
import type { Properties, ProvidedResource, ResourceProvider } from '../types.ts';
import { ProviderError } from '../types.ts';
import { handled, refuseUnknown } from './provider-error.ts';

const SERVICE = 'Iam';
const LONGEST_ROLE_NAME = 64;
const LONGEST_POLICY_NAME = 128;

export function providers(services: Services): ResourceProvider[] {
  return [roleProvider(services), policyProvider(services), managedPolicyProvider(services)];
}

const texts = (value: unknown) => (value ?? []) as readonly string[];

function roleProvider({ iam }: Services): ResourceProvider {
  const provided = (role: Role): ProvidedResource => ({ physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } });

  return {
    type: 'AWS::IAM::Role',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const name = (properties.RoleName as string | undefined) ?? context.generatedName(LONGEST_ROLE_NAME);
        return provided(iam.createRole(roleInput(name, properties, context.tags)));
      }),
    update: (name, properties, previous, context) =>
      handled(SERVICE, () => {
        const before = { inline: Object.keys(inlinePolicies(previous)), attached: texts(previous.ManagedPolicyArns) };
        return provided(iam.updateRole(roleInput(name, properties, context.tags), before));
      }),
    delete: (name, properties) =>
      handled(SERVICE, () => {
        const role = iam.role(name);
        if (!role) return;
        for (const policy of Object.keys(inlinePolicies(properties))) if (role.inline[policy]) iam.deleteInlinePolicy(name, policy);
        for (const arn of texts(properties.ManagedPolicyArns)) iam.detachPolicy(name, arn);
        iam.deleteRole(name);
      }),
    async read(name) {
      const role = iam.role(name);
      return role && provided(role);
    },
  };
}

function roleInput(name: string, properties: Properties, stackTags: Readonly<Record<string, string>>): RoleInput {
  const { AssumeRolePolicyDocument, Path, Description, MaxSessionDuration, PermissionsBoundary, ManagedPolicyArns, Tags } = properties;
  const own = ((Tags ?? []) as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return {
    name,
    trust: AssumeRolePolicyDocument,
    ...(Path === undefined ? {} : { path: String(Path) }),
    ...(Description === undefined ? {} : { description: String(Description) }),
    ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: Number(MaxSessionDuration) }),
    ...(PermissionsBoundary === undefined ? {} : { permissionsBoundary: String(PermissionsBoundary) }),
    attached: texts(ManagedPolicyArns),
    inline: inlinePolicies(properties),
    tags: { ...stackTags, ...Object.fromEntries(own) },
  };
}

function inlinePolicies(properties: Properties): Record<string, unknown> {
  const policies = (properties.Policies ?? []) as readonly { PolicyName: string; PolicyDocument: unknown }[];
  return Object.fromEntries(policies.map(({ PolicyName, PolicyDocument }) => [PolicyName, PolicyDocument]));
}

const HOLDERS = 'IAM users and groups';

function policyProvider({ iam }: Services): ResourceProvider {
  const put = (properties: Properties) => {
    refuseUnknown(properties, ['PolicyName', 'PolicyDocument', 'Roles'], HOLDERS);
    const roles = texts(properties.Roles);
    if (roles.length === 0) throw new ProviderError('InvalidRequest', 'At least one of [Groups,Roles,Users] must be non-empty.', SERVICE);
    for (const role of roles) iam.putInlinePolicy(role, String(properties.PolicyName), properties.PolicyDocument);
  };
  const remove = (properties: Properties, keep: readonly string[] = []) => {
    const name = String(properties.PolicyName);
    for (const role of texts(properties.Roles))
      if (!keep.includes(role) && iam.role(role)?.inline[name]) iam.deleteInlinePolicy(role, name);
  };

  return {
    type: 'AWS::IAM::Policy',
    create: (properties, context) =>
      handled(SERVICE, () => {
        put(properties);
        const id = context.generatedName(LONGEST_POLICY_NAME);
        return { physicalId: id, attributes: { Id: id } };
      }),
    update: (id, properties, previous) =>
      handled(SERVICE, () => {
        put(properties);
        remove(previous, previous.PolicyName === properties.PolicyName ? texts(properties.Roles) : []);
        return { physicalId: id, attributes: { Id: id } };
      }),
    delete: (_id, properties) => handled(SERVICE, () => remove(properties)),
    read: async () => undefined,
  };
}

function managedPolicyProvider({ iam }: Services): ResourceProvider {
  const provided = (policy: ManagedPolicy): ProvidedResource => ({
    physicalId: policy.arn,
    attributes: { PolicyArn: policy.arn, PolicyId: policy.id, CreateDate: policy.created, DefaultVersionId: 'v1', IsAttachable: true },
  });
  const attach = (arn: string, properties: Properties, previous: Properties) => {
    for (const role of texts(properties.Roles)) iam.attachPolicy(role, arn);
    for (const role of texts(previous.Roles)) if (!texts(properties.Roles).includes(role) && iam.role(role)) iam.detachPolicy(role, arn);
  };
  const put = (name: string, properties: Properties, previous: Properties) => {
    const { Users: _, Groups: __, ...known } = properties;
    refuseUnknown(properties, Object.keys(known), HOLDERS);
    const policy = iam.putManagedPolicy({
      name,
      ...(properties.Path === undefined ? {} : { path: String(properties.Path) }),
      ...(properties.Description === undefined ? {} : { description: String(properties.Description) }),
      document: properties.PolicyDocument,
    });
    attach(policy.arn, properties, previous);
    return provided(policy);
  };

  return {
    type: 'AWS::IAM::ManagedPolicy',
    create: (properties, context) =>
      handled(SERVICE, () => {
        const name = (properties.ManagedPolicyName as string | undefined) ?? context.generatedName(LONGEST_POLICY_NAME);
        const arn = `arn:aws:iam::${context.account}:policy${properties.Path ?? '/'}${name}`;
        if (iam.managedPolicy(arn)) {
          throw new ProviderError(
            'AlreadyExists',
            `A policy called ${name} already exists. Duplicate names are not allowed.`,
            SERVICE,
            409,
          );
        }
        return put(name, properties, {});
      }),
    update: (arn, properties, previous) => handled(SERVICE, () => put(arn.slice(arn.lastIndexOf('/') + 1), properties, previous)),
    delete: (arn, properties) =>
      handled(SERVICE, () => {
        if (!iam.managedPolicy(arn)) return;
        for (const role of texts(properties.Roles)) if (iam.role(role)) iam.detachPolicy(role, arn);
        iam.deleteManagedPolicy(arn);
      }),
    async read(arn) {
      const policy = iam.managedPolicy(arn);
      return policy && provided(policy);
    },
  };
}
