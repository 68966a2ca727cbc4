/**
 * In: STS calls. Out: who the caller is, and sessions of roles. Must never hand out a session that the role's trust policy
 * does not allow.
 */
import { AwsError } from '../../protocols/aws-error.ts';
import { serveQuery } from '../../protocols/query.ts';
import type { LocalEnvironment, Service } from '../../types.ts';
import type { Services } from '../index.ts';

export type StsService = Service;

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const SHORTEST_SESSION = 900;

export function createSts(environment: LocalEnvironment, services: Services): StsService {
  const sessionArn = (roleArn: string, session: string) =>
    `arn:aws:sts::${environment.account}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${session}`;

  return {
    name: 'sts',
    handle: serveQuery(NAMESPACE, {
      GetCallerIdentity(_, { principal }) {
        if (principal.kind === 'anonymous')
          throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
        if (principal.kind === 'root') {
          return { Arn: `arn:aws:iam::${environment.account}:root`, UserId: environment.account, Account: environment.account };
        }
        const { roleArn, sessionName = 'session' } = principal;
        const id = services.iam.roleByArn(roleArn)?.id ?? 'AROALOCAL';
        return { Arn: sessionArn(roleArn, sessionName), UserId: `${id}:${sessionName}`, Account: environment.account };
      },
      AssumeRole(parameters, { principal }) {
        const roleArn = parameters.get('RoleArn') ?? '';
        const sessionName = parameters.get('RoleSessionName') ?? '';
        const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
        if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
          throw new AwsError(
            'ValidationError',
            `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
          );
        }
        const role = services.iam.roleByArn(roleArn);
        if (seconds < SHORTEST_SESSION || seconds > (role?.maxSessionDuration ?? 43_200)) {
          throw new AwsError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
        }
        const credentials = services.iam.assumeRole(roleArn, principal, sessionName, seconds);
        return {
          Credentials: {
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            SessionToken: credentials.sessionToken,
            Expiration: credentials.expiration.toISOString(),
          },
          AssumedRoleUser: { Arn: sessionArn(roleArn, sessionName), AssumedRoleId: `${role?.id}:${sessionName}` },
        };
      },
    }),
    async start() {},
    async stop() {},
  };
}
