/** Whether a policy document is one: what AWS refuses when it is written, not when it is used. */
import { AwsError } from '../../protocols/aws-error.ts';
import { type PolicyDocument, parseOperator, type Statement } from './policy.ts';

export type PolicyKind = 'identity' | 'trust' | 'resource';

const MALFORMED = 'MalformedPolicyDocument';

/** The document as an object; CloudFormation hands it over as one, the API as text. */
export function parsePolicy(value: unknown, kind: PolicyKind, errorCode = MALFORMED): PolicyDocument {
  const refuse = (message: string) => new AwsError(errorCode, message);
  let document = value;
  if (typeof value === 'string') {
    try {
      document = JSON.parse(value);
    } catch {
      throw refuse('This policy contains invalid Json');
    }
  }
  if (!isObject(document)) throw refuse('Syntax errors in policy.');
  if (document.Version !== undefined && document.Version !== '2012-10-17' && document.Version !== '2008-10-17') {
    throw refuse(`Policy document must be version 2012-10-17 or greater.`);
  }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  for (const statement of statements) checkStatement(statement, kind, refuse);
  return document as unknown as PolicyDocument;
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

function checkStatement(statement: unknown, kind: PolicyKind, refuse: (message: string) => AwsError): void {
  if (!isObject(statement)) throw refuse('Syntax errors in policy.');
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement as unknown as Statement;
  if (Object.keys(statement).some((key) => !ELEMENTS.has(key))) throw refuse('Syntax errors in policy.');
  if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse('Missing required field Effect');
  if ((Action === undefined) === (NotAction === undefined)) throw refuse('Policy statement must contain actions.');
  const actions = [Action ?? NotAction].flat();
  if (!actions.every((action) => typeof action === 'string' && /^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+)$/.test(action))) {
    throw refuse('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  const hasPrincipal = Principal !== undefined || NotPrincipal !== undefined;
  const hasResource = Resource !== undefined || NotResource !== undefined;
  if (kind === 'identity' && hasPrincipal) throw refuse('Policy document should not specify a principal.');
  if (kind !== 'identity' && !hasPrincipal) throw refuse('Missing required field Principal');
  if (kind === 'trust' && hasResource) throw refuse('Has prohibited field Resource');
  if (kind !== 'trust' && !hasResource) throw refuse('Policy statement must contain resources.');
  for (const resource of [Resource ?? NotResource ?? []].flat()) {
    if (resource !== '*' && !(typeof resource === 'string' && resource.startsWith('arn:'))) {
      throw refuse(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
  for (const operator of Object.keys(Condition ?? {})) {
    if (!parseOperator(operator)) throw refuse(`The embedded endpoint does not evaluate the condition operator ${operator}.`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
