/** What a tsconfig.json brings into resolution beyond its own text: files it extends, folders its `paths` look in. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface TsconfigInputs {
  /** Files it extends, and theirs. */
  readonly files: readonly string[];
  /** Folders whose names matter. */
  readonly folders: readonly string[];
  /** Folders in which all names below matter. */
  readonly trees: readonly string[];
}

interface Tsconfig {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: { readonly baseUrl?: string; readonly paths?: Readonly<Record<string, readonly string[]>> };
}

export function tsconfigInputs(file: string): TsconfigInputs {
  const files = new Set<string>();
  const folders: string[] = [];
  const trees: string[] = [];
  const visit = (path: string) => {
    const text = read(path);
    const { extends: bases = [], compilerOptions } = (text === undefined ? {} : parse(text)) as Tsconfig;
    for (const base of [bases].flat()) {
      const found = typeof base === 'string' ? locate(base, dirname(path)) : undefined;
      if (found === undefined || files.has(found)) continue;
      files.add(found);
      visit(found);
    }
    const { baseUrl, paths } = compilerOptions ?? {};
    const from = resolve(dirname(path), typeof baseUrl === 'string' ? baseUrl : '.');
    if (typeof baseUrl === 'string') folders.push(from);
    for (const target of Object.values(paths ?? {}).flat()) {
      // `src/*` looks in `src`, `src/lib-*` too.
      if (typeof target === 'string') trees.push(dirname(join(from, target.replace(/\*.*$/s, '_'))));
    }
  };
  visit(file);
  return { files: [...files], folders, trees };
}

/** A path, or a package's file, as TypeScript looks for it. */
function locate(base: string, folder: string): string | undefined {
  if (/^(\.|\/|[a-zA-Z]:)/.test(base))
    return [base, `${base}.json`].map((one) => resolve(folder, one)).find((one) => read(one) !== undefined);
  const here = ['', '.json', '/tsconfig.json']
    .map((end) => join(folder, 'node_modules', base + end))
    .find((one) => read(one) !== undefined);
  const parent = dirname(folder);
  return here ?? (parent === folder ? undefined : locate(base, parent));
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** JSON with comments and commas too many. What isn't even that is esbuild's to complain about. */
function parse(text: string): unknown {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\[\s\S]|[^"\\])*(?:"|\\?$))|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, '$1')
    .replace(/("(?:\\[\s\S]|[^"\\])*(?:"|\\?$))|,(?=\s*[}\]])/g, '$1');
  try {
    const value: unknown = JSON.parse(plain);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
