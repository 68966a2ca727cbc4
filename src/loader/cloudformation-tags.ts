/** CloudFormation's short YAML forms: `!Ref Notes` is `{ Ref: Notes }`. */
import { mapOfOne, type Node } from './node.ts';

const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

const LONG_FORMS = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const),
]);

export function isCloudFormationTag(tag: string): boolean {
  return LONG_FORMS.has(tag);
}

export function fromTag(node: Node): Node {
  const { tag, ...inner } = node;
  const name = LONG_FORMS.get(tag ?? '');
  if (name === undefined) throw new Error(`not a tag of CloudFormation's: ${tag}`);
  return mapOfOne(name, name === 'Fn::GetAtt' ? splitAttribute(inner) : inner);
}

/** `Fn::GetAtt: Notes.Arn` of a YAML template, as JSON wants it. */
export function listedAttribute(node: Node): Node {
  const argument = node.kind === 'map' && node.entries.size === 1 ? node.entries.get('Fn::GetAtt')?.value : undefined;
  return argument?.kind === 'scalar' ? mapOfOne('Fn::GetAtt', splitAttribute(argument)) : node;
}

/** `Notes.Arn` is `[Notes, Arn]`; an attribute's own name may hold dots. */
function splitAttribute(node: Node): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const dot = node.value.indexOf('.');
  if (dot === -1) return node;
  const { place } = node;
  const parts = [node.value.slice(0, dot), node.value.slice(dot + 1)];
  return { kind: 'list', items: parts.map((value) => ({ kind: 'scalar', value, place })), place };
}
