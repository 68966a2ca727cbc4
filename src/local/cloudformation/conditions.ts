/** Which of a template's conditions hold. They depend on parameters and mappings only. */
import { resolve, type Scope } from './intrinsics.ts';
import { refuse } from './refusal.ts';
import type { Json, JsonObject, Template } from './template.ts';

/** A lookup that works each condition out once. */
export function conditionsOf(template: Template, scope: () => Scope): (name: string) => boolean {
  const decided = new Map<string, boolean | 'deciding'>();
  const holds = (name: string): boolean => {
    const known = decided.get(name);
    if (known === 'deciding')
      refuse(`Template format error: Circular dependency in the Conditions block of the template, at condition ${name}`);
    if (known !== undefined) return known;
    const condition = template.Conditions?.[name];
    if (condition === undefined)
      refuse(`Template format error: Unresolved condition dependency ${name} in the Resources block of the template`);
    decided.set(name, 'deciding');
    const value = evaluate(condition, scope(), holds);
    decided.set(name, value);
    return value;
  };
  return holds;
}

function evaluate(value: Json, scope: Scope, holds: (name: string) => boolean): boolean {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value as JsonObject) : [];
  const [name, argument] = entries.length === 1 && entries[0] ? entries[0] : ['', null];
  const parts = Array.isArray(argument) ? (argument as Json[]) : [];
  const all = () => parts.map((part) => evaluate(part, scope, holds));
  if (name === 'Condition' && typeof argument === 'string') return holds(argument);
  if (name === 'Fn::Equals' && parts.length === 2) return text(resolve(parts[0], scope)) === text(resolve(parts[1], scope));
  if (name === 'Fn::Not' && parts.length === 1) return !all()[0];
  if (name === 'Fn::And' && parts.length >= 2 && parts.length <= 10) return all().every(Boolean);
  if (name === 'Fn::Or' && parts.length >= 2 && parts.length <= 10) return all().some(Boolean);
  refuse('Template error: every Condition must be one of Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition, with the arguments it takes');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
