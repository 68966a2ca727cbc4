/** A function's resource policy: which services may call it, for what. */
import { AwsError } from '../../protocols/aws-error.ts';
import { type Caller, evaluate, type PolicyDocument, type Statement } from '../iam/policy.ts';
import type { FunctionRecord } from './functions.ts';

/** Names as in the API and in CloudFormation, which agree. */
export interface PermissionInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
}

export interface CallContext {
  readonly sourceArn?: string;
  readonly functionUrlAuthType?: 'NONE' | 'AWS_IAM';
  readonly account: string;
}

export function addStatement(record: FunctionRecord, input: PermissionInput, account: string): Statement[] {
  if (!/^[\w-]{1,100}$/.test(input.StatementId)) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${input.StatementId}' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)`,
    );
  }
  if (record.policy.some(({ Sid }) => Sid === input.StatementId)) {
    const message = `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw new AwsError('ResourceConflictException', message, 409);
  }
  if (!/^lambda:([A-Za-z]+|\*)$/.test(input.Action)) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${input.Action}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])`,
    );
  }
  return [...record.policy, toStatement(record, input, account)];
}

function toStatement(record: FunctionRecord, input: PermissionInput, account: string): Statement {
  const equals = {
    ...(input.SourceAccount ? { 'AWS:SourceAccount': input.SourceAccount } : {}),
    ...(input.PrincipalOrgID ? { 'aws:PrincipalOrgID': input.PrincipalOrgID } : {}),
    ...(input.FunctionUrlAuthType ? { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType } : {}),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(input.SourceArn ? { ArnLike: { 'AWS:SourceArn': input.SourceArn } } : {}),
    ...(input.InvokedViaFunctionUrl === undefined ? {} : { Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) } }),
  };
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(input.Principal, account),
    Action: input.Action,
    Resource: record.arn,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principalOf(principal: string, account: string): NonNullable<Statement['Principal']> {
  if (principal === '*') return '*';
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (principal.startsWith('arn:') && principal.includes(`:${account}:`)) return { AWS: principal };
  throw new AwsError('InvalidParameterValueException', 'The provided principal was invalid. Please check the principal and try again.');
}

export function removeStatement(record: FunctionRecord, statementId: string): Statement[] {
  if (!record.policy.some(({ Sid }) => Sid === statementId)) {
    throw new AwsError('ResourceNotFoundException', `Statement ${statementId} is not found in resource policy.`, 404);
  }
  return record.policy.filter(({ Sid }) => Sid !== statementId);
}

/** The policy document, where the function has one. */
export function policyOf(record: FunctionRecord): PolicyDocument | undefined {
  return record.policy.length === 0 ? undefined : { Version: '2012-10-17', Statement: record.policy };
}

/** Whether the policy lets a service, or through its URL anyone, call the function. */
export function policyAllows(record: FunctionRecord, action: string, caller: Caller, context: CallContext): boolean {
  const policy = policyOf(record);
  if (!policy) return false;
  const conditions = {
    'aws:SourceAccount': context.account,
    ...(context.sourceArn ? { 'aws:SourceArn': context.sourceArn } : {}),
    ...(context.functionUrlAuthType
      ? { 'lambda:FunctionUrlAuthType': context.functionUrlAuthType, 'lambda:InvokedViaFunctionUrl': 'true' }
      : {}),
  };
  return evaluate([policy], { action, resource: record.arn, caller, context: conditions }) === 'allow';
}
