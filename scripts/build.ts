/** Bundles the published command: `dist/main.js` and chunks that are loaded when a command needs them. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
await build({
  entryPoints: { main: 'src/main.ts', daemon: 'src/local/daemon.ts', runtime: 'src/runtime/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // Native code and packages that find their own files stay outside.
  external: ['esbuild', 'dynalite'],
  // Bundled CommonJS packages ask for Node's modules by `require`.
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
  logLevel: 'warning',
});
cpSync('src/runtime/index.d.ts', 'dist/runtime.d.ts');
// What the endpoint starts functions with runs in processes of its own.
for (const file of ['node-runtime.mjs', 'python-runtime.py']) cpSync(`src/local/services/lambda/${file}`, `dist/${file}`);
