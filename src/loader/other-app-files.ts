/** An app file beside the one that is read would be without effect: it must not be so in silence. */
import { Diagnostics } from '../core/diagnostic.ts';
import { type AppFile, keyIn, PLACES } from './locate.ts';
import { child } from './node.ts';
import { parse } from './parse.ts';
import { type Reader, readText } from './read-file.ts';

export function warnOfOthers({ name: read }: AppFile, from: Reader, diagnostics: Diagnostics): void {
  for (const name of PLACES.slice(PLACES.indexOf(read) + 1)) {
    if (isApp(name, from)) diagnostics.report('E1025', [], { file: name, read }, { part: 'none' });
  }
}

/** Other tools have files of these names. */
function isApp(name: string, from: Reader): boolean {
  const file = readText(from, name);
  if (typeof file === 'string' || !file.text.includes('stacks')) return false;
  const tree = parse(file, new Diagnostics());
  const key = keyIn(name);
  return child(key === undefined ? tree : child(tree, key), 'stacks') !== undefined;
}
