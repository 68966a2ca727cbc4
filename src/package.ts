/** The package itself: its version, where its files are. */
import { readFileSync } from 'node:fs';

// `src/` and the bundled `dist/` both stand one level below the package's root.
const root = new URL('../', import.meta.url);

export const VERSION: string = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).version;

/** URL of a file or folder that the package ships: `schema/app.schema.json`, `templates/`. */
export function packaged(path: string): URL {
  return new URL(path, root);
}
