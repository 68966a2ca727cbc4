/** What is longer is no word, and its distance to others like it would take its length squared. */
const MAX_LENGTH = 100;
/** Of more names no guess is made: the mistakes may be as many. */
const MAX_CANDIDATES = 1500;

/** What `word` is compared with: nothing, where that could take too long. */
export function comparable(word: string, candidates: Iterable<string>): readonly string[] {
  const all = word.length > MAX_LENGTH ? [] : [...candidates];
  return all.length > MAX_CANDIDATES ? [] : all;
}

/** Did-you-mean: the candidate that a person most probably meant, or `undefined` where none is near. Case counts little. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of the word may be wrong, but at least one letter and at most three; of a single letter only its case.
  let bestDistance = Math.min(3, Math.max(word.length > 1 ? 1 : 0, Math.floor(word.length / 3))) + 1;
  for (const candidate of comparable(word, candidates)) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = candidate.toLowerCase() === word.toLowerCase() ? 0.5 : editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Letters inserted, removed, replaced or swapped with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
