/**
 * In: a module of `constructTypes`. Out: it and all it imports as one script for a context without Node.js.
 * Must never: run it. Kept in `.proj/cache/constructs/` until something that it was made from looks different.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { BuildOptions, Message, Plugin } from 'esbuild';
import type { Span } from '../../core/span.ts';
import { isBuildFailure, notRunning } from './bundle.ts';
import { observer, type Subject, subjectsIn } from './observer.ts';
import { makeFolder, writeWhole } from './output.ts';
import { spanOf } from './problems.ts';

export interface CompileOptions {
  /** Absolute. */
  readonly root: string;
  /** Absolute: what is put round the module (`serve`), and what stands for `projctl/construct`. */
  readonly sandbox: string;
  readonly kit: string;
  /** A compiled module that is still right is taken as it is. */
  readonly reuse: boolean;
  /** When the run began, in milliseconds since the epoch. */
  readonly started: number;
}

export interface Script {
  readonly code: string;
  /** A source map. */
  readonly map: string;
}

export interface CompileProblem {
  readonly text: string;
  /** Absent where the module itself isn't found. */
  readonly span?: Span;
  readonly lineText?: string;
}

export type Compiled = { readonly script: Script } | { readonly problems: readonly CompileProblem[] };

interface Cached extends Script {
  readonly key: string;
  readonly facts: readonly (readonly [Subject, string])[];
}

/** Part of every key: a new one compiles all modules anew. */
const FORMAT = 1;
/** Times of files may lag behind the clock by a tick. */
const TICK = 20;
const ENTRY = 'the-construct';

/** `module`: as written in the app file. */
export async function compileConstruct(module: string, options: CompileOptions): Promise<Compiled> {
  const { root, sandbox, kit, reuse, started } = options;
  const { observe } = observer(root, {});
  const key = JSON.stringify([FORMAT, createRequire(import.meta.url)('esbuild/package.json').version, module, sandbox, kit]);
  const folder = join(root, '.proj', 'cache', 'constructs');
  const file = join(folder, `${hash('sha256', module).slice(0, 16)}.json`);
  const cached = reuse ? readCached(file) : undefined;
  if (cached?.key === key && cached.facts.every(([subject, value]) => observe(subject).value === value)) return { script: cached };

  const { build } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await build(buildOptions(module, options));
    const [map, code] = outputFiles.map(({ text }) => text) as [string, string];
    const sources = Object.keys(metafile.inputs).filter((name) => name !== ENTRY && !name.startsWith(`${GIVEN}:`));
    const subjects = subjectsIn(root)(sources, []);
    const facts = subjects.map((subject) => [subject, observe(subject).value] as const);
    // A file that changed while esbuild read it may not be what esbuild saw.
    if (subjects.every((subject) => observe(subject).changed() < started - TICK)) write(folder, file, { key, facts, code, map });
    return { script: { code, map } };
  } catch (error) {
    if (!isBuildFailure(error)) throw notRunning(error);
    return { problems: error.errors.map(problemOf) };
  }
}

function buildOptions(module: string, { root, sandbox, kit }: CompileOptions) {
  return {
    absWorkingDir: root,
    stdin: {
      contents: `import { serve } from ${JSON.stringify(sandbox)};\nimport * as module from ${JSON.stringify(module)};\nglobalThis.construct = serve(module);\n`,
      resolveDir: root,
      sourcefile: ENTRY,
    },
    outdir: root,
    write: false,
    bundle: true,
    metafile: true,
    format: 'iife',
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20.19',
    sourcemap: 'external',
    // Messages show the line, wherever it is from.
    sourcesContent: true,
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [withoutNode(kit)],
  } as const satisfies BuildOptions;
}

const GIVEN = 'given';
const GIVEN_MODULE = 'node:crypto';

/** Of Node.js there is one function: the hash that names are cut with. */
function withoutNode(kit: string): Plugin {
  return {
    name: 'without-node',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^projctl\/construct$/ }, () => ({ path: kit }));
      onResolve({ filter: /^[a-z]/ }, ({ path }) => {
        if (!isBuiltin(path)) return undefined;
        return path === GIVEN_MODULE
          ? { path, namespace: GIVEN }
          : { errors: [{ text: `a construct has nothing of Node.js: no \`${path}\`` }] };
      });
      onLoad({ filter: /.*/, namespace: GIVEN }, () => ({
        contents: `const { sha256 } = globalThis;
export function hash(algorithm, text) {
  if (algorithm !== 'sha256') throw new Error('a construct has no hash but sha256');
  return sha256(text);
}`,
      }));
    },
  };
}

function problemOf({ text, location }: Message): CompileProblem {
  if (!location || location.file === ENTRY) return { text };
  return { text, span: spanOf(location), lineText: location.lineText };
}

function readCached(file: string): Cached | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A cache that can't be written is one that is not there. */
function write(folder: string, file: string, cached: Cached): void {
  try {
    makeFolder(folder);
    writeWhole(file, JSON.stringify(cached));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
