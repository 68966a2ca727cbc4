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
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | Expression
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

/** Calls `visit` for every expression inside `value`, with its path below `base`; joins are visited part by part. */
export function forEachExpression(
  value: unknown,
  visit: (found: Expression, path: readonly (string | number)[]) => void,
  base: readonly (string | number)[] = [],
): void {
  if (isExpression(value)) {
    if (value.kind === 'join') {
      for (const part of value.parts) if (typeof part !== 'string') forEachExpression(part, visit, base);
    } else {
      visit(value, base);
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      forEachExpression(item, visit, [...base, index]);
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) forEachExpression(item, visit, [...base, key]);
  }
}
