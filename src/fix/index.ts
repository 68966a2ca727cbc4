/**
 * In: a way to check the app as it stands on disk. Out: its files with every problem put right that has one right answer.
 * Must never: leave a file with an error that it didn't have, touch a byte that no fix names or a file of a package, or undo what someone
 * else writes.
 */
import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { TextChange } from '../core/fix.ts';
import { readWhole, writeWhole } from './files.ts';
import { apart, edited, written } from './text.ts';
import { type Fixable, identity, isWorse } from './worse.ts';

export interface Checked {
  readonly problems: readonly Diagnostic[];
  /** The text of a file as it was checked. */
  text(file: string): string | undefined;
}

/** A parser tells one mistake at a time, so there may be many rounds; but not without end. */
const MAX_ROUNDS = 200;

/** The files of problems are relative to `root`, which is absolute; `check` looks at all of the app as it is now. */
export async function fixFiles(root: string, check: () => Promise<Checked>): Promise<readonly TextChange[]> {
  const changes: TextChange[] = [];
  const refused = new Set<string>();
  // All at once, until that does harm: then each is tried alone, and those that do harm are left out.
  let together = true;
  let checked = await check();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixable = checked.problems.filter((one): one is Fixable => isOurs(one) && !refused.has(identity(one)));
    const edits = editsOf(root, together ? fixable : fixable.slice(0, 1), checked);
    if (edits.length === 0) break;
    for (const { file, after } of edits) writeWhole(file, after);
    const now = await check();
    const fixes = edits.flatMap((edit) => edit.fixes);
    if (!isWorse(checked.problems, now.problems, fixes)) {
      changes.push(...edits.flatMap((edit) => edit.changes));
      checked = now;
      continue;
    }
    for (const { file, before, after } of edits) if (readWhole(file) === after) writeWhole(file, before);
    if (!together) refused.add(identity(fixes[0] as Fixable));
    together = false;
  }
  return changes;
}

/** What is installed is somebody else's, and the next installation would undo it. */
function isOurs({ fix }: Diagnostic): boolean {
  return fix !== undefined && !fix.span.file.split('/').includes('node_modules');
}

interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Those of the wanted ones that don't lie in each other's way. */
  readonly fixes: readonly Fixable[];
  readonly changes: readonly TextChange[];
}

function editsOf(root: string, wanted: readonly Fixable[], { text }: Checked): readonly Edit[] {
  return [...new Set(wanted.map(({ fix }) => fix.span.file))].flatMap((name) => {
    const file = join(root, name);
    const before = readWhole(file);
    // Someone is writing in it: the places no longer hold.
    if (before.replace(/^\uFEFF/, '') !== text(name)) return [];
    const problems = apart(wanted.filter(({ fix }) => fix.span.file === name));
    const fixes = problems.map(({ fix }) => fix);
    const from = written(before, fixes);
    const changes = problems.map(({ code, fix }, index) => ({
      code,
      file: name,
      ...fix.span.start,
      from: from[index] ?? '',
      to: fix.text,
    }));
    return [{ file, before, after: edited(before, fixes), fixes: problems, changes }];
  });
}
