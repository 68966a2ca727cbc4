/** Finds what a piece of a template refers to: logical ids in CloudFormation's functions, and expressions not yet linked. */
import { type Expression, isExpression } from '../core/expression.ts';
import type { JsonPath } from '../core/span.ts';

export interface Visitor {
  /** A logical id, a parameter's name or a pseudo parameter. */
  name(found: string, path: JsonPath): void;
  /** Never a join: its parts. */
  expression(found: Exclude<Expression, { kind: 'join' }>, path: JsonPath): void;
}

export function walk(value: unknown, visit: Visitor, path: JsonPath = []): void {
  if (isExpression(value)) {
    if (value.kind !== 'join') visit.expression(value as Exclude<Expression, { kind: 'join' }>, path);
    else for (const part of value.parts) walk(part, visit, path);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, visit, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    const only = keys.length === 1 ? keys[0] : undefined;
    if (only === 'Ref' || only === 'Fn::GetAtt' || only === 'Fn::Sub') functionNames(only, Object.values(value)[0], visit, [...path, only]);
    for (const [key, item] of Object.entries(value)) walk(item, visit, [...path, key]);
  }
}

function functionNames(name: string, argument: unknown, visit: Visitor, path: JsonPath): void {
  if (name === 'Ref' && typeof argument === 'string') visit.name(argument, path);
  if (name === 'Fn::GetAtt') {
    const target = Array.isArray(argument) ? argument[0] : String(argument).split('.')[0];
    if (typeof target === 'string') visit.name(target, path);
  }
  if (name === 'Fn::Sub') {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    for (const found of substituted(String(text))) if (!Object.hasOwn(variables ?? {}, found)) visit.name(found.split('.')[0] ?? '', path);
  }
}

/** The names in `${…}` of a `Fn::Sub`; `${!…}` is literal. */
function substituted(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => (match[1] ?? '').trim());
}
