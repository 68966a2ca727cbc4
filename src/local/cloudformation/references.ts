/** Which names a value refers to, wherever they stand in it. */
import type { Json } from './template.ts';

export type Reference =
  | { readonly kind: 'ref'; readonly name: string; readonly inSub?: true }
  | { readonly kind: 'attribute'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'condition'; readonly name: string };

/** `${Name}`, `${Name.Attribute}`, `${AWS::Region}`; `${!Literal}` is text. */
export const SUB_PLACE = /\$\{([^{}]*)\}/g;

export function referencesOf(value: Json | undefined): Reference[] {
  const found: Reference[] = [];
  collect(value, found);
  return found;
}

function collect(value: Json | undefined, found: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  const [name, argument] = entries.length === 1 && entries[0] ? entries[0] : ['', null];
  if (name === 'Ref' && typeof argument === 'string') found.push({ kind: 'ref', name: argument });
  else if (name === 'Fn::GetAtt') collectAttribute(argument, found);
  else if (name === 'Fn::Sub') collectSub(argument, found);
  else {
    if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string')
      found.push({ kind: 'condition', name: argument[0] });
    for (const [, child] of entries) collect(child, found);
  }
}

function collectAttribute(argument: Json, found: Reference[]): void {
  const [name, attribute] = attributeParts(argument) ?? [];
  if (typeof name === 'string' && typeof attribute === 'string') found.push({ kind: 'attribute', name, attribute });
  // The attribute's name may itself be a `Ref` to a parameter.
  else if (Array.isArray(argument)) collect(argument[1], found);
}

/** `['Name', 'Attribute']` of both ways to write `Fn::GetAtt`; the attribute may be a function. */
export function attributeParts(argument: Json): readonly [string, Json] | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return dot > 0 ? [argument.slice(0, dot), argument.slice(dot + 1)] : undefined;
  }
  if (!Array.isArray(argument) || typeof argument[0] !== 'string' || argument.length < 2) return undefined;
  const rest = argument.slice(1);
  return [argument[0], rest.every((part) => typeof part === 'string') ? rest.join('.') : rest[0]];
}

function collectSub(argument: Json, found: Reference[]): void {
  const [text, variables] = Array.isArray(argument) ? [argument[0], argument[1]] : [argument, undefined];
  const own =
    typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? (variables as Readonly<Record<string, Json>>) : {};
  for (const child of Object.values(own)) collect(child, found);
  if (typeof text !== 'string') return;
  for (const [, inner = ''] of text.matchAll(SUB_PLACE)) {
    const variable = inner.trim();
    if (inner.startsWith('!') || Object.hasOwn(own, variable)) continue;
    const dot = variable.indexOf('.');
    if (dot > 0) found.push({ kind: 'attribute', name: variable.slice(0, dot), attribute: variable.slice(dot + 1) });
    else found.push({ kind: 'ref', name: variable, inSub: true });
  }
}
