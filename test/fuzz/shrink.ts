/** The smallest input found that is still wrong in the same way: lines are left out, then characters, by halves. */
import type { Judges } from './bounded.ts';
import type { Input } from './mutate.ts';

/** Judging is what takes time. */
const MAX_TRIES = 400;

export async function shrink(input: Input, wrong: string, judges: Judges): Promise<Input> {
  let tries = 0;
  const isStillWrong = async (bytes: Buffer) => {
    tries += 1;
    const verdict = await judges.judge({ ...input, bytes });
    return verdict.wrong.some((one) => kindOf(one) === kindOf(wrong));
  };
  let { bytes } = input;
  for (const separator of ['\n', '']) {
    let parts = bytes.toString('latin1').split(separator);
    for (let size = Math.ceil(parts.length / 2); size >= 1 && tries < MAX_TRIES; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < parts.length && tries < MAX_TRIES; ) {
        const fewer = parts.toSpliced(at, size);
        if (await isStillWrong(Buffer.from(fewer.join(separator), 'latin1'))) parts = fewer;
        else at += size;
      }
    }
    bytes = Buffer.from(parts.join(separator), 'latin1');
  }
  return { ...input, bytes };
}

/** Without what differs from input to input: numbers, names in quotes. */
export function kindOf(wrong: string): string {
  return wrong
    .split('\n')
    .slice(0, 2)
    .join(' ')
    .replace(/`[^`]*`|\d+|"[^"]*"/g, '');
}
