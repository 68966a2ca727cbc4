/**
 * Floor C, run as a program of its own: the least that any deployer must do. Bundles all handlers of a folder with one
 * call of esbuild (minified, source maps as they come by default), zips each deterministically, hashes and writes it. No app file, no templates, no cache.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { zip } from '../src/deploy/assembly/zip.ts';

const root = process.argv[2] ?? '';
const handlers = readdirSync(join(root, 'src')).filter((name) => name.startsWith('handler'));
const result = await build({
  absWorkingDir: root,
  entryPoints: handlers.map((name) => `./src/${name}`),
  outdir: join(root, 'floor'),
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: true,
  logLevel: 'silent',
});
const files = new Map(result.outputFiles.map((file) => [file.path, file.contents]));
mkdirSync(join(root, 'floor'), { recursive: true });
for (const [path, bytes] of files) {
  if (path.endsWith('.map')) continue;
  const zipped = zip([
    { path: 'index.mjs', executable: false, bytes },
    { path: 'index.mjs.map', executable: false, bytes: files.get(`${path}.map`) ?? new Uint8Array() },
  ]);
  writeFileSync(join(root, 'floor', `${createHash('sha256').update(zipped).digest('hex')}.zip`), zipped);
}
