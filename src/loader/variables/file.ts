/** `${file:path.yml#/json/pointer}`: a part of a YAML or JSON file, or the text of any other. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { type Node, scalar } from '../node.ts';
import { parsed } from '../parsed.ts';
import { type Reader, readText } from '../read-file.ts';

export type FileValue = { readonly node: Node } | { readonly missing: string } | { readonly outside: true } | { readonly broken: true };

/** `name`: of the file below the root, without `.` and `..`. */
export function readFileValue(from: Reader, name: string, pointer: string | undefined, diagnostics: Diagnostics): FileValue {
  const file = readText(from, name);
  if (file === 'outside') return { outside: true };
  if (file === 'missing') return { missing: `there is no file \`${name}\`` };
  if (file === 'too-big') return { missing: `\`${name}\` is too big` };
  if (file === 'not-text') return { missing: `\`${name}\` is not UTF-8 text` };
  if (file === 'unreadable') return { missing: `\`${name}\` can't be read` };
  if (!/\.(ya?ml|json)$/.test(name)) {
    if (pointer !== undefined) return { missing: `only YAML and JSON files take a \`#/pointer\`` };
    return { node: scalar(file.text, { file, start: 0, end: file.text.length }) };
  }
  const tree = parsed(file, from, diagnostics);
  if (!tree) return { broken: true };
  const found = follow(tree, pointer ?? '');
  return found ? { node: found } : { missing: `\`${name}\` has nothing at \`${pointer}\`` };
}

/** RFC 6901. */
function follow(tree: Node, pointer: string): Node | undefined {
  let node: Node | undefined = tree;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node?.kind === 'map') node = node.entries.get(key)?.value;
    else if (node?.kind === 'list') node = /^(0|[1-9][0-9]*)$/.test(key) ? node.items[Number(key)] : undefined;
    else return undefined;
  }
  return node;
}
