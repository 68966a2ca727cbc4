/** Which lines of a wrong file its fixed twin changes, and whether a problem was reported there. */

/** A line of the wrong file that is not in the twin, or the gap before line `before` where the twin has more. Lines count from 1. */
export type Change = { readonly line: number } | { readonly before: number };

/** By the longest common subsequence of lines. */
export function changesBetween(wrong: readonly string[], fixed: readonly string[]): readonly Change[] {
  const common = wrong.map(() => [] as number[]);
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  for (let row = wrong.length - 1; row >= 0; row--) {
    for (let column = fixed.length - 1; column >= 0; column--) {
      (common[row] as number[])[column] =
        wrong[row] === fixed[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const changes: Change[] = [];
  let [row, column] = [0, 0];
  // What replaces a line is told of once, as that line.
  let removed = false;
  while (row < wrong.length || column < fixed.length) {
    if (row < wrong.length && wrong[row] === fixed[column]) {
      removed = false;
      row += 1;
      column += 1;
    } else if (row < wrong.length && at(row + 1, column) >= at(row, column + 1)) {
      changes.push({ line: row + 1 });
      removed = true;
      row += 1;
    } else {
      if (!removed) changes.push({ before: row + 1 });
      column += 1;
    }
  }
  return changes;
}

/** At a reported line, in the block below one, or, for what is added, right beside one. */
export function isReported(change: Change, reported: ReadonlySet<number>, wrong: readonly string[]): boolean {
  if ('line' in change) return isWithin(change.line, reported, wrong);
  return isWithin(change.before - 1, reported, wrong) || reported.has(change.before);
}

/** Whether all lines from a reported one up to `line` belong to it: they are indented more. */
function isWithin(line: number, reported: ReadonlySet<number>, wrong: readonly string[]): boolean {
  return [...reported].some((head) => {
    const below = wrong.slice(head, line).filter((text) => text.trim() !== '');
    return head <= line && below.every((text) => indentOf(text) > indentOf(wrong[head - 1] ?? ''));
  });
}

function indentOf(text: string): number {
  return text.search(/\S|$/);
}
