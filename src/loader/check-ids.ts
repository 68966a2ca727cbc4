/** Ids of stacks and constructs, and the types of constructs: what everything later is looked up by. */

import type { Diagnostics } from '../core/diagnostic.ts';
import { misspelling, respell } from '../core/fix.ts';
import { nearest } from '../core/nearest.ts';
import type { JsonPath } from '../core/span.ts';
import { typeFor } from './foreign-words.ts';
import { CONSTRUCT_ID, STACK_ID } from './ids.ts';
import type { MeantIds } from './meant-ids.ts';
import { child, describeKind, type Entry, type Node, textOf, UNRESOLVED } from './node.ts';
import type { SchemaSet } from './schema.ts';
import { spanOf } from './source.ts';
import { suggestion } from './suggestion.ts';

/** Ids are unique in the app, compared without case (frozen). `written`: the app without the overrides that `tree` has. */
export function checkIds(tree: Node, written: Node, meant: MeantIds, set: SchemaSet, diagnostics: Diagnostics): void {
  const taken = new Map<string, { readonly id: string; readonly entry: Entry }>();
  const own = stacksOf(written);
  const stackIds = new RegExp(STACK_ID);
  const constructIds = new RegExp(CONSTRUCT_ID);
  for (const [stackId, stack] of entriesOf(child(tree, 'stacks'))) {
    if (!stackIds.test(stackId))
      diagnostics.report('E2013', ['stacks', stackId], { id: stackId, kind: 'stack', right: asStackId(stackId) });
    for (const [id, entry] of entriesOf(child(stack.value, 'constructs'))) {
      const path = ['stacks', stackId, 'constructs', id];
      const isId = constructIds.test(id);
      if (!isId) diagnostics.report('E2013', path, { id, kind: 'construct', right: asConstructId(id) });
      const other = taken.get(id.toLowerCase());
      // An override in the wrong stack is no second construct.
      if (isId && other && child(entry.value, 'type')) {
        const related = other.entry.key ? [{ message: 'the other one', span: spanOf(other.entry.key) }] : [];
        diagnostics.report('E2012', path, { id, other: other.id }, { related });
      }
      if (isId) taken.set(id.toLowerCase(), { id, entry });
      checkType(id, entry.value, path, { own, meant, set, diagnostics });
    }
  }
}

/** `MyStack` as `my-stack`. */
function asStackId(id: string): string {
  const words = id.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const right = words.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^[^a-z]+|-$/g, '');
  return right || 'core';
}

/** `notes-table` as `NotesTable`. */
function asConstructId(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return words.join('').replace(/^[0-9]+/, '') || 'Notes';
}

/** The stack of each construct. */
export function stacksOf(tree: Node): ReadonlyMap<string, string> {
  const stacks = [...entriesOf(child(tree, 'stacks'))];
  return new Map(stacks.flatMap(([stackId, stack]) => [...entriesOf(child(stack.value, 'constructs'))].map(([id]) => [id, stackId])));
}

export function entriesOf(node: Node | undefined): Iterable<[string, Entry]> {
  return node?.kind === 'map' ? node.entries : [];
}

export interface TypeScope {
  /** The stack of each construct that the app has without overrides. */
  readonly own: ReadonlyMap<string, string>;
  readonly meant: MeantIds;
  readonly set: SchemaSet;
  readonly diagnostics: Diagnostics;
}

/** A construct must have a type, and one that exists. */
export function checkType(id: string, node: Node, path: JsonPath, { own, meant, set, diagnostics }: TypeScope): void {
  const known = Object.keys(set.constructs);
  const type = child(node, 'type');
  if (node.kind === 'map' && !type) {
    const misspelt = [...node.entries.keys()].find((key) => misspelling(key, ['type']) !== undefined);
    if (misspelt !== undefined) {
      const hint = suggestion(misspelt, ['type']);
      const owner = `the construct \`${id}\``;
      diagnostics.report(
        'E2001',
        [...path, misspelt],
        { key: misspelt, owner },
        { ...(hint !== undefined && { hint }), ...respell(misspelt, ['type']) },
      );
      return;
    }
    const stackId = String(path.at(-3));
    // Of an override: what it is for can't be read.
    if (own.get(id) !== stackId && (meant.has(id) || meant.has(stackId))) return;
    const hint = overrideHint(id, stackId, own) ?? `one of ${known.join(', ')}`;
    diagnostics.report('E2002', path, { key: 'type', owner: `the construct \`${id}\`` }, { hint });
    return;
  }
  if (!type || (type.kind === 'scalar' && type.value === UNRESOLVED)) return;
  const name = textOf(type);
  if (name === undefined) {
    const found = { name: 'type', expected: 'text', found: describeKind(type) };
    diagnostics.report('E2003', [...path, 'type'], found, { part: 'value', hint: `one of ${known.join(', ')}` });
    return;
  }
  if (Object.hasOwn(set.constructs, name)) return;
  const hint = nearest(name, known) === undefined ? (typeFor(name, known) ?? suggestion(name, known)) : suggestion(name, known);
  diagnostics.report(
    'E2007',
    [...path, 'type'],
    { type: name, id },
    { part: 'value', ...(hint !== undefined && { hint }), ...respell(name, known) },
  );
}

/** Where only an override has a construct, it was probably meant for another. */
function overrideHint(id: string, stackId: string, own: ReadonlyMap<string, string>): string | undefined {
  const stackOfId = own.get(id);
  if (stackOfId === stackId) return undefined;
  if (stackOfId !== undefined) return `\`${id}\` is in the stack \`${stackOfId}\`: override it there`;
  const near = nearest(id, own.keys());
  return near === undefined ? undefined : `did you mean \`${near}\`? A new construct needs a \`type\``;
}
