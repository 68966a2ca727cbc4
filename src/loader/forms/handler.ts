/** A handler: the file without its extension, a dot, the export. */
import type { Form } from './form.ts';

const EXTENSION = /\.([cm]?[jt]s|[jt]sx)$/;
const COLON = /:([A-Za-z_$][\w$]*)$/;
const EXTENSION_INSIDE = /\.([cm]?[jt]s|[jt]sx)\.([A-Za-z_$][\w$]*)$/;

export const handler: Form = {
  what: 'a handler',
  check(text) {
    const extension = EXTENSION.exec(text);
    // Whoever names the file would otherwise be told that it has no export `ts`.
    if (extension) {
      const path = text.slice(0, extension.index);
      return {
        problem: 'it names the file and no export',
        hint: `the file without \`${extension[0]}\`, a dot and the export: \`${path}.main\` for its export \`main\``,
      };
    }
    const inside = EXTENSION_INSIDE.exec(text);
    if (inside)
      return { problem: `the file stands there without its extension \`.${inside[1]}\``, right: text.replace(EXTENSION_INSIDE, '.$2') };
    if (COLON.test(text))
      return { problem: 'a dot stands before the export', right: text.replace(COLON, '.$1').replace(EXTENSION_INSIDE, '.$2') };
    const dot = text.lastIndexOf('.');
    const file = text.slice(0, dot);
    const name = text.slice(dot + 1);
    if (dot === -1 || name.includes('/')) {
      return { problem: 'it names no export', hint: `\`${text}.main\` for the export \`main\` of that file` };
    }
    if (file === '' || file.endsWith('/')) return { problem: 'it names no file', hint: 'for example `src/list.main`' };
    if (/^[A-Za-z_$][\w$]*$/.test(name)) return undefined;
    return {
      problem: name === '' ? 'the export is missing after the dot' : `\`${name}\` can't be the name of an export`,
      hint: 'for example `src/list.main`',
    };
  },
};
