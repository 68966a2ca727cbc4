/** `Fn::Sub` in raw CloudFormation: our variables inside it become variables of the Sub, CloudFormation's stay. */
import { type Expression, isExpression } from '../../core/expression.ts';
import { attributeName, itemName } from '../../core/names.ts';
import { type Entry, type MapNode, type Node, scalar } from '../node.ts';
import { splitText, type Variable } from './reference.ts';

export function isSub(node: Node): node is MapNode {
  return node.kind === 'map' && node.entries.size === 1 && template(node) !== undefined;
}

/** The text with variables, alone or as the first of `[text, variables]`. */
function template(node: MapNode): { readonly text: string; readonly node: Node; readonly variables: MapNode | undefined } | undefined {
  const value = node.entries.get('Fn::Sub')?.value;
  const text = value?.kind === 'list' ? value.items[0] : value;
  const variables = value?.kind === 'list' ? value.items[1] : undefined;
  if (text?.kind !== 'scalar' || typeof text.value !== 'string') return undefined;
  if (variables !== undefined && variables.kind !== 'map') return undefined;
  return { text: text.value, node: text, variables };
}

export interface SubScope {
  /** What a variable of ours stands for, `undefined` for one of CloudFormation's. */
  valueOf(variable: Variable): string | Expression | undefined;
  /** Resolves the values of the Sub's own variables. */
  resolve(node: Node): Node;
}

export function bindSub(node: MapNode, scope: SubScope): MapNode {
  const found = template(node);
  if (!found) return node;
  const { place } = found.node;
  const bound = new Map<string, Entry>();
  for (const [name, one] of found.variables?.entries ?? []) bound.set(name, { ...one, value: scope.resolve(one.value) });
  let text = '';
  for (const part of splitText(found.text)) {
    if (typeof part === 'string') {
      text += literal(part);
    } else if ('unclosed' in part) {
      text += part.unclosed;
    } else if (found.variables?.entries.has(part.text.slice(2, -1).trim())) {
      text += part.text;
    } else {
      const value = scope.valueOf(part);
      text += value === undefined ? part.text : inserted(value, (name, bare) => bound.set(name, { value: scalar(bare, place) }));
    }
  }

  const body: Node = scalar(text, place);
  const variables: Node = { kind: 'map', entries: bound, place };
  const value: Node = bound.size === 0 ? body : { kind: 'list', items: [body, variables], place };
  const key = node.entries.get('Fn::Sub')?.key;
  return { ...node, entries: new Map([['Fn::Sub', { ...(key && { key }), value }]]) };
}

/** What stands in the Sub's text for `value`; `bind` makes a variable of what CloudFormation can't write inside a text. */
function inserted(value: string | Expression, bind: (name: string, value: Expression) => void): string {
  if (!isExpression(value)) return literal(value);
  if (value.kind === 'pseudo') return `\${${value.name}}`;
  if (value.kind === 'join') return value.parts.map((one) => inserted(one, bind)).join('');
  const name = variableName(value);
  bind(name, value);
  return `\${${name}}`;
}

/** CloudFormation's own way to write `${` that is no variable. */
function literal(text: string): string {
  return text.replaceAll('${', '${!');
}

function variableName(value: Exclude<Expression, { kind: 'pseudo' | 'join' }>): string {
  switch (value.kind) {
    case 'attribute':
      return attributeName(value.construct, value.attribute);
    case 'ssm':
      return itemName(`ssm:${value.name}`);
    case 'cfn':
      return itemName(`cfn:${value.stack}.${value.output}`);
  }
}
