/** The last step of a bundle: what CommonJS code misses inside an ES module, and the names that Lambda looks for. */
import type { ZipEntry } from './zip.ts';

export interface RawBundle {
  readonly code: Uint8Array;
  readonly map: Uint8Array | undefined;
  readonly format: 'esm' | 'cjs';
  /** From the metafile: of ES modules only. */
  readonly exports: readonly string[];
}

export interface FinishedBundle {
  readonly entries: readonly ZipEntry[];
  readonly exports: readonly string[] | undefined;
}

/** The handler file in the zip, `index.mjs` or `index.cjs`: Lambda's `Handler` is `index.<export>` either way. */
export function finished({ code, map, format, exports }: RawBundle): FinishedBundle {
  const file = format === 'esm' ? 'index.mjs' : 'index.cjs';
  const text = Buffer.from(code.buffer, code.byteOffset, code.byteLength);
  const lines = format === 'esm' ? missing(text) : [];
  const parts = withPreamble(text, lines);
  if (map) parts.push(Buffer.from(`//# sourceMappingURL=${file}.map\n`));
  const entries = [{ path: file, executable: false, bytes: parts.length === 1 ? text : Buffer.concat(parts) }];
  if (map) entries.push({ path: `${file}.map`, executable: false, bytes: lines.length > 0 ? shifted(map) : Buffer.from(map) });
  return { entries, exports: format === 'esm' ? knownExports(text, exports) : annotatedExports(text) };
}

/**
 * Only where they are used: esbuild's own stand-in for `require`, which throws unless there is one, gives itself away
 * by its message; the other two names are put there by `define` for those that nobody declared.
 */
function missing(text: Buffer): string[] {
  const found: string[] = [];
  if (text.includes('Dynamic require of "')) {
    found.push("import{createRequire as __bundleRequire}from'node:module';const require=__bundleRequire(import.meta.url);");
  }
  const file = text.includes('__bundleFile');
  const directory = text.includes('__bundleDirectory');
  if (file || directory) found.push("import{fileURLToPath as __bundlePath}from'node:url';");
  if (file) found.push('const __bundleFile=__bundlePath(import.meta.url);');
  if (directory) found.push("const __bundleDirectory=__bundlePath(new URL('.',import.meta.url)).slice(0,-1);");
  return found;
}

/** In one line of its own, after a `#!` line if there is one. */
function withPreamble(text: Buffer, lines: readonly string[]): Buffer[] {
  if (lines.length === 0) return [text];
  const preamble = Buffer.from(`${lines.join('')}\n`);
  const start = text.toString('latin1', 0, 2) === '#!' ? text.indexOf('\n') + 1 : 0;
  return [text.subarray(0, start), preamble, text.subarray(start)];
}

/** A source map whose code begins a line later. esbuild escapes quotes in names, so the first match is the key itself. */
function shifted(map: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(map).toString().replace('"mappings": "', '"mappings": ";'));
}

function knownExports(text: Buffer, exports: readonly string[]): readonly string[] | undefined {
  // `export * from` a package that isn't bundled: its names are its own.
  return text.includes('export*from') || text.includes('export * from') ? undefined : exports;
}

/** What esbuild writes for Node.js at the end of a CommonJS bundle of an ES module: `0 && (module.exports = { main })`. */
function annotatedExports(text: Buffer): readonly string[] | undefined {
  const start = text.lastIndexOf('module.exports');
  const names = /^module\.exports\s*=\s*\{([\w$,\s]*)\}\);?\s*$/.exec(text.toString('utf8', Math.max(start, 0)))?.[1];
  if (names === undefined) return undefined;
  return [
    ...names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    'default',
  ];
}
