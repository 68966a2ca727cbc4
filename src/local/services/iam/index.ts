/**
 * In: roles and policies as CloudFormation creates them. Out: sessions for those who may assume a role, and a decision for
 * each call that a session makes. Must never let a call through that no policy allows.
 */
import { join } from 'node:path';
import type { LocalEnvironment, Service } from '../../types.ts';
import { type Access, createAccess } from './access.ts';
import { createIamApi } from './api.ts';
import { createRoles, type Roles } from './roles.ts';
import { createSessions, type Sessions } from './sessions.ts';

export type { Credentials, Decision, ManagedPolicy, Role, RoleInput, ServiceCaller } from './model.ts';

export interface IamService extends Service, Roles, Access, Sessions {}

export function createIam(environment: LocalEnvironment): IamService {
  const roles = createRoles(join(environment.directory, 'iam', 'state.json'), environment.account);
  const access = createAccess(roles, environment.account);
  return {
    name: 'iam',
    handle: createIamApi(roles),
    async start() {
      roles.load();
    },
    async stop() {},
    ...roles,
    ...access,
    ...createSessions(access),
  };
}
