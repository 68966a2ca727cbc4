/** Breaks one thing in the text of a valid app file, so that the file is wrong by construction. */
import { editDistance } from '../../src/core/nearest.ts';
import type { Node } from '../../src/loader/node.ts';
import { allowsType, type Schema } from '../../src/loader/schema.ts';
import type { EntryPlace, Places, ValuePlace } from './places.ts';

export const mutations = [
  'renamed key',
  'other kind of value',
  'deleted key',
  'key given twice',
  'broken reference',
  'value out of the list',
] as const;
export type Mutation = (typeof mutations)[number];

export interface Mutant {
  readonly mutation: Mutation;
  readonly text: string;
  /** What was done, for the list of those that nothing was said about. */
  readonly what: string;
  /** Lines of the mutant, from 1, at which a problem is told rightly: those that were changed, and that of the parent. */
  readonly lines: ReadonlySet<number>;
}

/** A number from 0 (inclusive) to 1: equal seeds give equal mutants. */
export type Random = () => number;

export function mutantsOf(text: string, places: Places, random: Random): readonly Mutant[] {
  const made = [
    ...places.entries.flatMap((place) => [renamed(text, place, random), deleted(text, place), twice(text, place)]),
    ...places.values.flatMap((place) => [otherKind(text, place, random), outOfList(text, place)]),
    ...brokenReferences(text, places),
  ];
  return made.flatMap((mutant) => mutant ?? []);
}

function renamed(text: string, { parent, key, entry, known }: EntryPlace, random: Random): Mutant {
  let name = '';
  do name = word(random);
  while (known.some((other) => editDistance(name, other.toLowerCase()) < 2));
  return edit('renamed key', `${key} → ${name}`, text, entry.key.start, entry.key.end, name, [parent]);
}

/** Only where it stands on lines of its own. */
function deleted(text: string, { map, parent, key, entry, required }: EntryPlace): Mutant | undefined {
  if (!required || isFlow(text, map)) return undefined;
  const [start, end] = linesOf(text, entry.key.start, endOf(text, entry.value));
  if (text.slice(start, entry.key.start).trim() !== '') return undefined;
  return edit('deleted key', key, text, start, end, '', [map.place.start, parent]);
}

function twice(text: string, { map, key, entry }: EntryPlace): Mutant | undefined {
  const [keyStart, valueEnd] = [entry.key.start, endOf(text, entry.value)];
  if (isFlow(text, map)) {
    return edit('key given twice', key, text, valueEnd, valueEnd, `, ${text.slice(keyStart, valueEnd)}`, [keyStart]);
  }
  const [start, end] = linesOf(text, keyStart, valueEnd);
  if (text.slice(start, keyStart).trim() !== '' || !text.slice(0, end).endsWith('\n')) return undefined;
  return edit('key given twice', key, text, end, end, text.slice(start, end), [keyStart]);
}

const SAMPLES = { scalar: 'zqxw', list: '[zqxw]', map: '{ zqxw: zqxw }' } as const;

function otherKind(text: string, { node, schema, key }: ValuePlace, random: Random): Mutant | undefined {
  const allowed = kindsOf(schema);
  const others = (['scalar', 'list', 'map'] as const).filter((kind) => kind !== node.kind && !allowed.has(kind));
  const kind = others[Math.floor(random() * others.length)];
  if (kind === undefined || node.place.start === node.place.end) return undefined;
  const end = trimmedEnd(text, node.place.start, endOf(text, node));
  // A value below its key is put beside it.
  const below = key && text.slice(key.end, node.place.start).includes('\n') ? key.end + text.slice(key.end).indexOf(':') + 1 : undefined;
  const [start, sample] = below === undefined ? [node.place.start, SAMPLES[kind]] : [below, ` ${SAMPLES[kind]}`];
  return edit('other kind of value', `${node.kind} → ${kind}`, text, start, end, sample, key ? [key.start] : []);
}

/** All kinds that are right, or that nothing is known about. */
function kindsOf(schema: Schema): ReadonlySet<Node['kind']> {
  const kinds = new Set<Node['kind']>();
  const { shorthand = {} } = schema;
  if (['string', 'number', 'integer', 'boolean'].some((type) => allowsType(schema, type))) kinds.add('scalar');
  if (schema.unit || 'string' in shorthand || 'number' in shorthand || 'boolean' in shorthand) kinds.add('scalar');
  if (allowsType(schema, 'array') || 'array' in shorthand) kinds.add('list');
  if (allowsType(schema, 'object') || schema.constructByType) kinds.add('map');
  return kinds;
}

function outOfList(text: string, { node, schema }: ValuePlace): Mutant | undefined {
  if (!schema.enum || node.kind !== 'scalar') return undefined;
  const { start, end } = node.place;
  if (text.slice(start, end).includes('${')) return undefined;
  return edit('value out of the list', text.slice(start, end), text, start, end, 'zqxw', []);
}

/** In `${Notes.tableName}`, and alone in a list or as a key of `bind` and its like. */
function brokenReferences(text: string, { ids, values }: Places): readonly Mutant[] {
  const names = ids.filter((id) => /^[A-Z]/.test(id)).join('|');
  if (names === '') return [];
  const all = text.matchAll(
    new RegExp(`(?<=(?<!\\$)\\$\\{(?:[^}']*, )?)(${names})(?=\\.)|(?<=bind: \\[(?:[^\\]]*[ {,])?)(${names})(?=[\\],: }])`, 'g'),
  );
  // Elsewhere `${…}` is somebody else's, and stays as it is.
  const isOurs = (at: number, inBind: boolean) =>
    values.some(({ node: { kind, place } }) => (inBind || kind === 'scalar') && place.start <= at && at < place.end);
  return [...all]
    .filter(({ index, 2: inBind }) => isOurs(index, inBind !== undefined))
    .map(({ 0: id, index }) => edit('broken reference', id, text, index, index + id.length, 'ZqxwNone', []));
}

/** `more`: offsets in the old text, before the change, whose lines are right too. */
function edit(mutation: Mutation, what: string, text: string, start: number, end: number, by: string, more: readonly number[]): Mutant {
  const mutant = text.slice(0, start) + by + text.slice(end);
  const first = lineAt(mutant, start);
  const last = lineAt(mutant, Math.max(start, start + by.trimEnd().length));
  const lines = new Set(more.filter((at) => at >= 0).map((at) => lineAt(text, Math.min(at, start))));
  for (let line = first; line <= last; line++) lines.add(line);
  return { mutation, text: mutant, what: `line ${first}: ${what}`, lines };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** From the beginning of the first line to the beginning of the line after the last. */
function linesOf(text: string, start: number, end: number): readonly [number, number] {
  const next = text.indexOf('\n', trimmedEnd(text, start, end));
  return [lineStart(text, start), next === -1 ? text.length : next + 1];
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** A collection in flow style ends behind its bracket, not behind what is in it. */
function endOf(text: string, node: Node): number {
  if (node.kind === 'scalar' || !isFlow(text, node)) return node.place.end;
  const inner = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  const last = Math.max(node.place.start + 1, ...inner.map((one) => endOf(text, one)));
  const bracket = /^(?:\s|,|#.*)*[\]}]/.exec(text.slice(last))?.[0];
  return bracket === undefined ? node.place.end : last + bracket.length;
}

function isFlow(text: string, { place }: Node): boolean {
  return text[place.start] === '{' || text[place.start] === '[';
}

function word(random: Random): string {
  return Array.from({ length: 9 }, () => 'bcdfghjklmnpqrstvwxz'[Math.floor(random() * 20)]).join('');
}
