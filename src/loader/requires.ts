/** `requires`: the versions of `proj` that can read this app. The only importer of semver, loaded where the key is there. */
import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import type { Diagnostics } from '../core/diagnostic.ts';
import { VERSION } from '../package.ts';
import { type Node, textOf } from './node.ts';
import { spanOf } from './source.ts';

/** Many ranges in one take the square of their number. */
const MAX_LENGTH = 256;

/** What is no text is left to validation. */
export function checkVersion(required: Node, diagnostics: Diagnostics): void {
  const range = required.kind === 'scalar' ? (required.text ?? textOf(required)) : undefined;
  if (range === undefined) return;
  const at = { span: spanOf(required.place) };
  if (range.includes('${')) diagnostics.report('E1022', ['requires'], { key: 'requires' }, at);
  else if (range.length > MAX_LENGTH || validRange(range) === null) diagnostics.report('E1028', ['requires'], { range }, at);
  else if (!satisfies(VERSION, range, { includePrerelease: true })) {
    diagnostics.report('E1029', ['requires'], { range, version: VERSION }, at);
  }
}
