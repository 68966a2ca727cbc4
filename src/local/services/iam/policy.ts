/** Evaluates IAM policy documents: pure, for identity, trust and resource policies alike. */

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;
}

type ConditionValue = string | number | boolean | readonly (string | number | boolean)[];

/** Who asks, as policies name it. An anonymous caller has none of these and only matches `*`. */
export interface Caller {
  /** `AWS` principals: the role's ARN, its session's ARN, the account. */
  readonly aws?: readonly string[];
  /** `lambda.amazonaws.com` */
  readonly service?: string;
}

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  /** Needed where policies have principals (trust and resource policies). */
  readonly caller?: Caller;
  /** Condition keys and their values: `aws:SourceArn`, `dynamodb:LeadingKeys`. Keys compare without case. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export type Verdict = 'allow' | 'deny' | 'silent';

/** A deny anywhere wins over every allow. */
export function evaluate(documents: readonly PolicyDocument[], request: AccessRequest): Verdict {
  const effects = documents.flatMap((document) =>
    asList(document.Statement)
      .filter((statement) => applies(statement, request))
      .map((statement) => statement.Effect),
  );
  if (effects.includes('Deny')) return 'deny';
  return effects.includes('Allow') ? 'allow' : 'silent';
}

function applies(statement: Statement, request: AccessRequest): boolean {
  const context = lowerKeys(request.context ?? {});
  const action = (pattern: string) => wildcard(pattern.toLowerCase(), request.action.toLowerCase());
  const resource = (pattern: string) => wildcard(withVariables(pattern, context), request.resource);
  return (
    principalMatches(statement, request.caller) &&
    (statement.NotAction ? !asList(statement.NotAction).some(action) : asList(statement.Action).some(action)) &&
    // A trust policy has no resource: it speaks of the role it stands in.
    (statement.NotResource
      ? !asList(statement.NotResource).some(resource)
      : statement.Resource === undefined || asList(statement.Resource).some(resource)) &&
    conditionsHold(statement.Condition ?? {}, context)
  );
}

function principalMatches(statement: Statement, caller: Caller | undefined): boolean {
  const { Principal: principal } = statement;
  if (principal === undefined) return statement.NotPrincipal === undefined;
  if (principal === '*') return true;
  const names = (kind: string) => asList(principal[kind]);
  if (names('AWS').includes('*')) return true;
  if (caller?.service && names('Service').includes(caller.service)) return true;
  return names('AWS').some((name) => caller?.aws?.includes(name));
}

function conditionsHold(conditions: NonNullable<Statement['Condition']>, context: Context): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => conditionHolds(operator, context.get(key.toLowerCase()), asList(expected).map(String))),
  );
}

type Context = ReadonlyMap<string, readonly string[]>;
type Comparison = (actual: string, expected: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: (actual, expected) => wildcard(expected, actual),
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  NumericEquals: (actual, expected) => Number(actual) === Number(expected),
  NumericLessThan: (actual, expected) => Number(actual) < Number(expected),
  NumericLessThanEquals: (actual, expected) => Number(actual) <= Number(expected),
  NumericGreaterThan: (actual, expected) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (actual, expected) => Number(actual) >= Number(expected),
};
const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/** `ForAnyValue:StringLikeIfExists` → its parts; undefined for an operator that the endpoint does not evaluate. */
export function parseOperator(operator: string) {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return { name, negated: false, quantifier, ifExists: false, compare: undefined };
  const compare = COMPARISONS[NEGATIONS[name] ?? name];
  return compare && { name, negated: name in NEGATIONS, quantifier, ifExists: ifExists !== undefined, compare };
}

function conditionHolds(operator: string, actual: readonly string[] | undefined, expected: readonly string[]): boolean {
  const parsed = parseOperator(operator);
  if (!parsed) return false;
  if (!parsed.compare) return expected.includes(String(actual === undefined));
  const { compare, negated } = parsed;
  if (actual === undefined || actual.length === 0) return parsed.ifExists || negated || parsed.quantifier === 'ForAllValues';
  const matches = (value: string) => expected.some((pattern) => compare(value, pattern)) !== negated;
  return parsed.quantifier === 'ForAllValues' ? actual.every(matches) : actual.some(matches);
}

/** Each of the six parts of an ARN for itself: a `*` never crosses a colon. */
function arnMatches(actual: string, expected: string): boolean {
  const parts = (arn: string) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(arn)?.slice(1) ?? [arn];
  const [values, patterns] = [parts(actual), parts(expected)];
  return values.length === patterns.length && patterns.every((pattern, at) => wildcard(pattern, values[at] ?? ''));
}

/** `*` and `?`, by two pointers: a regular expression would backtrack without end on patterns of many stars. */
export function wildcard(pattern: string, text: string): boolean {
  let [at, position, star, resume] = [0, 0, -1, 0];
  while (position < text.length) {
    if (at < pattern.length && pattern[at] !== '*' && (pattern[at] === '?' || pattern[at] === text[position])) {
      at += 1;
      position += 1;
    } else if (pattern[at] === '*') {
      star = at;
      at += 1;
      resume = position;
    } else if (star >= 0) {
      resume += 1;
      position = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** `${aws:PrincipalAccount}`; a variable without a value stays as it is and so matches nothing. */
function withVariables(pattern: string, context: Context): string {
  return pattern.replace(/\$\{([^}]+)\}/g, (whole, name: string) => context.get(name.toLowerCase())?.[0] ?? whole);
}

function lowerKeys(context: NonNullable<AccessRequest['context']>): Context {
  return new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), asList(value)]));
}

function asList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
