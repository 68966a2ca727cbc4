/** Source files → bundles. */
import { relative } from 'node:path';
import type { BuildFailure, BuildOptions, BuildResult, Message, Metafile, OutputFile } from 'esbuild';
import { assembly as codes } from '../../core/codes/assembly.ts';
import { ProjError } from '../../core/errors.ts';
import type { NodeBundleOptions } from '../../core/stages.ts';
import { finished } from './interop.ts';
import type { ZipEntry } from './zip.ts';

export interface BundleRequest {
  /** Relative to the root. */
  readonly file: string;
  /** `nodejs24.x` */
  readonly runtime: string;
  readonly options: NodeBundleOptions;
}

export interface Bundle {
  readonly entries: readonly ZipEntry[];
  /** What the handler file exports; `undefined` where that can't be known before it runs. */
  readonly exports: readonly string[] | undefined;
  /** Every source file that was read for it, relative to the root, with `/`. */
  readonly sources: readonly string[];
}

/** A message of esbuild with the requests it concerns. */
export interface BundleProblem {
  readonly message: Message;
  readonly request: BundleRequest;
}

export interface Bundled {
  readonly bundles: ReadonlyMap<BundleRequest, Bundle>;
  readonly errors: readonly BundleProblem[];
  readonly warnings: readonly BundleProblem[];
}

type Build = (options: BuildOptions) => Promise<BuildResult<{ metafile: true; write: false }>>;

/**
 * Functions that one run of esbuild bundles: they share one parse of what they share, while the outputs of a big app need
 * not be in memory all at once, and are zipped while esbuild is at the next ones.
 */
const AT_ONCE = 50;

/** In runs of functions with equal options; the next run works while the caller handles the one before. */
export async function* bundle(requests: readonly BundleRequest[], root: string): AsyncGenerator<Bundled> {
  const build = (await import('esbuild')).build as Build;
  const groups = groupsOf(requests);
  let next = groups[0] && bundleGroup(groups[0], root, build);
  for (let index = 1; next; index++) {
    const done: Bundled = await next;
    const group = groups[index];
    next = group && bundleGroup(group, root, build);
    // Whoever stops half-way leaves a run behind that nobody waits for.
    next?.catch(() => {});
    yield done;
  }
}

function groupsOf(requests: readonly BundleRequest[]): readonly (readonly BundleRequest[])[] {
  const groups: BundleRequest[][] = [];
  const open = new Map<string, BundleRequest[]>();
  for (const request of requests) {
    const key = JSON.stringify([request.runtime, request.options]);
    let group = open.get(key);
    if (!group || group.length === AT_ONCE) {
      group = [];
      groups.push(group);
      open.set(key, group);
    }
    group.push(request);
  }
  return groups;
}

async function bundleGroup(group: readonly BundleRequest[], root: string, build: Build): Promise<Bundled> {
  const [first] = group as [BundleRequest];
  try {
    const format = first.options.format;
    const result = await build(buildOptions(group, root, format));
    const bundles = collect(group, result, format, root);
    // A CommonJS file as an ES module has nothing but a default export, where Lambda does not look for the handler.
    const commonJs = format === 'esm' ? group.filter(({ file }) => result.metafile.inputs[file]?.format === 'cjs') : [];
    if (commonJs.length > 0) {
      const again = await build(buildOptions(commonJs, root, 'cjs'));
      for (const [request, made] of collect(commonJs, again, 'cjs', root)) bundles.set(request, made);
    }
    return { bundles, errors: [], warnings: attributeBySource(result.warnings, bundles, first) };
  } catch (error) {
    if (!isBuildFailure(error)) throw notRunning(error);
    return { bundles: new Map(), errors: await attributeByBuild(error.errors, group, root, build), warnings: [] };
  }
}

function buildOptions(group: readonly BundleRequest[], root: string, format: 'esm' | 'cjs'): BuildOptions {
  const [{ runtime, options }] = group as [BundleRequest];
  return {
    absWorkingDir: root,
    // Outputs are named as if they lay in the root: so the source maps hold `src/list.ts`, whatever the machine.
    outdir: root,
    entryPoints: group.map(({ file }, index) => ({ in: `./${file}`, out: outputName(index) })),
    allowOverwrite: true,
    write: false,
    metafile: true,
    bundle: true,
    splitting: false,
    platform: 'node',
    target: `node${/\d+/.exec(runtime)?.[0] ?? '20'}`,
    format,
    // ES modules of a package are smaller once what isn't used is left out.
    mainFields: format === 'esm' ? ['module', 'main'] : ['main', 'module'],
    minify: options.minify,
    // `external`: the file's name in the zip is ours to write. Sources stay with the user.
    sourcemap: options.sourcemap ? 'external' : false,
    sourcesContent: false,
    external: [...options.external, ...options.install],
    loader: options.loader as BuildOptions['loader'] & {},
    define: { ...(format === 'esm' && { __dirname: '__bundleDirectory', __filename: '__bundleFile' }), ...options.define },
    charset: 'utf8',
    logLevel: 'silent',
  };
}

function outputName(index: number): string {
  return `.proj-bundle-${index}`;
}

function collect(
  group: readonly BundleRequest[],
  result: BuildResult<{ metafile: true; write: false }>,
  format: 'esm' | 'cjs',
  root: string,
): Map<BundleRequest, Bundle> {
  const files = new Map(result.outputFiles.map((file) => [relative(root, file.path).replaceAll('\\', '/'), file]));
  const sourcesOf = importClosure(result.metafile);
  return new Map(
    group.map((request, index) => {
      const name = `${outputName(index)}.js`;
      const code = files.get(name) as OutputFile;
      const { exports = [], imports = [] } = result.metafile.outputs[name] ?? {};
      const done = finished({ code: code.contents, map: files.get(`${name}.map`)?.contents, format, exports });
      // What the loaders `file` and `copy` put beside the code.
      const beside = imports.flatMap(({ path }) => {
        const file = files.get(path);
        return file ? [{ path, executable: false, bytes: file.contents }] : [];
      });
      return [request, { entries: [...done.entries, ...beside], exports: done.exports, sources: sourcesOf(request.file) }];
    }),
  );
}

/** All files that a file imports, and theirs. The outputs' own lists leave out what was read and then dropped as unused. */
function importClosure(metafile: Metafile): (entry: string) => readonly string[] {
  return (entry) => {
    const seen = new Set([entry]);
    for (const file of seen) {
      for (const { path, external } of metafile.inputs[file]?.imports ?? []) if (external !== true) seen.add(path);
    }
    return [...seen];
  };
}

/** Warnings come with the file only: they belong to every function that was made from it. */
function attributeBySource(
  warnings: readonly Message[],
  bundles: ReadonlyMap<BundleRequest, Bundle>,
  fallback: BundleRequest,
): BundleProblem[] {
  return warnings.flatMap((message) => {
    const file = message.location?.file;
    const owners = [...bundles].filter(([, { sources }]) => file !== undefined && sources.includes(file)).map(([request]) => request);
    return (owners.length > 0 ? owners : [fallback]).map((request) => ({ message, request }));
  });
}

/** A failed run has no list of sources: the functions are built one by one, until every error has an owner. */
async function attributeByBuild(
  errors: readonly Message[],
  group: readonly BundleRequest[],
  root: string,
  build: Build,
): Promise<BundleProblem[]> {
  const waiting = new Map(errors.map((message) => [identity(message), message]));
  const found: BundleProblem[] = [];
  const take = (request: BundleRequest, own: readonly Message[]) => {
    for (const message of own) if (waiting.delete(identity(message))) found.push({ message, request });
  };
  for (const request of group)
    take(
      request,
      errors.filter(({ location }) => location?.file === request.file),
    );
  for (const request of group) {
    if (waiting.size === 0) break;
    try {
      await build({ ...buildOptions([request], root, request.options.format), metafile: false });
    } catch (error) {
      if (isBuildFailure(error)) take(request, error.errors);
    }
  }
  const [first] = group as [BundleRequest];
  return [...found, ...[...waiting.values()].map((message) => ({ message, request: first }))];
}

function identity({ text, location }: Message): string {
  return JSON.stringify([text, location?.file, location?.line, location?.column]);
}

export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && 'warnings' in error;
}

/** esbuild is a program of its own: it may be missing, for another platform, or of another version. */
export function notRunning(error: unknown): ProjError {
  const cause = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const { text, hint } = codes.E4012;
  return new ProjError(1, { code: 'E4012', message: text({ cause }), hint: hint?.({ cause }) ?? '' }, { cause: error });
}
