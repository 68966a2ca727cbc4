/** Finds what a piece of a template refers to: logical ids in CloudFormation's functions, and expressions not yet linked. */
import { type Expression, isExpression } from '../core/expression.ts';

/** An expression that isn't put together from others. */
export type Reference = Exclude<Expression, { readonly kind: 'join' }>;

/** `path` is the walk's own and changes after the call: copy what is kept. */
export interface Visitor {
  /** A logical id, a parameter's name or a pseudo parameter. */
  name?(found: string, path: readonly (string | number)[]): void;
  expression?(found: Reference, path: readonly (string | number)[]): void;
}

export function walk(value: unknown, visitor: Visitor, path: (string | number)[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  if (isExpression(value)) {
    if (value.kind === 'join') for (const part of value.parts) walk(part, visitor, path);
    else visitor.expression?.(value as Reference, path);
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) step(value[index], index, visitor, path);
  } else {
    for (const key in value) {
      const item = (value as Readonly<Record<string, unknown>>)[key];
      if (visitor.name && (key === 'Ref' || key === 'Fn::GetAtt' || key === 'Fn::Sub')) names(key, item, visitor.name, [...path, key]);
      step(item, key, visitor, path);
    }
  }
}

function step(item: unknown, key: string | number, visitor: Visitor, path: (string | number)[]): void {
  if (typeof item !== 'object' || item === null) return;
  path.push(key);
  walk(item, visitor, path);
  path.pop();
}

function names(key: string, argument: unknown, visit: NonNullable<Visitor['name']>, path: readonly (string | number)[]): void {
  if (key === 'Ref') {
    if (typeof argument === 'string') visit(argument, path);
  } else if (key === 'Fn::GetAtt') {
    const target = typeof argument === 'string' ? argument.split('.')[0] : Array.isArray(argument) ? argument[0] : undefined;
    if (typeof target === 'string') visit(target, path);
  } else {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, undefined];
    if (typeof text !== 'string') return;
    for (const found of substituted(text)) {
      if (!Object.hasOwn(variables ?? {}, found)) visit(found.split('.')[0] ?? '', path);
    }
  }
}

/** The names in `${…}` of a `Fn::Sub`; `${!…}` is literal. */
function substituted(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!${}][^${}]*)\}/g)].map((match) => (match[1] ?? '').trim());
}
