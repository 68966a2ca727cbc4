// A site can be built by anything that reads its settings from the environment (Vite, Astro, …); this one needs no packages.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const apiUrl = process.env.VITE_API_URL;
if (!apiUrl) throw new Error('VITE_API_URL is not set: `proj` sets it from app.yml');

const script = readFileSync('src/app.js', 'utf8').replaceAll('import.meta.env.VITE_API_URL', JSON.stringify(apiUrl));
const name = `app.${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`;
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/assets', { recursive: true });
writeFileSync(`dist/assets/${name}`, script);
writeFileSync('dist/index.html', readFileSync('src/index.html', 'utf8').replace('app.js', `assets/${name}`));
