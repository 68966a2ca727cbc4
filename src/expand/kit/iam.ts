/** Roles with their permissions inline: one resource, and nothing to wait for before a function starts. */
import type { Draft, DraftValue, ExpandContext } from '../construct.ts';

/** A type, not an interface: only types fit where any map of values does. */
export type Statement = {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: DraftValue;
  readonly Condition?: DraftValue;
};

export function allow(actions: readonly string[], resources: DraftValue): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resources };
}

/** A role that `service` (`lambda`) may take on. */
export function role(service: string, statements: readonly Statement[], context: ExpandContext, condition?: DraftValue): Draft {
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: `${service}.amazonaws.com` },
    Condition: condition,
  };
  return {
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      PermissionsBoundary: context.app.deploy.permissionsBoundary,
      Policies: [{ PolicyName: 'permissions', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}
