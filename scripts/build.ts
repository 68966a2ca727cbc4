/** Bundles the published command: `dist/main.js` and chunks that are loaded when a command needs them. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { readExplanations } from './explanations.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

/** cosmiconfig's own loaders of YAML, JSON and code are never asked for; they would bring in parsers that only cost time at each start. */
const withoutUnusedLoaders: Plugin = {
  name: 'without-unused-loaders',
  setup({ onLoad }) {
    onLoad({ filter: /cosmiconfig[\\/]dist[\\/]loaders\.js$/ }, () => ({ contents: '' }));
  },
};

// Built aside and swapped, so that there is a whole `dist` at any time.
const fresh = `dist.${process.pid}`;
const old = `${fresh}.old`;
mkdirSync(fresh);
const { metafile } = await build({
  metafile: true,
  entryPoints: { main: 'src/main.ts', daemon: 'src/local/daemon.ts', runtime: 'src/runtime/index.ts' },
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // ES modules where a package has them: of the AWS SDK only what is used goes in.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  plugins: [withoutUnusedLoaders],
  // Native code and packages that find their own files stay outside.
  external: ['esbuild', 'dynalite'],
  logLevel: 'warning',
});
giveRequire();
// By itself: it is bundled again, with a module of the user's, for a context that has nothing of Node.js.
await build({
  entryPoints: { construct: 'src/construct-modules/kit/index.ts', 'construct-sandbox': 'src/construct-modules/sandbox.ts' },
  chunkNames: 'construct-[hash]',
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  logLevel: 'warning',
});
writeFileSync(`${fresh}/third-party-licences.txt`, thirdPartyLicences(Object.keys(metafile.inputs)));
writeFileSync(`${fresh}/explanations.json`, JSON.stringify(readExplanations()));
cpSync('src/runtime/index.d.ts', `${fresh}/runtime.d.ts`);
cpSync('src/construct-modules/kit/index.d.ts', `${fresh}/construct.d.ts`);
cpSync('src/construct-modules/worker.mjs', `${fresh}/construct-worker.mjs`);
// What the endpoint starts functions with runs in processes of its own.
for (const file of ['node-runtime.mjs', 'python-runtime.py']) cpSync(`src/local/services/lambda/${file}`, `${fresh}/${file}`);

if (existsSync('dist')) renameSync('dist', old);
renameSync(fresh, 'dist');
rmSync(old, { recursive: true, force: true });

/** Bundled CommonJS packages ask for Node's modules by `require`, all through esbuild's helper: only its chunk pays for having one. */
function giveRequire(): void {
  const helpers = readdirSync(fresh).filter((file) => readFileSync(`${fresh}/${file}`, 'utf8').includes('typeof require'));
  if (helpers.length !== 1) throw new Error(`esbuild's helper for require stands in ${helpers.length} files: ${helpers.join(', ')}`);
  const helper = `${fresh}/${helpers[0]}`;
  const text = readFileSync(helper, 'utf8');
  writeFileSync(helper, `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);${text}`);
}
