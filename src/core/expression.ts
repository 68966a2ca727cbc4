/**
 * Values of the configuration that are only known at deploy time. The loader makes them from `${…}`, the linker
 * turns them into `Ref`, `Fn::GetAtt`, a parameter or a composed string. They are branded with a symbol, so that no
 * data from a user's file can pass for one.
 */
const brand: unique symbol = Symbol('proj.expression');

export type PseudoParameter = 'AWS::AccountId' | 'AWS::Region' | 'AWS::Partition' | 'AWS::URLSuffix';

export type ExpressionForm =
  /** `${Notes.tableName}` */
  | { readonly kind: 'attribute'; readonly construct: string; readonly attribute: string }
  /** `${account}`, `${region}` */
  | { readonly kind: 'pseudo'; readonly name: PseudoParameter }
  /** `${ssm:/path}` */
  | { readonly kind: 'ssm'; readonly name: string }
  /** `${cfn:stack-name.Output}` */
  | { readonly kind: 'cfn'; readonly stack: string; readonly output: string }
  /** Text with expressions inside: `https://${Api.url}/notes` */
  | { readonly kind: 'join'; readonly parts: readonly (string | Expression)[] };

export type Expression = ExpressionForm & { readonly [brand]: true };

export function expression(form: ExpressionForm): Expression {
  return Object.freeze({ ...form, [brand]: true as const });
}

export function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && brand in value;
}

/** JSON with expressions where the user wrote a reference. */
export type ConfigValue = string | number | boolean | null | Expression | readonly ConfigValue[] | { readonly [key: string]: ConfigValue };
