/** CloudFormation's short YAML forms: `!Ref Notes` is `{ Ref: Notes }`. */
import { nearest } from '../core/nearest.ts';
import { type MapNode, type Node, withEntry } from './node.ts';
import type { Place } from './source.ts';

/** A hint. */
export const FUNCTIONS_ELSEWHERE =
  'functions of CloudFormation stand in `resources`, `outputs` and `overrides`; elsewhere write `${Notes.tableName}` for an attribute of a construct';

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

/** Did-you-mean. */
export function nearestTag(tag: string): string | undefined {
  const near = nearest(tag, LONG_FORMS.keys());
  return near === undefined ? undefined : `did you mean \`${near}\`?`;
}

/** The tag is where the key stands, what follows it the value. */
export function fromTag(node: Node): Node {
  const { tag = '', place, ...inner } = node;
  const name = LONG_FORMS.get(tag);
  if (name === undefined) throw new Error(`not a tag of CloudFormation's: ${tag}`);
  const [key, after] = splitAt(place, tag.length);
  const argument = { ...inner, place: after } as Node;
  const value = name === 'Fn::GetAtt' ? splitAttribute(argument) : argument;
  return { kind: 'map', entries: new Map([[name, { key, value }]]), place };
}

/** Both sides of what follows the first `length` letters, without the white space between them. */
function splitAt({ file, start, end }: Place, length: number): [Place, Place] {
  const middle = start + length;
  const white = file.text.slice(middle, end).search(/\S/);
  return [
    { file, start, end: middle },
    { file, start: white === -1 ? middle : middle + white, end },
  ];
}

/** `Fn::GetAtt: Notes.Arn` of a YAML template, as JSON wants it. */
export function listedAttribute(node: Node): Node {
  const argument = node.kind === 'map' && node.entries.size === 1 ? node.entries.get('Fn::GetAtt')?.value : undefined;
  return argument?.kind === 'scalar' ? withEntry(node as MapNode, 'Fn::GetAtt', splitAttribute(argument)) : node;
}

/** `Notes.Arn` is `[Notes, Arn]`; an attribute's own name may hold dots. */
function splitAttribute(node: Node): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const dot = node.value.indexOf('.');
  if (dot === -1) return node;
  const { value, place } = node;
  const at = place.file.text.indexOf(value, place.start);
  const part = (start: number, end: number): Node => {
    const own = at === -1 ? place : { ...place, start: at + start, end: at + end };
    return { kind: 'scalar', value: value.slice(start, end), place: own };
  };
  return { kind: 'list', items: [part(0, dot), part(dot + 1, value.length)], place };
}
