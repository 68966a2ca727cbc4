/** Patterns of IAM: `*` is any text, `?` any character. */

/** Names of the list that the pattern means; IAM does not mind their case. */
export function matching(pattern: string, names: readonly string[]): readonly string[] {
  if (!/[*?]/.test(pattern)) {
    const wanted = pattern.toLowerCase();
    return names.filter((name) => name.toLowerCase() === wanted);
  }
  const wanted = pattern.toLowerCase();
  const shortest = wanted.replaceAll('*', '').length;
  return names.filter((name) => name.length >= shortest && overlap(wanted, name.toLowerCase()));
}

/** Is there a text that both patterns mean? Time: the product of their lengths. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.replace(/\*+/g, '*'), other.replace(/\*+/g, '*')];
  // `before[column]`: can the beginnings of `a` (so far) and of `b` (of that length) mean the same text?
  let before = Array.from({ length: b.length + 1 }, (_, column) => column === 0 || b.slice(0, column) === '*');
  for (const character of a) {
    const after = [character === '*' && before[0] === true];
    for (let column = 1; column <= b.length; column++) {
      const rival = b[column - 1] as string;
      if (character === '*' || rival === '*')
        after.push(before[column] === true || after[column - 1] === true || before[column - 1] === true);
      else after.push(before[column - 1] === true && (character === rival || character === '?' || rival === '?'));
    }
    before = after;
  }
  return before[b.length] === true;
}
