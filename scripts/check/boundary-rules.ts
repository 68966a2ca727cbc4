/** Who may import whom: what `docs/architecture.md` draws, as a table. The most exact folder that a file is in counts. */

export interface BoundaryRule {
  /** A folder or a file; `*` is one name. */
  readonly folder: string;
  /** Folders and files of ours that it may import, beside itself. */
  readonly ours: readonly string[];
  /** npm packages; `@scope/*` is all of a scope. Every heavy package has one home. */
  readonly packages: readonly string[];
  /** Node's modules: all, or these. */
  readonly node: 'all' | readonly string[];
  /** No clock, randomness, environment, network or streams either. */
  readonly pure?: true;
}

export const boundaryRules: readonly BoundaryRule[] = [
  { folder: 'src/core', ours: [], packages: [], node: ['crypto'], pure: true },
  { folder: 'src/aws-schemas', ours: ['src/core/nearest.ts'], packages: [], node: [], pure: true },
  { folder: 'src/iam-actions', ours: [], packages: [], node: [], pure: true },
  // The names of variables are one function's business, on both sides.
  { folder: 'src/runtime', ours: ['src/core/environment-name.ts'], packages: ['@aws-sdk/*'], node: 'all' },
  {
    folder: 'src/loader',
    ours: ['src/core', 'src/iam-actions', 'schema'],
    packages: ['ajv', 'cosmiconfig'],
    node: ['path', 'path/posix'],
  },
  { folder: 'src/loader/disk.ts', ours: [], packages: [], node: ['crypto', 'fs'] },
  { folder: 'src/loader/files-matching.ts', ours: ['src/loader'], packages: ['picomatch'], node: ['path'] },
  { folder: 'src/loader/requires.ts', ours: ['src/core', 'src/loader', 'src/package.ts'], packages: ['semver'], node: [] },
  { folder: 'src/loader/parse.ts', ours: ['src/core', 'src/loader'], packages: ['js-yaml'], node: [] },
  { folder: 'src/expand', ours: ['src/core'], packages: [], node: ['crypto'], pure: true },
  {
    folder: 'src/expand/constructs/*',
    ours: ['src/core', 'src/expand/kit', 'src/expand/construct.ts', 'src/expand/config-of.ts'],
    packages: [],
    node: [],
    pure: true,
  },
  {
    folder: 'src/construct-modules',
    ours: ['src/core', 'src/aws-schemas', 'src/expand/kit', 'src/expand/construct.ts', 'src/expand/custom.ts'],
    packages: ['ajv'],
    node: 'all',
  },
  {
    // What a user's module may build with, and what runs round it, is as pure as a built-in construct.
    folder: 'src/construct-modules/kit',
    ours: ['src/core', 'src/expand/kit'],
    packages: [],
    node: [],
    pure: true,
  },
  { folder: 'src/template-check', ours: ['src/core', 'src/aws-schemas'], packages: [], node: [], pure: true },
  { folder: 'src/deploy', ours: ['src/core', 'src/aws-schemas', 'templates'], packages: [], node: 'all' },
  { folder: 'src/deploy/assembly', ours: ['src/core'], packages: ['es-module-lexer', 'esbuild'], node: 'all' },
  { folder: 'src/deploy/aws', ours: ['src/core', 'src/deploy'], packages: ['@aws-sdk/*', '@smithy/*'], node: 'all' },
  { folder: 'src/editor', ours: ['src/core'], packages: [], node: [], pure: true },
  { folder: 'src/editor/of-app.ts', ours: ['src/core', 'src/editor', 'src/package.ts'], packages: [], node: ['fs', 'path'] },
  // Examples are shown as one would write them.
  { folder: 'src/editor/words.ts', ours: ['src/editor'], packages: ['js-yaml'], node: [], pure: true },
  { folder: 'src/fix', ours: ['src/core'], packages: [], node: 'all' },
  { folder: 'src/render', ours: ['src/core'], packages: ['ora'], node: 'all' },
  { folder: 'src/local', ours: ['src/aws-schemas'], packages: ['croner', 'dynalite', 'fast-xml-parser'], node: 'all' },
  // CloudFormation takes templates in YAML too.
  { folder: 'src/local/cloudformation/template.ts', ours: ['src/local'], packages: ['js-yaml'], node: 'all' },
  {
    folder: 'src/commands',
    ours: [
      'src/core',
      'src/loader',
      'src/expand',
      'src/deploy',
      'src/render',
      'src/local',
      'src/dev',
      'src/editor',
      'src/fix',
      'src/init',
      'src/app',
      'src/pipeline.ts',
      'src/package.ts',
    ],
    packages: [],
    node: 'all',
  },
  {
    folder: 'src/app',
    ours: ['src/core', 'src/loader', 'src/construct-modules', 'src/expand', 'src/template-check', 'src/deploy/assembly', 'src/fix'],
    packages: [],
    node: 'all',
  },
  {
    folder: 'src/app/recall.ts',
    ours: ['src/core', 'src/loader/disk.ts', 'src/loader/saved-source.ts', 'src/deploy/assembly/output.ts'],
    packages: [],
    node: 'all',
  },
  { folder: 'src/pipeline.ts', ours: ['src/core', 'src/app', 'src/deploy', 'src/local/client.ts'], packages: [], node: 'all' },
  { folder: 'src/dev', ours: ['src/core'], packages: ['chokidar'], node: 'all' },
  { folder: 'src/init', ours: ['src/core', 'src/package.ts'], packages: [], node: 'all' },
  { folder: 'src/package.ts', ours: [], packages: [], node: 'all' },
  { folder: 'src/main.ts', ours: ['src'], packages: [], node: 'all' },
  { folder: 'src/run.ts', ours: ['src'], packages: [], node: 'all' },
];

/** Only these end the process; the embedded endpoint's daemon is a process of its own. */
export const mayExit: readonly string[] = ['src/main.ts', 'src/run.ts', 'src/local/daemon.ts'];

/** Only these write to a stream of the process. */
export const mayWrite: readonly string[] = ['src/main.ts', 'src/run.ts', 'src/render', 'src/local/daemon.ts'];
