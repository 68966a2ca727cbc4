/**
 * What a source file exports, read by a lexer: nothing is compiled, bundled or run. It says only what it is sure of: a missed name would
 * be a false alarm. The only import of es-module-lexer, which knows TypeScript.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from 'es-module-lexer';
import { EXTENSIONS } from './handler.ts';
import { isInside, resolved } from './inside.ts';

/** Names, `default` among them; `undefined` where they can't be known before the file is bundled. `file`: relative to the root. */
export type ReadExports = (file: string) => readonly string[] | undefined;

interface Exports {
  readonly names: readonly string[];
  /** `export * from` these. */
  readonly all: readonly string[];
}

/** The lexer takes the text between tags for code. */
const WITHOUT_TAGS: readonly string[] = EXTENSIONS.filter((extension) => !extension.endsWith('x'));

/** One per run: each file is read once. */
export function exportReader(root: string): ReadExports {
  const realRoot = realpathSync(root);
  const known = new Map<string, Exports | undefined>();

  return (entry) => {
    const names = new Set<string>();
    const files = new Set([entry]);
    for (const file of files) {
      const own = exportsOf(file);
      if (!own) return undefined;
      for (const name of own.names) if (file === entry || name !== 'default') names.add(name);
      for (const specifier of own.all) {
        const next = fileOf(specifier, posix.dirname(file));
        if (next === undefined) return undefined;
        files.add(next);
      }
    }
    return [...names];
  };

  function exportsOf(file: string): Exports | undefined {
    if (!known.has(file)) known.set(file, read(file));
    return known.get(file);
  }

  function read(file: string): Exports | undefined {
    const real = resolved(join(realRoot, file));
    if (real === undefined || !isInside(realRoot, real) || !WITHOUT_TAGS.includes(posix.extname(file))) return undefined;
    try {
      return exportsIn(readFileSync(real, 'utf8'));
    } catch {
      // Not readable, or not what the lexer takes for code: esbuild has the better words for it.
      return undefined;
    }
  }

  /** The file that a relative import means; TypeScript may name it as it will be called once it is compiled. */
  function fileOf(specifier: string, folder: string): string | undefined {
    if (!/^\.\.?\//.test(specifier)) return undefined;
    const path = posix.join(folder, specifier);
    const candidates = [path, path.replace(/\.([cm]?)js$/, '.$1ts'), ...EXTENSIONS.map((extension) => path + extension)];
    return candidates.find((one) => statSync(join(realRoot, one), { throwIfNoEntry: false })?.isFile());
  }
}

function exportsIn(text: string): Exports | undefined {
  // TypeScript's own ways of saying what CommonJS exports.
  if (/\bexport\s*(=|import\b)/.test(text)) return undefined;
  const [, found, , isModule] = parse(text.replace(/^\uFEFF/, ''));
  const values = found.filter(({ typeOnly }) => !typeOnly);
  if (!isModule || values.length === 0) return assignedIn(text);
  return {
    names: values.flatMap((one) => (one.type === 'reexport-all' ? [] : [one.name])),
    all: values.flatMap((one) => (one.type === 'reexport-all' ? [one.from] : [])),
  };
}

/**
 * CommonJS: what is put on `exports` by name or as one plain object. Whatever else is done with `exports` or `module` may add
 * names that nobody can read.
 */
function assignedIn(text: string): Exports | undefined {
  const named = [...text.matchAll(/(?:\bmodule\.)?\bexports\.([\w$]+)\s*=(?![=>])/g)];
  const whole = [...text.matchAll(/\bmodule\.exports\s*=\s*\{([\w$\s,:]*)\}/g)];
  const mentions = text.match(/\bexports\b|\bmodule\b(?!\.exports\b)/g) ?? [];
  if (mentions.length > named.length + whole.length) return undefined;
  const properties = whole.flatMap(([, body = '']) => body.split(',').map((property) => property.split(':')[0]?.trim() ?? ''));
  return { names: [...named.map(([, name = '']) => name), ...properties.filter((name) => name !== '')], all: [] };
}
