/** The package itself: its one name, its version, where its files are. */
import { readFileSync } from 'node:fs';

/** The npm package; the command is `proj`. */
export const PACKAGE_NAME = 'projctl';

// `src/` and the bundled `dist/` both stand one level below the package's root.
const root = new URL('../', import.meta.url);

export const VERSION: string = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).version;

/** URL of a file or folder that the package ships: `schema/app.schema.json`, `templates/`. */
export function packaged(path: string): URL {
  return new URL(path, root);
}
