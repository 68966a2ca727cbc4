/**
 * Configuration and resources as JSON: a module runs in another thread, and expressions are objects. One that the user wrote
 * travels with a number, so that the very same comes back, and with it its line.
 */
import { type Expression, type ExpressionForm, expression, isExpression } from '../core/expression.ts';

/** The only key of what isn't plain data. A map of the user's that has it travels as a list of entries. */
const MARK = '$proj';

export interface Sent {
  /** Absent for one that a module made. */
  readonly number?: number;
  readonly form: unknown;
}

/** `numberOf`: that of an expression of the user's. What is `undefined` in a map is left out. */
export function encode(value: unknown, numberOf: (found: Expression) => number | undefined): unknown {
  const coded = (inner: unknown): unknown => encode(inner, numberOf);
  if (isExpression(value)) {
    const number = numberOf(value);
    const form = value.kind === 'join' ? { ...value, parts: value.parts.map(coded) } : { ...value };
    return { [MARK]: { ...(number !== undefined && { number }), form } };
  }
  if (Array.isArray(value)) return value.map(coded);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, coded(one)] as const]));
  return Object.hasOwn(value, MARK) ? { [MARK]: entries } : Object.fromEntries(entries);
}

/** `expressionOf`: what stands for a sent one. */
export function decode(value: unknown, expressionOf: (sent: Sent) => Expression): unknown {
  const decoded = (inner: unknown): unknown => decode(inner, expressionOf);
  if (Array.isArray(value)) return value.map(decoded);
  if (!isMap(value)) return value;
  const marked = Object.hasOwn(value, MARK) ? value[MARK] : undefined;
  if (marked === undefined || Array.isArray(marked)) {
    return Object.fromEntries((marked ?? Object.entries(value)).map(([key, one]) => [key, decoded(one)]));
  }
  return expressionOf(marked as Sent);
}

/** A new expression of that form. */
export function fromForm(form: unknown, expressionOf: (sent: Sent) => Expression): Expression {
  const { kind, parts, ...rest } = form as { kind: string; parts?: readonly unknown[] };
  return expression({ kind, ...rest, ...(parts && { parts: parts.map((part) => decode(part, expressionOf)) }) } as ExpressionForm);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
