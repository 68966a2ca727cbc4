/**
 * Tells when files of the project change. In: the root and what to leave out. Out: one call for each burst of changes. The only
 * chokidar import.
 */
import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

/** Editors write a file in several steps, and a `git checkout` many files. */
const BURST_MILLISECONDS = 120;

const NEVER_SOURCE = new Set(['node_modules', '.git', '.proj']);

export interface Watching {
  stop(): Promise<void>;
}

/** `outputs`: folders below `root` that builds write, relative, with `/`. */
export async function watchFiles(root: string, outputs: readonly string[], changed: (files: readonly string[]) => void): Promise<Watching> {
  const burst = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(root, { ignoreInitial: true, ignored: (path) => isLeftOut(relative(root, path).split(sep).join('/'), outputs) });
  watcher.on('all', (_event, path) => {
    burst.add(relative(root, path));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const files = [...burst].sort();
      burst.clear();
      changed(files);
    }, BURST_MILLISECONDS);
  });
  await new Promise<void>((ready, fail) => watcher.once('ready', ready).once('error', fail));
  return {
    async stop() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isLeftOut(path: string, outputs: readonly string[]): boolean {
  return (
    path.split('/').some((name) => NEVER_SOURCE.has(name)) || outputs.some((output) => path === output || path.startsWith(`${output}/`))
  );
}
