/** Parameters that are without effect: declared but used nowhere, or given but unknown. */
import type { Diagnostics } from '../core/diagnostic.ts';
import { entriesOf } from './check-ids.ts';
import { child, type Entry, type Node } from './node.ts';
import { type SourceFiles, spanOf } from './source.ts';
import { suggestion } from './suggestion.ts';

export interface Params {
  /** The app, the entries of its `stages`: what may have `params`. */
  readonly declaring: readonly Node[];
  /** `--param` */
  readonly given: Readonly<Record<string, string>>;
  readonly files: SourceFiles;
  readonly diagnostics: Diagnostics;
}

/** What other stages, or switched-off parts, use counts as used: so does what a comment names. */
export function checkParams({ declaring, given, files, diagnostics }: Params): void {
  const declared = new Map<string, Entry>();
  for (const node of declaring) {
    for (const [name, entry] of entriesOf(child(node, 'params'))) if (!declared.has(name)) declared.set(name, entry);
  }
  const names = Object.keys(given);
  if (declared.size + names.length === 0) return;
  const texts = [...files.values()].map(({ text }) => text);
  // A name that variables make up may be any.
  if (texts.some((text) => text.includes('param:${'))) return;
  const used = new Set(texts.flatMap((text) => [...text.matchAll(/param:([A-Za-z_][A-Za-z0-9_-]*)/g)].map(([, name]) => name)));
  for (const [name, { key, value }] of declared) {
    // What is wrong may be the use of it.
    if (!used.has(name) && !diagnostics.hasErrors)
      diagnostics.report('E1120', ['params', name], { name }, { span: spanOf(key ?? value.place) });
  }
  for (const name of names) {
    if (used.has(name) || declared.has(name)) continue;
    const hint = suggestion(name, declared.keys());
    diagnostics.report('E1121', [], { name }, { part: 'none', ...(hint !== undefined && { hint }) });
  }
}
