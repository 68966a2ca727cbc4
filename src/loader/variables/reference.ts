/** The grammar of `${…}`: exactly the forms of the documentation, anything else is none of ours. Text in, data out. */

import type { PseudoParameter } from '../../core/expression.ts';

export type Reference =
  | { readonly kind: 'app' | 'stage' | 'region' | 'account' | 'local' }
  /** `AWS::Region`, where CloudFormation's names may stand. */
  | { readonly kind: 'pseudo'; readonly name: PseudoParameter }
  | { readonly kind: 'param' | 'env'; readonly name: string }
  | { readonly kind: 'git'; readonly name: 'sha' | 'branch' }
  | { readonly kind: 'file'; readonly path: string; readonly pointer: string | undefined }
  | { readonly kind: 'ssm'; readonly name: string }
  | { readonly kind: 'cfn'; readonly stack: string; readonly output: string }
  | { readonly kind: 'attribute'; readonly construct: string; readonly attribute: string }
  /** `param:size-${stage}`: which one it is takes the values of the variables inside. */
  | { readonly kind: 'composed'; readonly form: 'param' | 'env' | 'file' | 'ssm' | 'cfn'; readonly parts: readonly Part[] };

/** What stands in for a value that is missing. */
export type Fallback = { readonly text: string } | { readonly variable: Variable };

export interface Variable {
  /** As written: `${env:NAME, 'text'}`. */
  readonly text: string;
  /** `undefined`: none of our forms. */
  readonly reference: Reference | undefined;
  readonly fallback?: Fallback;
}

/** A string in parts. An `unclosed` part is the rest of the text from a `${` without its `}`. */
export type Part = string | Variable | { readonly unclosed: string };

/** Bounds the nesting of variables and the search for the closing brace. */
const MAX_LENGTH = 2000;

/** The whole text is one `${…}`: its value keeps its type. */
export function isSingleReference(text: string): boolean {
  return text.startsWith('${') && closing(text, 2) === text.length - 1;
}

export function splitText(text: string): readonly Part[] {
  const parts: Part[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf('${'); open !== -1; open = text.indexOf('${', at)) {
    if (open > at && text[open - 1] === '$') {
      // `$${` is a literal `${`.
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    literal += text.slice(at, open);
    if (literal !== '') parts.push(literal);
    literal = '';
    const close = closing(text, open + 2);
    if (close === -1) {
      parts.push({ unclosed: text.slice(open) });
      return parts;
    }
    parts.push(parseVariable(text.slice(open, close + 1)));
    at = close + 1;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return parts;
}

/** Index of the `}` that closes what starts before `from`; -1 where there is none. Skips quoted fallbacks and nested `${…}`. */
function closing(text: string, from: number): number {
  let depth = 1;
  let quote: string | undefined;
  let lastSeen = '';
  const end = Math.min(text.length, from + MAX_LENGTH);
  for (let at = from; at < end; at++) {
    const character = text[at] as string;
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if ((character === "'" || character === '"') && lastSeen === ',') {
      quote = character;
    } else if (character === '$' && text[at + 1] === '{') {
      depth += 1;
      at += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
    if (character !== ' ') lastSeen = character;
  }
  return -1;
}

function parseVariable(text: string): Variable {
  const body = text.slice(2, -1);
  const comma = fallbackComma(body);
  if (comma === -1) return { text, reference: composed(body.trim()) ?? parseReference(body.trim()) };
  const name = body.slice(0, comma).trim();
  const reference = composed(name) ?? parseReference(name);
  const fallback = parseFallback(body.slice(comma + 1).trim());
  if (!fallback || !reference || !mayBeMissing(reference)) return { text, reference: undefined };
  return { text, reference, fallback };
}

/** Index of the first comma that is not inside a nested `${…}`; -1 where there is none. */
function fallbackComma(body: string): number {
  let at = 0;
  while (at < body.length && body[at] !== ',') {
    const close = body.startsWith('${', at) ? closing(body, at + 2) : -1;
    at = close === -1 ? at + 1 : close + 1;
  }
  return at < body.length ? at : -1;
}

function mayBeMissing(reference: Reference): boolean {
  const form = reference.kind === 'composed' ? reference.form : reference.kind;
  return form === 'param' || form === 'env' || form === 'git' || form === 'file';
}

function composed(text: string): Reference | undefined {
  if (!text.includes('${')) return undefined;
  const form = text.match(/^(param|env|file|ssm|cfn):/)?.[1] as (Reference & { kind: 'composed' })['form'] | undefined;
  return form && { kind: 'composed', form, parts: splitText(text) };
}

function parseFallback(text: string): Fallback | undefined {
  const quoted = text.match(/^'([^']*)'$|^"([^"]*)"$/);
  if (quoted) return { text: quoted[1] ?? quoted[2] ?? '' };
  if (!isSingleReference(text)) return undefined;
  return { variable: parseVariable(text) };
}

/** What stands between `${` and `}`, without variables or fallback. */
export function parseReference(text: string): Reference | undefined {
  switch (text) {
    case 'app':
    case 'stage':
    case 'region':
    case 'account':
    case 'local':
      return { kind: text };
    case 'git:sha':
      return { kind: 'git', name: 'sha' };
    case 'git:branch':
      return { kind: 'git', name: 'branch' };
    case 'AWS::AccountId':
    case 'AWS::Region':
    case 'AWS::Partition':
    case 'AWS::URLSuffix':
      return { kind: 'pseudo', name: text };
  }
  const named = text.match(/^(param|env):([A-Za-z_][A-Za-z0-9_-]*)$/);
  if (named) return { kind: named[1] as 'param' | 'env', name: named[2] as string };
  const file = text.match(/^file:([^#]+)(?:#(\/.*)?)?$/);
  if (file) return { kind: 'file', path: (file[1] as string).trim(), pointer: file[2] };
  const ssm = text.match(/^ssm:([A-Za-z0-9/_.-]+)$/);
  if (ssm) return { kind: 'ssm', name: ssm[1] as string };
  const cfn = text.match(/^cfn:([A-Za-z][A-Za-z0-9-]*)\.([A-Za-z0-9]+)$/);
  if (cfn) return { kind: 'cfn', stack: cfn[1] as string, output: cfn[2] as string };
  const attribute = text.match(/^([A-Za-z][A-Za-z0-9]*)\.([A-Za-z][A-Za-z0-9]*)$/);
  if (attribute) return { kind: 'attribute', construct: attribute[1] as string, attribute: attribute[2] as string };
  return undefined;
}
