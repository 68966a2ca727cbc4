/** Each file is parsed once, whoever asks for it. */
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Node } from './node.ts';
import { parse } from './parse.ts';
import type { Reader } from './read-file.ts';
import type { SourceFile } from './source.ts';

/** `undefined`: not readable as YAML, which was reported. */
export function parsed(file: SourceFile, from: Reader, diagnostics: Diagnostics): Node | undefined {
  if (!from.trees.has(file.name)) from.trees.set(file.name, parse(file, diagnostics));
  return from.trees.get(file.name);
}
