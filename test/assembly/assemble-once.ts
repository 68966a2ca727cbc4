/** Run as a program of its own by assembly.test.ts: an assembly under another time zone, locale and mask. */
import { make, nodeAsset } from './project.ts';

process.umask(Number(process.env.MASK));
await make(
  process.argv[2] ?? '',
  ['src/lib/notes.all', 'src/list.main'].map((handler) => nodeAsset(handler)),
);
