/** Real projects in a temporary folder, and what `assemble` makes of them. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Assembly, Expansion, FunctionAsset, NodeBundleOptions } from '../../src/core/stages.ts';
import { type AssembleOptions, assemble } from '../../src/deploy/assembly/index.ts';

export interface Project {
  readonly root: string;
  write(file: string, text: string | Uint8Array): void;
  remove(): void;
}

export function project(files: Readonly<Record<string, string | Uint8Array>>): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'proj-assembly-')));
  const write = (file: string, text: string | Uint8Array) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const plainBundle: NodeBundleOptions = {
  format: 'esm',
  minify: true,
  sourcemap: true,
  external: [],
  install: [],
  copyFiles: [],
  loader: {},
  define: {},
};

export function nodeAsset(handler: string, bundle: Partial<NodeBundleOptions> = {}): FunctionAsset {
  return {
    kind: 'node',
    id: JSON.stringify([handler, bundle]),
    handler,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    bundle: { ...plainBundle, ...bundle },
    path: ['stacks', 'core', 'constructs', handler, 'handler'],
  };
}

function expansionOf(assets: readonly FunctionAsset[], more: Partial<Expansion> = {}): Expansion {
  return { app: 'notes', stage: 'dev', local: false, region: 'us-east-1', stacks: [], assets, publish: [], ...more };
}

export interface Made {
  readonly assembly: Assembly;
  readonly diagnostics: Diagnostics;
}

export async function make(
  root: string,
  assets: readonly FunctionAsset[],
  options: Partial<AssembleOptions> & { expansion?: Partial<Expansion> } = {},
): Promise<Made> {
  const diagnostics = new Diagnostics();
  const { expansion, ...rest } = options;
  // A minute late: files that a test has just written are not younger than the run.
  const clock = { now: () => Date.now() + 60_000, sleep: async () => {} };
  const assembly = await assemble(expansionOf(assets, expansion), {
    root,
    directory: join(root, '.proj/build/dev'),
    context: { diagnostics, clock, environment: process.env },
    reuse: true,
    ...rest,
  });
  return { assembly, diagnostics };
}

/** The problems of a run that must fail. */
export async function problems(root: string, assets: readonly FunctionAsset[]): Promise<Diagnostics['all']> {
  try {
    await make(root, assets);
  } catch (error) {
    return (error as { diagnostics: Diagnostics['all'] }).diagnostics;
  }
  throw new Error('the run was expected to fail');
}

export interface Unzipped {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

/** Through the central directory, as Lambda reads it. */
export function unzip(file: string): readonly Unzipped[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const [method, size, nameLength] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const path = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(start, start + size);
    const mode = bytes.readUInt32LE(at + 38) >>> 16;
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    return { path, mode, text: (method === 0 ? data : inflateRawSync(data)).toString('utf8') };
  });
}

/** Unpacks an asset's zip into a folder, as a function's task root. */
export function unpack(file: string, folder: string): void {
  for (const { path, text } of unzip(file)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
