/** `${file:path.yml#/json/pointer}`: a part of a YAML or JSON file, or the text of any other. */
import type { Diagnostics } from '../../core/diagnostic.ts';
import { type Node, scalar } from '../node.ts';
import { parsed } from '../parsed.ts';
import { type Reader, readText } from '../read-file.ts';
import { suggestion } from '../suggestion.ts';

export type FileValue =
  | { readonly node: Node }
  | { readonly missing: string; readonly hint: string }
  | { readonly outside: true }
  | { readonly broken: true };

/** `name`: of the file below the root, without `.` and `..`. */
export function readFileValue(from: Reader, name: string, pointer: string | undefined, diagnostics: Diagnostics): FileValue {
  const file = readText(from, name);
  if (file === 'outside') return { outside: true };
  const hint = 'paths are relative to the file they stand in';
  if (file === 'missing') return { missing: `there is no file \`${name}\``, hint };
  if (file === 'too-big') return { missing: `\`${name}\` is too big`, hint };
  if (file === 'not-text') return { missing: `\`${name}\` is not UTF-8 text`, hint };
  if (file === 'unreadable') return { missing: `\`${name}\` can't be read`, hint };
  if (!/\.(ya?ml|json)$/.test(name)) {
    if (pointer !== undefined) return { missing: 'only YAML and JSON files take a `#/pointer`', hint: `all of it is \`\${file:${name}}\`` };
    return { node: scalar(file.text, { file, start: 0, end: file.text.length }) };
  }
  const tree = parsed(file, from, diagnostics);
  if (!tree) return { broken: true };
  return follow(tree, pointer ?? '', name);
}

/** RFC 6901. */
function follow(tree: Node, pointer: string, file: string): FileValue {
  let node = tree;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const next = below(node, key);
    if (!next) {
      const near = node.kind === 'map' ? suggestion(key, node.entries.keys()) : undefined;
      return {
        missing: `\`${file}\` has nothing at \`${pointer}\``,
        hint: near ?? 'a pointer names the keys from the top of the file: `#/a/b`',
      };
    }
    node = next;
  }
  return { node };
}

function below(node: Node, key: string): Node | undefined {
  if (node.kind === 'map') return node.entries.get(key)?.value;
  return node.kind === 'list' && /^(0|[1-9][0-9]*)$/.test(key) ? node.items[Number(key)] : undefined;
}
