/** Sessions of roles: access keys that the endpoint gave out and knows again. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import type { Principal } from '../../types.ts';
import type { Access } from './access.ts';
import type { Credentials, ServiceCaller } from './model.ts';

export interface Sessions {
  /** Keys that stand for the role's session until the endpoint stops. Throws `AccessDenied` where the trust policy doesn't allow it. */
  assumeRole(roleArn: string, assumer: Principal | ServiceCaller, sessionName: string, seconds?: number): Credentials;
  /** Who holds an access key. Throws for a session that ended. */
  principalOf(accessKey: string): Principal;
}

interface Session {
  readonly principal: Principal;
  readonly expires: number;
}

const KEY_PREFIX = 'ASIALOCAL';
/** Sessions of functions are renewed by nobody: they last as long as the endpoint. */
const UNLIMITED = Number.POSITIVE_INFINITY;

export function createSessions(access: Access & { callerArn(principal: Principal): string }): Sessions {
  const sessions = new Map<string, Session>();
  return {
    assumeRole(roleArn, assumer, sessionName, seconds) {
      if (!access.mayAssume(roleArn, assumer)) {
        const who = 'service' in assumer ? assumer.service : access.callerArn(assumer);
        throw new AwsError('AccessDenied', `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, 403);
      }
      const accessKeyId = `${KEY_PREFIX}${randomBytes(6).toString('hex').slice(0, 11).toUpperCase()}`;
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
      if (!accessKey.startsWith(KEY_PREFIX)) return { kind: 'root' };
      const session = sessions.get(accessKey);
      if (!session) throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
      if (session.expires < Date.now()) {
        throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
      }
      return session.principal;
    },
  };
}
