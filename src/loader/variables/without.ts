/** For what is judged outside of its own stage: variables have no values there. */
import { type Node, scalar, UNRESOLVED } from '../node.ts';

/** Every text with a `${…}` stands for anything. */
export function withoutVariables(node: Node): Node {
  if (node.kind === 'scalar') return typeof node.value === 'string' && node.value.includes('${') ? scalar(UNRESOLVED, node.place) : node;
  if (node.kind === 'list') return { ...node, items: node.items.map(withoutVariables) };
  return { ...node, entries: new Map([...node.entries].map(([key, one]) => [key, { ...one, value: withoutVariables(one.value) }])) };
}
