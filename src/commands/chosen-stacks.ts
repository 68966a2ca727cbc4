/** The stacks that a command names; all where it names none. */
import { ProjError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';

export function chosenStacks<Stack extends { readonly id: string }>(stacks: readonly Stack[], ids: readonly string[]): readonly Stack[] {
  const known = stacks.map(({ id }) => id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    const guess = nearest(unknown, known);
    throw new ProjError(1, {
      code: 'unknown-stack',
      message: `the app has no stack \`${unknown}\``,
      hint: guess ? `did you mean \`${guess}\`?` : `its stacks are: ${known.join(', ')}`,
    });
  }
  return ids.length === 0 ? stacks : stacks.filter(({ id }) => ids.includes(id));
}
