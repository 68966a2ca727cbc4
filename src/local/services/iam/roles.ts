/** Roles and managed policies, kept in one file. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { readState, writeState } from '../../state-file.ts';
import { parsePolicy } from './document.ts';
import { awsManagedPolicy } from './managed.ts';
import type { ManagedPolicy, Role, RoleInput } from './model.ts';
import type { PolicyDocument } from './policy.ts';

export interface Roles {
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
}

/** What only IAM itself needs of them. */
export interface RoleStore extends Roles {
  /** The identity policies of a role. */
  documentsOf(role: Role): PolicyDocument[];
  boundaryOf(role: Role): PolicyDocument | undefined;
  load(): void;
}

interface State {
  roles: Record<string, Role>;
  policies: Record<string, ManagedPolicy>;
}

export function createRoles(file: string, account: string): RoleStore {
  let state: State = { roles: {}, policies: {} };
  const save = () => writeState(file, state);

  const arnOf = (kind: 'role' | 'policy', path: string, name: string) => `arn:aws:iam::${account}:${kind}${path}${name}`;

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

  const documentOf = (arn: string) => state.policies[arn]?.document ?? awsManagedPolicy(arn);

  return {
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
    roleByArn(arn) {
      const role = state.roles[arn.slice(arn.lastIndexOf('/') + 1)];
      return role?.arn === arn ? role : undefined;
    },
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
    documentsOf: (role) => [...Object.values(role.inline), ...role.attached.map(documentOf).filter((document) => document !== undefined)],
    // A boundary that is gone allows nothing.
    boundaryOf: ({ permissionsBoundary: arn }) => (arn === undefined ? undefined : (documentOf(arn) ?? { Statement: [] })),
    load() {
      state = readState(file, state);
    },
  };
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
